// The source of a cluster on the real API server with its controllers: what is told in the end is what a fresh look would tell, whenever it is killed.

import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createClusters } from '../../../bot/adapters/kubernetes.ts';
import { systemClock } from '../../../bot/clock.ts';
import type { Clock, Clusters } from '../../../bot/ports.ts';
import { KINDS } from '../../../bot/sources/kubernetes/kinds.ts';
import { createKubernetesSource } from '../../../bot/sources/kubernetes.ts';
import type { Notice, Source } from '../../../bot/sources/source.ts';
import { joinCluster, SHARED_CLUSTER_VARIABLE } from '../../cluster/cluster.ts';
import { chosenSeed } from '../../seeds.ts';
import { openDoor } from '../../world/door.ts';
import { findTarget, type Oracle, openOracle } from '../adapter/oracle.ts';
import { makeNamespace } from '../get/populate.ts';
import { splitLine } from '../get/words.ts';
import { createRecorder, type Recorder } from './recorder.ts';
import { until } from './until.ts';

const target = await findTarget('the source of a cluster');
const suite = target === undefined ? describe.skip : describe;
const LONG_MS = 300_000;

let oracle: Oracle;
let namespace: string;
let runs: Run[] = [];
/** What a test has opened beside them. */
let opened: (() => Promise<void>)[] = [];

beforeAll(async () => {
  if (target !== undefined) oracle = await openOracle(target, []);
});
afterAll(async () => {
  await oracle?.close();
});
beforeEach(async () => {
  if (target === undefined) return;
  namespace = `sources-${randomBytes(4).toString('hex')}`;
  await makeNamespace(kubectl, namespace);
});
afterEach(async () => {
  await Promise.all(runs.map((each) => each.stop()));
  runs = [];
  await Promise.all(opened.map((close) => close()));
  opened = [];
  await kubectl(['delete', 'namespace', namespace, '--wait=false']);
}, LONG_MS);

async function kubectl(argv: readonly string[], input?: string) {
  const output = await oracle.kubectl(argv, input);
  if (output.exitCode !== 0) throw new Error(`kubectl ${argv.join(' ')}: ${output.stderr}`);
  return output;
}

async function run(line: string, input?: object): Promise<void> {
  const argv = splitLine(`${line} -n ${namespace}`);
  await kubectl(argv, input === undefined ? undefined : JSON.stringify(input));
}

interface Run {
  readonly source: Source;
  readonly recorder: Recorder;
  /** Nothing is kept any more from this moment on. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

interface StartOptions {
  /** What another process kept. */
  readonly before?: Recorder;
  /** The clock of the source runs ahead of that of the cluster. */
  readonly aheadMs?: number;
  readonly clusters?: Pick<Clusters, 'open'>;
  readonly sleep?: Clock['sleep'];
}

function start(options: StartOptions = {}): Run {
  const { before, aheadMs = 0, clusters = oracle.clusters, sleep = systemClock.sleep } = options;
  const source = createKubernetesSource({
    ...{ cluster: 'test', environment: 'test', clusters: () => clusters },
    log: { warn: () => {} },
  });
  const clock = { ...systemClock, sleep, nowMs: () => Date.now() + aheadMs };
  const [recorder, ending] = [createRecorder(before), new AbortController()];
  const running = source.run({ ...recorder.parts, clock, signal: ending.signal });
  const stop = async () => {
    ending.abort(new Error('stopped'));
    await running;
  };
  const started: Run = {
    ...{ source, recorder, stop },
    kill: async () => {
      recorder.kill();
      await stop();
    },
  };
  runs.push(started);
  return started;
}

