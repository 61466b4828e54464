// Snapshots as files: each is there as a whole or not at all.
import { mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createSnapshotFolder } from '../../../../pipeline/adapters/snapshots/folder.ts';

let folder: string;

beforeEach(async () => {
  folder = path.join(await mkdtemp(path.join(tmpdir(), 'quartermaster-snapshots-')), 'kept');
});

afterEach(async () => {
  await rm(path.dirname(folder), { recursive: true, force: true });
});

async function* partsOf(...texts: readonly string[]) {
  for (const text of texts) yield Buffer.from(text);
}

async function* failing() {
  yield Buffer.from('half');
  throw new Error('the state is gone');
}

test('what was written is read by whoever opens the folder next, and by its owner alone', async () => {
  const files = createSnapshotFolder(folder);
  expect(await files.read('settlement-1')).toBeUndefined();
  await files.write('settlement-1', partsOf('one, ', 'two'));
  const found = await createSnapshotFolder(folder).read('settlement-1');
  expect(Buffer.from(found ?? []).toString()).toBe('one, two');
  const { mode } = await stat(path.join(folder, 'settlement-1.snapshot'));
  expect((mode & 0o777).toString(8)).toBe('600');
});

test('a write that fails leaves what was there before, and nothing else', async () => {
  const files = createSnapshotFolder(folder);
  await files.write('settlement-1', partsOf('before'));
  await expect(files.write('settlement-1', failing())).rejects.toThrow('the state is gone');
  expect(String(await files.read('settlement-1'))).toBe('before');
  expect(await readdir(folder)).toEqual(['settlement-1.snapshot']);
});

test('what a killed process has left half-written is removed, once it is surely dead', async () => {
  const files = createSnapshotFolder(folder);
  await files.write('settlement-1', partsOf('whole'));
  const [old, young] = ['settlement-1.snapshot.77-1', 'settlement-1.snapshot.78-1'];
  for (const name of [old, young]) await writeFile(path.join(folder, name), 'half');
  await utimes(path.join(folder, old), 1, 1);
  await createSnapshotFolder(folder).write('settlement-2', partsOf('whole'));
  expect((await readdir(folder)).sort()).toEqual([
    ...['settlement-1.snapshot', young, 'settlement-2.snapshot'],
  ]);
});
