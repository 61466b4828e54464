// The settings file and the policies' folder as they lie on a disk.

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { watchFiles } from '../../bot/adapters/config-file.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'quartermaster-settings-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

test('whatever becomes of the file, or of the folder that it names then, is told once', async () => {
  const file = path.join(folder, 'settings.yaml');
  const policies = [path.join(folder, 'one'), path.join(folder, 'two')];
  for (const each of policies) await mkdir(path.join(each, 'tests'), { recursive: true });
  await writeFile(file, 'a');
  let [named = ''] = policies;
  const hasChanged = await watchFiles(file, () => named);
  const told = async () => [await hasChanged(), await hasChanged()];
  expect(await told()).toEqual([false, false]);
  await writeFile(file, 'longer');
  expect(await told()).toEqual([true, false]);
  await writeFile(path.join(named, 'tests', 'new.yaml'), 'a');
  expect(await told()).toEqual([true, false]);
  named = policies[1] ?? '';
  expect(await told()).toEqual([true, false]);
  await rm(file);
  expect(await told()).toEqual([true, false]);
});
