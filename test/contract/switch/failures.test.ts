// What other schedulers were seen to get wrong, each tried on the real API server: the numbers are those of the list that was made of it.

import { afterEach, describe, expect, test } from '@jest/globals';
import { findTarget } from '../adapter/oracle.ts';
import {
  deployment,
  type Nights,
  type NightsOptions,
  ORIGINAL,
  openNights,
  SWITCH,
} from './nights.ts';

const target = await findTarget('switching off at night');
const suite = target === undefined ? describe.skip : describe;
const LONG_MS = 300_000;
// In years to come, so that what was made before the night was made before it for the API server too, whose clock nobody sets.
const DAY = '2031-03-05T12:00:00Z';
const EVENING = '2031-03-05T20:00:30Z';
const NIGHT = '2031-03-05T23:00:00Z';
const MORNING = '2031-03-06T08:00:30Z';

let nights: Nights | undefined;
afterEach(async () => {
  await nights?.kubectl('delete crd scaledobjects.keda.sh --ignore-not-found --wait=false');
  await nights?.close();
  nights = undefined;
}, LONG_MS);

async function open(options?: NightsOptions): Promise<Nights> {
  if (target === undefined) throw new Error('there is no cluster');
  nights = await openNights(target, options);
  return nights;
}

async function withDeployments(
  names: Readonly<Record<string, number>>,
  options?: NightsOptions,
): Promise<Nights> {
  const opened = await open(options);
  for (const [name, replicas] of Object.entries(names)) {
    await opened.kubectl('create -f -', deployment(name, replicas));
  }
  await opened.at(DAY);
  return opened;
}

async function told(opened: Nights): Promise<string> {
  return (await opened.told()).join('\n');
}

