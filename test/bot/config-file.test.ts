// The settings file and the policies' folder as they lie on a disk.

import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { parse, stringify } from 'yaml';
import { loadSettings, watchFiles } from '../../bot/adapters/config-file.ts';

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

test('every file that the settings name is where the settings file is', async () => {
  const example = parse(await readFile('quartermaster.example.yaml', 'utf8'));
  const service = {
    url: 'https://service',
    bearer: { file: 'secrets/service' },
    tls: { ca: 'secrets/ca', certificate: 'secrets/certificate', key: 'secrets/key' },
  };
  example.clusters.staging.costs = service;
  example.alertmanager = service;
  example.prometheus = service;
  example.onCall.pagers.other = { kind: 'json', endpoint: service };
  for (const each of Object.values<{ file?: string }>(example.holidays)) delete each.file;
  const file = path.join(folder, 'settings.yaml');
  await writeFile(file, stringify(example));
  const loaded = textsOf(await loadSettings(file));
  const named = textsOf(example).filter((text) => text.startsWith('secrets/'));
  expect(named.length).toBeGreaterThan(20);
  const isThere = (text: string) =>
    loaded.includes(path.join(folder, text)) && !loaded.includes(text);
  expect(named.filter((text) => !isThere(text))).toEqual([]);
});

function textsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : [];
}