/** The same API server behind a door that can be shut. */
async function throughDoor() {
  const text = await readFile(target?.kubeconfig ?? '', 'utf8');
  const server = /server: *"?(https:\/\/127\.0\.0\.1:(\d+))"?/u.exec(text);
  if (server?.[1] === undefined) throw new Error('the kubeconfig names no server on loopback');
  const door = await openDoor(Number(server[2]));
  const folder = await mkdtemp(path.join(tmpdir(), 'quartermaster-door-'));
  const kubeconfig = path.join(folder, 'kubeconfig');
  await writeFile(kubeconfig, text.replaceAll(server[1], `https://127.0.0.1:${door.port}`), {
    mode: 0o600,
  });
  const clusters = createClusters({
    clusters: [{ name: 'test', environment: 'test', kubeconfig }],
    limits: { answerBytes: 100_000_000, catalogCacheMs: 5_000, discoveryMs: 30_000 },
    clock: { nowMs: Date.now },
    log: { info: () => {}, warn: () => {}, error: () => {} },
  });
  opened.push(async () => {
    await clusters.close();
    await door.close();
    await rm(folder, { recursive: true, force: true });
  });
  return { door, clusters };
}

/** Of this test's namespace. */
function standing({ recorder }: Run): readonly Notice[] {
  return [...recorder.standing.values()].filter(({ labels }) => labels.namespace === namespace);
}

const reasons = (all: readonly Notice[]) =>
  [...new Set(all.map(({ group, labels }) => `${group} ${labels.reason}`))].sort();

function deployment(name: string, replicas: number, fails: string | undefined) {
  const labels = {
    app: name,
    ...(fails === undefined ? {} : { 'quartermaster.test/fails': fails }),
  };
  return {
    ...{ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name, labels: { team: 'shop' } } },
    spec: {
      ...{ replicas, selector: { matchLabels: { app: name } } },
      template: {
        metadata: { labels },
        spec: { terminationGracePeriodSeconds: 0, containers: [{ name: 'app', image: 'web:1' }] },
      },
    },
  };
}

