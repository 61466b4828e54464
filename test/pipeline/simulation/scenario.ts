// One simulated life of the settlement: three processes, clicks that come in over half a minute, and whatever the seed brings
// upon them. In the end everything is given time to settle, and the truth is worked out.

import { traffic } from '../../../bench/clicks/generate.ts';
import { partitionOf } from '../../../bench/clicks/producer.ts';
import { createSettlement } from '../../../pipeline/pipelines/settlement.ts';
import type { Kafka, Log, SnapshotFiles } from '../../../pipeline/ports.ts';
import { hashState } from '../../../pipeline/state-hash.ts';
import { createWorker, type Worker } from '../../../pipeline/worker.ts';
import { type Broker, createBroker, isCommitted, type SimLog } from './broker.ts';
import { createGroup, SESSION_MS } from './group.ts';
import { createSimKafka, type SimCluster, textOf } from './kafka.ts';
import { type InRecord, judge } from './oracle.ts';
import { createWorld, type SimProcess, START_MS } from './world.ts';

export type Plant = (kafka: Kafka, cluster: SimCluster) => Kafka;

export interface Life {
  /** What is wrong; nothing when all is right. */
  readonly problems: readonly string[];
  readonly log: readonly string[];
  readonly counts: Readonly<Record<string, number>>;
}

const PARTITIONS = 3;
const RECORDS = 450;
const CAMPAIGNS = 9;
const TROUBLE_MS = 40_000;
const SETTLED_MS = 150_000;
const LOOK_MS = 250;
const SNAPSHOT_MS = 2_000;
/** Two or three entries: transactions are committed between any two of them. */
const SNAPSHOT_PART_BYTES = 100;

interface Running {
  readonly process: SimProcess;
  readonly worker: Worker;
}

/** `plant` puts a mistake between host and broker. */
export async function live(seed: number, plant: Plant = (kafka) => kafka): Promise<Life> {
  const world = createWorld(seed);
  /** In every other life each partition has a copy elsewhere. */
  const standbys = seed % 2 === 0 ? 1 : 0;
  const broker = createBroker(world);
  const cluster: SimCluster = { world, broker, group: createGroup(world, PARTITIONS, standbys) };
  const pipeline = createSettlement({ idleMs: world.random(2) * 200 });
  const counts: Record<string, number> = {};
  const count = (what: string) => {
    counts[what] = (counts[what] ?? 0) + 1;
  };
  let born = 0;
  /** What a machine has written outlives its processes. */
  const disks = [0, 1, 2].map(() => createDisk(world, count));
  const start = (slot: number): Running => {
    // A process that comes back may have its name again, or a new one.
    const instanceId = world.random(2) === 0 ? `p${slot}` : `p${slot}-${born}`;
    born += 1;
    const process = world.startProcess(instanceId);
    const kafka = plant(createSimKafka(cluster, process), cluster);
    const limits = {
      snapshotIntervalMs: SNAPSHOT_MS,
      snapshotPartBytes: SNAPSHOT_PART_BYTES,
      mostRecordsPerTransaction: 60,
      recordsPerTurn: 10,
      sessionTimeoutMs: SESSION_MS,
    };
    const worker = createWorker({
      ...{ pipeline, kafka, clock: process.clock, log: listenTo(count), instanceId, limits },
      ...{ snapshotFiles: disks[slot] as SnapshotFiles, standbys },
    });
    worker.run().catch((error: unknown) => {
      world.note(`${instanceId} ended: ${String(error)}`);
      count('ended by an error');
    });
    world.note(`${instanceId} starts`);
    return { process, worker };
  };
  feed(cluster, seed);
  const slots = [start(0), start(1), start(2)];
  const isTroubled = () => world.nowMs() < START_MS + TROUBLE_MS;
  const trouble = () => {
    if (!isTroubled()) return;
    const slot = world.random(slots.length);
    const { process, worker } = slots[slot] as Running;
    const comeBack = (ms: number) =>
      world.schedule(ms, () => {
        slots[slot] = start(slot);
      });
    const kinds = ['kill', 'freeze', 'faults', 'doom', 'stop', 'restart'] as const;
    const kind = kinds[world.random(kinds.length)] ?? 'kill';
    count(kind);
    world.note(`${process.id}: ${kind}`);
    // The worst moments are those between the steps of a commit.
    const when = (['now', 'produce', 'send offsets', 'commit'] as const)[world.random(4)] ?? 'now';
    const act = (what: () => void) => (when === 'now' ? what() : process.onNext(when, what));
    if (kind === 'kill') {
      act(() => {
        process.kill();
        comeBack(world.random(5_000));
      });
    } else if (kind === 'freeze') {
      act(() => {
        process.freeze();
        world.schedule(500 + world.random(2 * SESSION_MS + 6_000), () => process.thaw());
      });
    } else if (kind === 'doom') {
      const names = ['initialize', 'produce', 'send offsets', 'commit'] as const;
      const fates = ['request lost', 'answer lost', 'late'] as const;
      process.doomNext(names[world.random(4)] ?? 'commit', fates[world.random(3)] ?? 'late');
    } else if (kind === 'faults') {
      world.faultsPerThousand = 5 + world.random(40);
      world.schedule(2_000, () => {
        world.faultsPerThousand = 0;
      });
    } else if (kind === 'restart') worker.restart();
    else {
      worker.stop();
      comeBack(500 + world.random(3_000));
    }
    world.schedule(500 + world.random(4_000), trouble);
  };
  world.schedule(1_000 + world.random(3_000), trouble);
  const alive = () => slots.filter(({ process }) => process.isAlive);
  const isSettled = () => !isTroubled() && isAllRead(broker, pipeline) && hasNothingOpen(broker);
  await world.runUntil(START_MS + TROUBLE_MS + 20_000);
  let settled = false;
  while (!settled && world.nowMs() < START_MS + SETTLED_MS) {
    await world.runUntil(world.nowMs() + LOOK_MS);
    world.schedule(LOOK_MS, () => {});
    settled = isSettled();
  }
  const problems = settled
    ? [...judgeAll(broker), ...judgeState(broker, pipeline, alive())]
    : [
        `not all was settled by the end: ${alive()
          .map(({ worker }) => `${worker.phase} ${worker.lastError?.message ?? ''}`)
          .join('; ')}`,
      ];
  for (const { process } of slots) process.kill();
  return { problems, log: world.log, counts };
}

