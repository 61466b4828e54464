// `npm test` must find every suite, and know which servers it needs from what it imports.
import { describe, expect, test } from '@jest/globals';
import { findStages } from '../../scripts/test/stages.ts';

describe('findStages', () => {
  test('puts a file into the stage of its folder, with the servers it imports', async () => {
    const [stage] = await findStages(['test/postgres/']);
    expect(stage).toMatchObject({
      name: 'contract',
      files: [{ path: 'test/postgres/postgres.test.ts', needs: new Set(['postgres']) }],
    });
    const [cluster] = await findStages(['test/cluster/verify']);
    expect(cluster?.files[0]?.needs).toEqual(new Set(['cluster']));
  });

  test('takes any other folder for the unit stage, with no server', async () => {
    const [stage] = await findStages(['test/scripts/stages']);
    expect(stage).toEqual({
      name: 'unit',
      isSerial: false,
      files: [{ path: 'test/scripts/stages.test.ts', needs: new Set() }],
    });
  });

  test('knows the servers of each file, however many share an import', async () => {
    const stages = await findStages([]);
    for (const { path, needs } of stages.flatMap(({ files }) => files)) {
      const [alone] = await findStages([path]);
      expect([path, needs]).toEqual([path, alone?.files[0]?.needs]);
    }
    const [unit] = await findStages(['test/sandbox/page/content']);
    expect(unit?.files[0]?.needs).toEqual(new Set(['browser']));
  });

  test('chooses no stage when no path matches', async () => {
    expect(await findStages(['no-such-suite'])).toEqual([]);
  });
});