suite('a cluster', () => {
  test(
    'tells Pods that crash-loop and that find no image, by their workloads, and their ends',
    async () => {
      const { recorder, source } = start();
      await run('create -f -', deployment('loops', 3, 'crash-loop'));
      await run('create -f -', deployment('pulls', 1, 'image-pull'));
      await run('create -f -', deployment('fine', 2, undefined));
      const it = runs[0] as Run;
      await until('all are told', () => standing(it).length === 4);
      expect(reasons(standing(it))).toEqual([
        `Deployment/${namespace}/loops CrashLoopBackOff`,
        `Deployment/${namespace}/pulls ImagePullBackOff`,
      ]);
      expect(standing(it)[0]?.labels).toMatchObject({
        team: 'shop',
        cluster: 'test',
        environment: 'test',
      });
      expect(source.seenAtMs()).toBeDefined();
      await run('scale deployment/loops --replicas=0');
      await until('the loops are over', () => standing(it).length === 1);
      await run('delete deployment/pulls');
      await until('all is over', () => standing(it).length === 0);
      expect(recorder.batches.every(({ position }) => position !== undefined)).toBe(true);
    },
    LONG_MS,
  );

  test(
    'tells the last lines of the log of one Pod of a workload',
    async () => {
      const shared = process.env[SHARED_CLUSTER_VARIABLE];
      if (shared === undefined) return; // only that cluster has logs to be written
      const cluster = await joinCluster(shared);
      await cluster.writeLogs(namespace, 'app', ['starting', 'panic: no database'], 'previous');
      await cluster.writeLogs(namespace, 'app', ['starting', 'panic: no database']);
      const it = start();
      await run('create -f -', deployment('loops', 2, 'crash-loop'));
      const listings = () =>
        standing(it).flatMap(({ listing = '' }) => (listing === '' ? [] : [listing]));
      await until('the log is told', () => listings().length > 0 && standing(it).length === 2);
      expect(listings()).toEqual([expect.stringContaining('panic: no database')]);
    },
    LONG_MS,
  );

  test(
    'tells a Job that failed, a claim that has lost its volume and a Pod for which there is no node',
    async () => {
      const it = start({ aheadMs: 120_000 });
      const claim = {
        ...{ apiVersion: 'v1', kind: 'PersistentVolumeClaim' },
        // It was bound once, and its volume is not there: the controller itself says that it is lost.
        metadata: { name: 'data', annotations: { 'pv.kubernetes.io/bind-completed': 'yes' } },
        spec: {
          ...{ accessModes: ['ReadWriteOnce'], volumeName: 'no-such-volume', storageClassName: '' },
          resources: { requests: { storage: '1Gi' } },
        },
      };
      const job = {
        ...{ apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'import' } },
        spec: {
          ...{ backoffLimit: 0, activeDeadlineSeconds: 1 },
          template: {
            metadata: { labels: { 'quartermaster.test/fails': 'crash-loop' } },
            spec: { restartPolicy: 'Never', containers: [{ name: 'app', image: 'web:1' }] },
          },
        },
      };
      await run('create -f -', claim);
      await run('create -f -', job);
      await run('create -f -', {
        ...{ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'nowhere' } },
        spec: {
          nodeSelector: { 'quartermaster.test/no-such': 'node' },
          containers: [{ name: 'app', image: 'web:1' }],
        },
      });
      const all = () => reasons(standing(it)).map((each) => each.split(' ')[1]);
      await until('all three are told', () =>
        ['ClaimLost', 'FailedScheduling', 'JobFailed'].every((reason) => all().includes(reason)),
      );
      const lost = standing(it).find(({ labels }) => labels.reason === 'FailedScheduling');
      expect(lost).toMatchObject({ group: `Pod/${namespace}/nowhere` });
      expect(lost?.lines.join(' ')).toContain('node');
      await run('delete pod nowhere --grace-period=0');
      await until('the Pod is over', () => !all().includes('FailedScheduling'));
    },
    LONG_MS,
  );

  test(
    'tells after a restart what happened meanwhile, and nothing twice',
    async () => {
      const first = start();
      await run('create -f -', deployment('stays', 1, 'crash-loop'));
      await run('create -f -', deployment('goes', 1, 'crash-loop'));
      await until('both are told', () => standing(first).length === 2);
      const [stays] = standing(first).filter(({ group }) => group.endsWith('/stays'));
      await first.kill();
      await run('delete deployment/goes');
      await run('create -f -', deployment('comes', 1, 'crash-loop'));
      const second = start({ before: first.recorder });
      const groups = () =>
        standing(second)
          .map(({ group }) => group.split('/').at(-1))
          .sort();
      await until('it knows', () => groups().join(' ') === 'comes stays');
      const told = second.recorder.batches
        .slice(first.recorder.batches.length)
        .flatMap(({ notices }) => notices)
        .filter(({ key, listing }) => key === stays?.key && listing === stays?.listing);
      expect(told).toEqual([]);
      expect(standing(second).find(({ key }) => key === stays?.key)?.startedAtMs).toBe(
        stays?.startedAtMs,
      );
    },
    LONG_MS,
  );

  test(
    'begins afresh from a place that the server does not have, and ends what has gone',
    async () => {
      const first = start();
      await run('create -f -', deployment('goes', 1, 'crash-loop'));
      await until('it is told', () => standing(first).length === 1);
      await first.kill();
      await run('delete deployment/goes');
      const lost = createRecorder(first.recorder);
      const at = (first.recorder.batches.at(-1)?.position ?? '').replaceAll(
        /"\d+"/gu,
        '"9007199254740000"',
      );
      await lost.parts.take({ source: '', notices: [], received: 0, ignored: 0, position: at });
      const second = start({ before: lost });
      await until('its end is told', () => standing(second).length === 0);
    },
    LONG_MS,
  );
});

