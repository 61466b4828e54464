import { expect, test } from '@jest/globals';
import { guardPipeline, type PipelineHandle } from '../../../bot/pipelines.ts';

const HANDLE = {
  status: async () => 'the status',
  act: async () => 'done',
} as unknown as PipelineHandle;

test('a handle lets through what the command states', async () => {
  expect(await guardPipeline(HANDLE, ['status']).status()).toBe('the status');
});

test('a handle lets nothing else through', () => {
  const guarded = guardPipeline(HANDLE, ['status']);
  expect(() => guarded.act('restart')).toThrow('no access of the command names act');
});