/** A log that counts what becomes of copies. */
function listenTo(count: (what: string) => void): Log {
  const info = (_: object, message: string) => {
    if (message.startsWith('a copy')) count(message);
  };
  return { debug: () => {}, info, warn: () => {}, error: () => {} };
}

/** Half-written files are lost with the process, and sometimes a bit is lost in a whole one. */
function createDisk(world: SimCluster['world'], count: (what: string) => void): SnapshotFiles {
  const files = new Map<string, Uint8Array>();
  return {
    read: async (name) => {
      const found = files.get(name);
      if (found === undefined) return undefined;
      count('snapshot read');
      if (world.random(10) > 0) return found;
      count('snapshot damaged');
      const damaged = Uint8Array.from(found);
      const at = world.random(damaged.length);
      damaged[at] = (damaged[at] ?? 0) ^ 1;
      return world.random(2) === 0 ? damaged : found.subarray(0, at);
    },
    write: async (name, parts) => {
      const written: Uint8Array[] = [];
      for await (const part of parts) written.push(part);
      files.set(name, Buffer.concat(written));
      count('snapshot written');
    },
  };
}

/** Clicks and charges come in over half a minute, with offsets between them that hold no record. */
function feed({ world, broker }: SimCluster, seed: number): void {
  const records = traffic({
    ...{ seed, campaigns: CAMPAIGNS, repeatedPercent: 15, poisonPercent: 3 },
    ...{ startMs: START_MS, stepMs: 60 },
  });
  for (let number = 0; number < RECORDS; number += 1) {
    const { value: record } = records.next();
    if (record === undefined) break;
    const topic = record.input === 'clicks' ? 'ad.clicks' : 'ad.charges';
    const partition = { topic, partition: partitionOf(record.key, PARTITIONS) };
    world.schedule(record.timestamp - START_MS, () => {
      if (world.random(10) === 0) broker.leaveGap(partition);
      broker.append(partition, { ...record, headers: [] });
    });
  }
}

function isAllRead(broker: Broker, { inputs, groupId }: ReturnType<typeof createSettlement>) {
  return everyPartition().every((partition) =>
    inputs.every((topic) => {
      const { entries } = broker.log({ topic, partition });
      const last = entries.findLast((entry) => !entry.isMarker)?.offset ?? -1;
      return (broker.committedOffset(groupId, { topic, partition })?.offset ?? 0) > last;
    }),
  );
}

function hasNothingOpen(broker: Broker): boolean {
  return [...broker.logs.values()].every(({ open }) => open.size === 0);
}

function judgeAll(broker: Broker): readonly string[] {
  return everyPartition().flatMap((partition) => {
    const read = (topic: string) => visible(broker.log({ topic, partition }));
    const budgets = new Map(
      read('settlement-budgets-changelog').map(({ key, value }) => [key ?? '', value ?? '']),
    );
    return judge({
      partition,
      ...{ clicks: read('ad.clicks'), charges: read('ad.charges') },
      ...{ deductions: read('ad.deductions'), exhausted: read('ad.budget-exhausted') },
      ...{ deadLetters: read('ad.dead-letters'), budgets },
    });
  });
}

/** What the processes hold in memory is what the changelogs say. */
function judgeState(
  broker: Broker,
  pipeline: ReturnType<typeof createSettlement>,
  running: readonly Running[],
): readonly string[] {
  const tasks = running.flatMap(({ worker }) => [...worker.tasks.values()]);
  return everyPartition().flatMap((partition) => {
    const own = tasks.filter((task) => task.partition === partition);
    // A rebalance may be under way; then nobody has it, or its last owner does not know yet.
    if (own.length !== 1) return [];
    const { stores } = pipeline.createState();
    for (const store of stores) {
      store.begin(own[0]?.streamTime ?? 0);
      const topic = `settlement-${store.name}-changelog`;
      for (const { key, value, timestamp } of visible(broker.log({ topic, partition }))) {
        store.restore(key ?? '', value, timestamp);
      }
    }
    const kept = hashState(own[0]?.stores ?? []);
    return kept === hashState(stores) ? [] : [`partition ${partition}: the state is another`];
  });
}

function visible({ entries }: SimLog): readonly (InRecord & { readonly timestamp: number })[] {
  return entries.filter(isCommitted).map(({ offset, key, value, timestamp }) => ({
    ...{ offset, timestamp, key: textOf(key), value: textOf(value) },
  }));
}

function everyPartition(): readonly number[] {
  return Array.from({ length: PARTITIONS }, (_, partition) => partition);
}