suite('the role that is shipped', () => {
  test(
    'is enough to watch, and without it the source says that it is blind',
    async () => {
      const account = `system:serviceaccount:${namespace}:watcher`;
      const as = { user: account, groups: ['system:serviceaccounts', 'system:authenticated'] };
      const clusters: Pick<Clusters, 'open'> = {
        open: (cluster, accesses, _as, signal) =>
          oracle.clusters.open(cluster, accesses, as, signal),
      };
      const refused = (each: Run) =>
        [...each.recorder.standing.values()].filter(
          ({ labels }) => labels.reason === 'WatchRefused',
        );
      const blind = start({ clusters });
      await until('it says so of each kind', () => refused(blind).length === KINDS.length);
      await blind.stop();
      await kubectl(['apply', '-f', 'deploy/watch-role.yaml']);
      await kubectl(
        splitLine(
          `create clusterrolebinding ${namespace} --clusterrole=quartermaster-watch --serviceaccount=${namespace}:watcher`,
        ),
      );
      await run('create -f -', deployment('loops', 1, 'crash-loop'));
      const seeing = start({ clusters, before: blind.recorder });
      await until('it sees', () => standing(seeing).length === 1 && refused(seeing).length === 0);
      await kubectl(['delete', 'clusterrolebinding', namespace]);
    },
    LONG_MS,
  );
});

suite('an API server', () => {
  test(
    'that is gone for a while, or takes requests and never answers, hides nothing for longer than that',
    async () => {
      const there = await throughDoor();
      // A server that is silent for so long is given up: here that is not waited for.
      const sleep = (ms: number, signal?: AbortSignal) =>
        systemClock.sleep(ms > 45_000 ? 2_000 : Math.min(ms, 500), signal);
      const it = start({ clusters: there.clusters, sleep });
      const names = () =>
        standing(it)
          .map(({ group }) => group.split('/').at(-1))
          .sort()
          .join(' ');
      await run('create -f -', deployment('first', 1, 'crash-loop'));
      await until('the first is told', () => names() === 'first');
      let last = 'first';
      for (const [state, name] of [
        ['shut', 'second'],
        ['silent', 'third'],
      ] as const) {
        there.door.set(state);
        await run(`delete deployment/${last}`);
        await run('create -f -', deployment(name, 1, 'crash-loop'));
        await delay(3_000);
        expect(names()).toBe(last);
        there.door.set('open');
        await until(`what happened while it was ${state} is told`, () => names() === name);
        last = name;
      }
    },
    LONG_MS,
  );
});

suite('whenever it is killed', () => {
  test(
    'what stands told in the end is what a fresh look tells',
    async () => {
      const names = ['a', 'b', 'c'];
      const wish = fc.record({
        name: fc.constantFrom(...names),
        to: fc.constantFrom('crash-loop', 'image-pull', undefined, 'off', 'gone'),
        killAfterMs: fc.option(fc.integer({ min: 0, max: 400 }), { nil: undefined }),
      });
      const seed = chosenSeed();
      process.stderr.write(`\nkills of the source: seed ${seed}\n`);
      const wishes =
        fc.sample(fc.array(wish, { minLength: 14, maxLength: 14 }), { seed, numRuns: 1 })[0] ?? [];
      let it = start();
      for (const { name, to, killAfterMs } of wishes) {
        if (to === 'gone') await run(`delete deployment/${name} --ignore-not-found`);
        else
          await run(
            'apply -f -',
            deployment(name, to === 'off' ? 0 : 2, to === 'off' ? undefined : to),
          );
        if (killAfterMs === undefined) continue;
        await delay(killAfterMs);
        await it.kill();
        it = start({ before: it.recorder });
      }
      const told = (of: Run) =>
        JSON.stringify(
          standing(of)
            .map(({ key, group, severity }) => [key, group, severity])
            .sort(),
        );
      const fresh = start();
      await until('both tell the same', () => told(it) === told(fresh));
      // It stays so: nothing is on its way any more that one of them has not seen.
      await delay(3_000);
      await until('both still tell the same', () => told(it) === told(fresh));
    },
    LONG_MS,
  );
});