suite('switching off at night', () => {
  test(
    '1: a wake at 08:00 that nobody was there for is made at 08:05, and said so',
    async () => {
      const opened = await withDeployments({ web: 2 });
      await opened.at(EVENING);
      expect(await opened.replicas('deployment/web')).toBe(0);
      await opened.restart();
      await opened.at('2031-03-06T08:05:30Z');
      expect(await opened.replicas('deployment/web')).toBe(2);
      expect(await told(opened)).toMatch(
        /It was due at Thu 2031-03-06 08:00 .*made up for 6 min later/u,
      );
    },
    LONG_MS,
  );

  test(
    '2: what was cut off after some of them is ended later, with every original right',
    async () => {
      const names = Object.fromEntries(
        Array.from({ length: 10 }, (_, index) => [`w${index}`, (index % 4) + 1]),
      );
      const opened = await withDeployments(names);
      // As it is left by a process that was killed after the third: those are off, the others were written down as well.
      await opened.at(EVENING);
      for (const name of ['w3', 'w4', 'w5', 'w6', 'w7', 'w8', 'w9']) {
        const replicas = names[name] ?? 0;
        await opened.kubectl(`annotate deployment/${name} -n NS ${ORIGINAL}-`);
        await opened.kubectl(
          `patch deployment/${name} -n NS --field-manager=deployer --patch '{"spec":{"replicas":${replicas}}}'`,
        );
      }
      await opened.restart();
      await opened.at('2031-03-05T20:10:30Z');
      for (const name of Object.keys(names)) {
        expect([name, await opened.replicas(`deployment/${name}`)]).toEqual([name, 0]);
      }
      await opened.at(MORNING);
      for (const [name, replicas] of Object.entries(names)) {
        expect([name, await opened.replicas(`deployment/${name}`)]).toEqual([name, replicas]);
      }
    },
    LONG_MS,
  );

  test(
    '3: what a hand sets at night is left and asked about, and in the morning it is what it was',
    async () => {
      const opened = await withDeployments({ web: 3 });
      await opened.at(EVENING);
      await opened.kubectl('scale deployment/web -n NS --replicas=5');
      await opened.at(NIGHT);
      await opened.at('2031-03-05T23:01:00Z');
      expect(await opened.replicas('deployment/web')).toBe(5);
      const asked = (await opened.told()).filter((text) => text.includes('by hand'));
      expect(asked).toHaveLength(1);
      expect(asked[0]).toContain(`/cluster take ${SWITCH} deployment/web`);
      await opened.at(MORNING);
      expect(await opened.replicas('deployment/web')).toBe(3);
      expect(
        (await opened.read('deployment/web')).metadata.annotations?.[ORIGINAL],
      ).toBeUndefined();
    },
    LONG_MS,
  );

  test(
    '4: what a deploy sets at night is off again, comes back in the morning, and is told',
    async () => {
      const opened = await withDeployments({ web: 3 });
      await opened.at(EVENING);
      await opened.kubectl(
        'apply --server-side --force-conflicts --field-manager=deployer -f -',
        deployment('web', 4),
      );
      expect(await opened.replicas('deployment/web')).toBe(4);
      await opened.at(NIGHT);
      expect(await opened.replicas('deployment/web')).toBe(0);
      expect(await told(opened)).toContain('deployer has set 4 replicas meanwhile');
      await opened.at(MORNING);
      expect(await opened.replicas('deployment/web')).toBe(4);
    },
    LONG_MS,
  );

  test(
    '4: one that is deleted and made anew at night is off again with what it was made with',
    async () => {
      const opened = await withDeployments({ web: 3 });
      await opened.at(EVENING);
      await opened.kubectl('delete deployment/web -n NS');
      await opened.kubectl('create -f -', deployment('web', 2));
      await opened.at(NIGHT);
      expect(await opened.replicas('deployment/web')).toBe(0);
      await opened.at(MORNING);
      expect(await opened.replicas('deployment/web')).toBe(2);
    },
    LONG_MS,
  );

  test(
    '5: an autoscaler that allows less than there was is kept to, and it is told',
    async () => {
      const opened = await withDeployments({ web: 5 });
      await opened.kubectl('autoscale deployment/web -n NS --min=2 --max=6 --cpu-percent=80');
      await opened.at(EVENING);
      expect(await opened.replicas('deployment/web')).toBe(0);
      await opened.kubectl(`patch hpa/web -n NS --patch '{"spec":{"maxReplicas":3}}'`);
      await opened.at(MORNING);
      expect(await opened.replicas('deployment/web')).toBe(3);
      expect(await told(opened)).toContain('3 replicas in place of 5: hpa/web allows 2 to 3 now');
    },
    LONG_MS,
  );

  test(
    '6: a ScaledObject that a person had paused at 2 is paused at 2 again, and one that ran runs',
    async () => {
      const opened = await open();
      await opened.kubectl('apply -f -', SCALED_OBJECTS);
      await opened.kubectl(
        'wait --for=condition=Established crd/scaledobjects.keda.sh --timeout=60s',
      );
      const scaled = (name: string, annotations: object) => ({
        ...{ apiVersion: 'keda.sh/v1alpha1', kind: 'ScaledObject' },
        metadata: { name, namespace: 'NS', annotations },
        spec: { scaleTargetRef: { name: 'none' } },
      });
      const paused = 'autoscaling.keda.sh/paused-replicas';
      await opened.kubectl('create -f -', scaled('held', { [paused]: '2' }));
      await opened.kubectl('create -f -', scaled('free', {}));
      const pausedAt = async (name: string) =>
        (await opened.read(`scaledobject/${name}`)).metadata.annotations?.[paused];
      await opened.clusters.catalog('test', { fresh: true });
      await opened.at(DAY);
      await opened.at(EVENING);
      expect([await pausedAt('held'), await pausedAt('free')]).toEqual(['0', '0']);
      await opened.at(MORNING);
      expect([await pausedAt('held'), await pausedAt('free')]).toEqual(['2', undefined]);
    },
    LONG_MS,
  );

  test(
    '7: a CronJob that was suspended stays so',
    async () => {
      const opened = await open();
      await opened.kubectl('create -f -', cronJob('resting', '0 3 * * *', true));
      await opened.kubectl('create -f -', cronJob('report', '0 3 * * *', false));
      const suspended = async (name: string) => (await opened.read(`cronjob/${name}`)).spec.suspend;
      await opened.at(DAY);
      await opened.at(EVENING);
      expect([await suspended('resting'), await suspended('report')]).toEqual([true, true]);
      await opened.at(MORNING);
      expect([await suspended('resting'), await suspended('report')]).toEqual([true, false]);
    },
    LONG_MS,
  );

  test(
    '7: a CronJob that was suspended for ten hours does not run all that it has missed',
    async () => {
      const opened = await open();
      await opened.kubectl('create -f -', cronJob('hourly', '0 * * * *', false));
      await opened.at(DAY);
      await opened.at(EVENING);
      const before = new Date(Date.now() - 10 * 3_600_000).toISOString();
      const status = JSON.stringify({ status: { lastScheduleTime: before } });
      await opened.kubectl(
        `patch cronjob/hourly -n NS --subresource=status --type=merge --patch '${status}'`,
      );
      await opened.at(MORNING);
      const jobs = async () =>
        (await opened.kubectl('get jobs -n NS -o name')).split('\n').filter(Boolean).length;
      await opened.until('the controller has run what it runs', async () => (await jobs()) > 0);
      await opened.until('it has noted it', async () => {
        const { status: noted } = (await opened.read('cronjob/hourly')) as {
          readonly status?: { readonly lastScheduleTime?: string };
        };
        return Date.parse(noted?.lastScheduleTime ?? '') > Date.parse(before) + 8 * 3_600_000;
      });
      expect(await jobs()).toBeLessThanOrEqual(2);
    },
    LONG_MS,
  );

  test(
    '8: off from Friday to Monday in one pair of rules, over a holiday of a calendar',
    async () => {
      const timetable = {
        ...{ timeZone: 'Asia/Seoul', holidays: ['korea'] },
        rules: [{ on: 'Mon 06:00' }, { on: 'Tue-Fri 06:00' }, { off: 'Fri 21:00' }],
      };
      // Chuseok of 2026: Thursday the 24th to Saturday the 26th of September.
      const days = { '2026-09-24': 'Chuseok', '2026-09-25': 'Chuseok', '2026-09-26': 'Chuseok' };
      const opened = await open({ timetable, holidays: { korea: { days } } });
      await opened.kubectl('create -f -', deployment('web', 2));
      const replicasAt = async (seoul: string) => {
        await opened.at(`${seoul}+09:00`);
        return await opened.replicas('deployment/web');
      };
      expect(await replicasAt('2026-09-18T20:59:00')).toBe(2);
      expect(await replicasAt('2026-09-18T21:00:30')).toBe(0);
      expect(await replicasAt('2026-09-20T12:00:00')).toBe(0);
      expect(await replicasAt('2026-09-21T06:00:30')).toBe(2);
      expect(await replicasAt('2026-09-25T21:00:30')).toBe(0);
      expect(await replicasAt('2026-09-28T06:00:30')).toBe(2);
    },
    LONG_MS,
  );

  test(
    '9: 02:30 in New York is made at the jump where there is none, and once where there are two',
    async () => {
      const opened = await open({
        timetable: { timeZone: 'America/New_York', rules: [{ on: '01:00' }, { off: '02:30' }] },
      });
      await opened.kubectl('create -f -', deployment('web', 1));
      const replicasAt = async (instant: string) => {
        await opened.at(instant);
        return await opened.replicas('deployment/web');
      };
      expect(await replicasAt('2031-03-09T06:59:00Z')).toBe(1);
      expect(await replicasAt('2031-03-09T07:00:30Z')).toBe(0); // 03:00, the first valid minute
      expect(await replicasAt('2031-11-02T05:00:30Z')).toBe(1); // the first 01:00
      expect(await replicasAt('2031-11-02T06:00:30Z')).toBe(1); // the second one
      expect(await replicasAt('2031-11-02T07:30:30Z')).toBe(0);
    },
    LONG_MS,
  );

  test(
    '10: "keep it on until 22:00" twice and a freeze come to one result, which is explained',
    async () => {
      const opened = await withDeployments({ web: 1 });
      const until = Date.parse('2031-03-05T22:00:00Z');
      for (const who of ['U0ALICE', 'U0BOB']) {
        await opened.store.saveOverride(SWITCH, {
          ...{ kind: 'lease', id: who, who, why: 'the release', state: 'on', madeAtMs: 1 },
          ...{ fromMs: Date.parse(DAY), untilMs: until },
        });
      }
      await opened.at(EVENING);
      expect(await opened.replicas('deployment/web')).toBe(1);
      await opened.store.saveFreeze({
        ...{ id: 'f', scope: 'staging', reason: 'the audit', teamId: 'T', userId: 'U0CAROL' },
        ...{ startedAtMs: until - 1, untilMs: Date.parse('2031-03-05T22:30:00Z') },
      });
      await opened.at('2031-03-05T22:00:30Z');
      expect(await opened.replicas('deployment/web')).toBe(1);
      expect(await told(opened)).toMatch(/changes-in-a-freeze-are-approved.*the audit/u);
      await opened.at('2031-03-05T22:31:00Z');
      expect(await opened.replicas('deployment/web')).toBe(0);
      expect((await opened.told()).filter((text) => text.includes('is not switched'))).toHaveLength(
        1,
      );
    },
    LONG_MS,
  );

  test(
    '11: what a GitOps controller sets again and again is not fought, and in the morning it is as that wants it',
    async () => {
      const opened = await withDeployments({ web: 2 });
      await opened.at(EVENING);
      const heal = async () =>
        await opened.kubectl(
          'apply --server-side --force-conflicts --field-manager=argocd-controller -f -',
          deployment('web', 2),
        );
      const seen: (number | undefined)[] = [];
      for (let minute = 1; minute <= 6; minute += 1) {
        await heal();
        await opened.at(`2031-03-05T20:0${minute}:30Z`);
        seen.push(await opened.replicas('deployment/web'));
      }
      expect(seen).toEqual([0, 0, 0, 2, 2, 2]);
      expect((await opened.told()).filter((text) => text.includes('again and again'))).toHaveLength(
        1,
      );
      await opened.at(MORNING);
      const { spec, metadata } = await opened.read('deployment/web');
      expect([spec.replicas, metadata.annotations?.[ORIGINAL]]).toEqual([2, undefined]);
    },
    LONG_MS,
  );

  test(
    '13: Quartermaster itself, its database, DNS and the ingress stay on',
    async () => {
      const opened = await open({
        self: (namespace) => ({ database: `${namespace}/db` }),
      });
      const labelled = (name: string, labels: object) => {
        const made = deployment(name, 1) as { metadata: object };
        return { ...made, metadata: { ...made.metadata, labels } };
      };
      await opened.kubectl(
        'create -f -',
        labelled('bot', { 'app.kubernetes.io/name': 'quartermaster' }),
      );
      await opened.kubectl('create -f -', labelled('db', { app: 'db' }));
      await opened.kubectl('create -f -', labelled('dns', { 'k8s-app': 'kube-dns' }));
      await opened.kubectl(
        'create -f -',
        labelled('front', { 'app.kubernetes.io/name': 'traefik' }),
      );
      await opened.kubectl('create -f -', labelled('web', { app: 'web' }));
      await opened.at(DAY);
      await opened.at(EVENING);
      const counts = ['bot', 'db', 'dns', 'front', 'web'].map((name) =>
        opened.replicas(`deployment/${name}`),
      );
      expect(await Promise.all(counts)).toEqual([1, 1, 1, 1, 0]);
    },
    LONG_MS,
  );
});

function cronJob(name: string, schedule: string, suspend: boolean): object {
  const containers = [{ name: 'app', image: 'app' }];
  const template = { spec: { restartPolicy: 'Never', containers } };
  return {
    ...{ apiVersion: 'batch/v1', kind: 'CronJob' },
    metadata: { name, namespace: 'NS' },
    spec: { schedule, suspend, jobTemplate: { spec: { template } } },
  };
}

/** As much of KEDA's kind as is looked at; its operator is not there. */
const SCALED_OBJECTS = {
  ...{ apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition' },
  metadata: { name: 'scaledobjects.keda.sh' },
  spec: {
    ...{ group: 'keda.sh', scope: 'Namespaced' },
    names: { plural: 'scaledobjects', singular: 'scaledobject', kind: 'ScaledObject' },
    versions: [
      {
        ...{ name: 'v1alpha1', served: true, storage: true },
        schema: {
          openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
        },
      },
    ],
  },
};
