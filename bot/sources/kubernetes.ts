// Watches a cluster and tells what goes wrong in it. What is told is worked out from how the objects stand, so that a look after an outage tells the
// same as one that never ended; where it stopped is kept with what it told, so that what happened meanwhile is told too.

import type { StatusError } from '../kubernetes/api.ts';
import type { Clusters } from '../ports.ts';
import { createHandOver } from './hand-over.ts';
import { createFollower, type Follower } from './kubernetes/follow.ts';
import { ACCESSES, KINDS, type WatchedKind } from './kubernetes/kinds.ts';
import { createLogTails } from './kubernetes/log-tails.ts';
import { short } from './kubernetes/matter.ts';
import { readPosition, writePosition } from './kubernetes/position.ts';
import type { Seen } from './kubernetes/seen.ts';
import { createWorld } from './kubernetes/world.ts';
import type { Notice, Source, SourceParts } from './source.ts';

export interface KubernetesSourceOptions {
  readonly cluster: string;
  readonly environment: string;
  /** As the settings have them now. */
  readonly clusters: () => Pick<Clusters, 'open'>;
  readonly log: { warn(fields: object, message: string): void };
}

/** How often it is looked for what time alone changes. */
const DUE_MS = 1_000;

export function createKubernetesSource(options: KubernetesSourceOptions): Source {
  const { cluster } = options;
  let followers: readonly Follower[] = [];
  return {
    name: `kubernetes ${cluster}`,
    run: async (parts) => {
      await watchCluster(options, parts, (all) => {
        followers = all;
      });
    },
    seenAtMs: () => {
      const seen = followers.filter((each) => each.isWatched()).map((each) => each.seenAtMs());
      if (seen.length === 0 || seen.includes(undefined)) return undefined;
      return Math.min(...seen.map(Number));
    },
  };
}

async function watchCluster(
  { cluster, environment, clusters, log }: KubernetesSourceOptions,
  { take, position, firing, clock, signal: outer }: SourceParts,
  onFollowers: (followers: readonly Follower[]) => void,
): Promise<void> {
  const failed = new AbortController();
  const signal = AbortSignal.any([outer, failed.signal]);
  const open = (within: AbortSignal) => clusters().open(cluster, ACCESSES, undefined, within);
  const source = `kubernetes ${cluster}`;
  const kept = readPosition(await position());
  const tell = (notices: readonly Notice[]) => {
    if (notices.length > 0) handOver.add(notices, notices.length, 0);
  };
  const tails = createLogTails({
    ...{ open, clock, signal },
    onTail: (key, lines) => tell(world.putListing(key, lines, clock.nowMs())),
  });
  const world = createWorld({
    ...{ cluster, environment, told: await firing() },
    wantLog: (seen, matter) => tails.want(seen, matter),
  });
  /** What is of a form that nobody expects is left out: it must not hide all others. */
  const read = (kind: WatchedKind, look: () => readonly Notice[]): readonly Notice[] => {
    try {
      return look();
    } catch (error) {
      log.warn({ err: error, cluster, kind: kind.kind }, 'an object makes no sense');
      return [];
    }
  };
  const followers = new Map(
    KINDS.map((kind) => {
      const follower = createFollower({
        ...{ kind, version: kept[kind.resource.resource], open, clock, signal },
        room: () => handOver.room(),
        onObject: (object) => tell(read(kind, () => world.put(kind, object, clock.nowMs()))),
        onListed: (uids) => tell(world.listed(kind, uids, clock.nowMs())),
        onEvent: (type, object) => {
          const notices = read(kind, () => world[type](kind, object, clock.nowMs()));
          handOver.add(notices, Math.max(notices.length, 1), notices.length === 0 ? 1 : 0);
        },
        onMoved: () => handOver.moved(),
        onProblem: (error) => log.warn({ err: error, cluster, kind: kind.kind }, 'a watch broke'),
        onRefused: (refusal) =>
          tell(world.putSeen(refusalOf(kind, refusal, clock.nowMs()), clock.nowMs())),
      });
      return [kind, follower] as const;
    }),
  );
  const handOver = createHandOver({
    ...{ source, take, clock, signal, log },
    position: () =>
      writePosition(
        new Map([...followers].map(([kind, each]) => [kind.resource.resource, each.version()])),
      ),
  });
  onFollowers([...followers.values()]);
  const fail = (error: unknown) => {
    failed.abort(error);
    throw error;
  };
  const following = async () => {
    for (const isContext of [true, undefined]) {
      const first = [...followers].filter(([kind]) => kind.isContext === isContext);
      await Promise.all(first.map(([, follower]) => follower.begin()));
    }
    tell(world.begin(clock.nowMs()));
    await Promise.all([...followers.values()].map((follower) => follower.follow()));
  };
  const looking = async () => {
    while (!signal.aborted) {
      await clock.sleep(DUE_MS, signal).catch(() => {});
      if (!signal.aborted) tell(world.due(clock.nowMs()));
    }
  };
  await Promise.all([handOver.run(), following(), looking()].map((each) => each.catch(fail)));
}

/** A kind that the bot may not watch is blindness, and told as such; an outage is told by how old the last look is. */
function refusalOf(
  { kind, resource: { resource } }: WatchedKind,
  refusal: StatusError | undefined,
  nowMs: number,
): Seen {
  const title = `${resource} cannot be watched: what goes wrong with them is not told`;
  const matter = { reason: 'WatchRefused', severity: 'warning' as const, title, count: 1 };
  return {
    ...{ kind: 'Watch', uid: resource, name: kind, namespace: '', isQuiet: false },
    ...{ owner: { kind: 'Watch', name: 'quartermaster' }, node: undefined, team: undefined },
    matters:
      refusal === undefined
        ? []
        : [{ ...matter, lines: [short(refusal.status.message)], sinceMs: nowMs }],
  };
}
