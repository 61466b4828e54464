// `npm test` must find every suite, and know which servers it needs from what it imports.
import { describe, expect, test } from '@jest/globals';
import { findStages } from '../../scripts/test/stages.ts';

describe('findStages', () => {
  test('puts a file into the stage of its folder, with the servers it imports', async () => {
    const [stage] = await findStages(['test/postgres/']);
    expect(stage).toMatchObject({
      name: 'contract',
      lanes: [
        { files: [{ path: 'test/postgres/postgres.test.ts', needs: new Set(['postgres']) }] },
      ],
    });
    const [cluster] = await findStages(['test/cluster/verify']);
    expect(cluster?.lanes[0]?.files[0]?.needs).toEqual(new Set(['cluster']));
  });

  test('takes any other folder for the unit stage, with no server', async () => {
    const [stage] = await findStages(['test/scripts/stages']);
    expect(stage).toEqual({
      name: 'unit',
      lanes: [
        {
          name: 'unit',
          workers: 2,
          files: [{ path: 'test/scripts/stages.test.ts', needs: new Set() }],
        },
      ],
    });
  });

  test('knows the servers of each file, however many share an import', async () => {
    const stages = await findStages([]);
    for (const { path, needs } of filesOf(stages)) {
      const [alone] = await findStages([path]);
      expect([path, needs]).toEqual([path, alone?.lanes[0]?.files[0]?.needs]);
    }
    const [unit] = await findStages(['test/sandbox/page/content']);
    expect(unit?.lanes[0]?.files[0]?.needs).toEqual(new Set(['browser']));
  });

  test('lets no two files of the whole product share a server at the same time', async () => {
    const [system] = await findStages(['test/system/']);
    const lanes = system?.lanes ?? [];
    expect(lanes.flatMap(({ files }) => files.map(({ path }) => path)).sort()).toEqual(
      filesOf(await findStages([]))
        .map(({ path }) => path)
        .filter((path) => path.startsWith('test/system/'))
        .sort(),
    );
    const shared = lanes.map((lane) => new Set(lane.files.flatMap(({ needs }) => [...needs])));
    // Brokers of one's own are nobody else's.
    const isShared = shared.map((needs) => [...needs].some((need) => need !== 'own kafka'));
    expect(isShared).toEqual(lanes.map(({ workers }) => workers === 1));
    const counted = shared.flatMap((needs) => [...needs]);
    expect(counted).toEqual([...new Set(counted)]);
    expect(counted).toEqual(expect.arrayContaining(['cluster', 'kafka']));
  });

  test('chooses no stage when no path matches', async () => {
    expect(await findStages(['no-such-suite'])).toEqual([]);
  });
});

function filesOf(stages: Awaited<ReturnType<typeof findStages>>) {
  return stages.flatMap(({ lanes }) => lanes.flatMap(({ files }) => files));
}
