// What people ask of a switch while its timetable goes on, on the real API server.

import { afterEach, describe, expect, test } from '@jest/globals';
import { EndedError } from '../../../bot/end-reason.ts';
import { findTarget } from '../adapter/oracle.ts';
import { ask } from './asking.ts';
import { deployment, type Nights, type NightsOptions, openNights, SWITCH } from './nights.ts';

const target = await findTarget('what people ask of switches');
const suite = target === undefined ? describe.skip : describe;
const LONG_MS = 300_000;
const DAY = '2031-03-05T12:00:00Z';

let nights: Nights | undefined;
afterEach(async () => {
  await nights?.close();
  nights = undefined;
}, LONG_MS);

async function open(options?: NightsOptions): Promise<Nights> {
  if (target === undefined) throw new Error('there is no cluster');
  nights = await openNights(target, options);
  await nights.kubectl('create -f -', deployment('web', 2));
  await nights.at(DAY);
  return nights;
}

suite('a change that came late and was left out', () => {
  test.each([`cluster off ${SWITCH}`, `cluster resume ${SWITCH}`])(
    'is made, and gone on with, once a person says "%s"',
    async (line) => {
      const opened = await open({ timetable: { catchUp: 'ask' } });
      await opened.at('2031-03-05T23:00:00Z');
      expect(await opened.replicas('deployment/web')).toBe(2);
      const { run } = await ask(opened, line);
      expect(await run()).toMatchObject({ exitCode: 0 });
      await opened.at('2031-03-05T23:01:00Z');
      expect(await opened.replicas('deployment/web')).toBe(0);
      // What is switched off is looked after like what its timetable switches off: a deploy is off again.
      await opened.kubectl(
        'apply --server-side --force-conflicts --field-manager=deployer -f -',
        deployment('web', 3),
      );
      await opened.at('2031-03-05T23:02:00Z');
      expect(await opened.replicas('deployment/web')).toBe(0);
    },
    LONG_MS,
  );
});

suite('a switch that somebody switches', () => {
  test(
    'is left as its timetable says when they stop it, and what was switched comes back',
    async () => {
      const opened = await open();
      const pod = await finalized(opened);
      const stopping = new AbortController();
      const { run } = await ask(opened, `cluster off ${SWITCH} --for 2h`, {
        signal: stopping.signal,
      });
      const output = run();
      await opened.until('it is off, and waited for', async () => {
        return (await opened.replicas('deployment/web')) === 0;
      });
      stopping.abort(new EndedError('stopped'));
      const { stdout, exitCode } = await output;
      expect(exitCode).toBe(1);
      expect(stdout).toContain('What was asked for has ended with it');
      expect(stdout).toContain('what was switched is switched back within a minute');
      await release(opened, pod);
      await opened.at('2031-03-05T12:10:00Z');
      expect(await opened.replicas('deployment/web')).toBe(2);
    },
    LONG_MS,
  );

  test.each(['shutdown', 'deadline'] as const)(
    'is gone on with after a %s',
    async (reason) => {
      const opened = await open();
      const pod = await finalized(opened);
      const ending = new AbortController();
      const { run } = await ask(opened, `cluster off ${SWITCH} --for 2h`, {
        signal: ending.signal,
      });
      const output = run();
      await opened.until('it is off, and waited for', async () => {
        return (await opened.replicas('deployment/web')) === 0;
      });
      ending.abort(new EndedError(reason));
      await expect(output).rejects.toThrow();
      await release(opened, pod);
      await opened.at('2031-03-05T12:10:00Z');
      expect(await opened.replicas('deployment/web')).toBe(0);
    },
    LONG_MS,
  );

  test(
    'tells whose wishes end by it, before and after, and which count again later',
    async () => {
      const opened = await open();
      const bob = await ask(opened, `cluster off ${SWITCH} --in 1h --for 2h`, { who: 'U0BOB' });
      expect(await bob.run()).toMatchObject({ exitCode: 0 });
      const keep = await ask(opened, `cluster on ${SWITCH} --for 2h`);
      expect(keep.preview?.warnings).toContain(
        'It counts in place of what U0BOB asked for: off until Wed 2031-03-05 15:00 (UTC), which counts again from Wed 2031-03-05 14:00 (UTC) on.',
      );
      await keep.run();
      const plain = await ask(opened, `cluster on ${SWITCH}`, { who: 'U0CAROL' });
      const ends = [
        'It ends what U0BOB asked for: off until Wed 2031-03-05 15:00 (UTC).',
        'It ends what U0ALICE asked for: on until Wed 2031-03-05 14:00 (UTC).',
      ];
      expect(plain.preview?.warnings).toEqual(expect.arrayContaining(ends));
      const { stdout } = await plain.run();
      for (const each of ends) expect(stdout).toContain(each);
    },
    LONG_MS,
  );

  test(
    'is no success while another process turns it',
    async () => {
      const opened = await open();
      await opened.store.acquireLease(`switch:${SWITCH}`, 'other', opened.clock.nowMs(), 900_000);
      const { run } = await ask(opened, `cluster off ${SWITCH} --for 2h`);
      expect(await run()).toMatchObject({
        ...{ exitCode: 1, stdout: expect.stringContaining('by somebody else at this moment') },
      });
    },
    LONG_MS,
  );
});

suite('a switch in production, where no policy lets timetables switch', () => {
  test.each([
    [`cluster off ${SWITCH} --for 2h`, /would not be switched on by itself at/u],
    [`cluster on ${SWITCH} --until 22:00`, /would not be switched off by itself at/u],
    [`cluster off ${SWITCH} --in 1h --for 9h`, /would not be switched off by itself at/u],
  ])(
    'is not switched by "%s", which would never end',
    async (line, what) => {
      const opened = await open({ environment: 'production' });
      await expect(ask(opened, line)).rejects.toMatchObject({
        what: expect.stringMatching(what),
        why: expect.stringContaining('to timetables'),
      });
      expect(await opened.store.overrides(SWITCH)).toEqual([]);
    },
    LONG_MS,
  );
});

suite('a turn of a timetable', () => {
  test(
    'ends at the next tier when a freeze begins meanwhile, and is gone on with after it',
    async () => {
      const opened = await open({
        tiers: (namespace) => [
          { name: 'first', workloads: [{ namespace, selector: 'app=db' }] },
          { name: 'second', workloads: [{ namespace, selector: 'app=web' }] },
        ],
      });
      await opened.kubectl('create -f -', deployment('db', 1));
      const pod = await finalized(opened);
      const turned = opened.at('2031-03-05T20:00:30Z');
      await opened.until('the last tier is off', async () => {
        return (await opened.replicas('deployment/web')) === 0;
      });
      const nowMs = opened.clock.nowMs();
      await opened.store.saveFreeze({
        ...{ id: 'f', scope: 'staging', reason: 'the audit', teamId: 'T', userId: 'U0CAROL' },
        ...{ startedAtMs: nowMs, untilMs: nowMs + 3_600_000 },
      });
      await release(opened, pod);
      await turned;
      expect(await opened.replicas('deployment/db')).toBe(1);
      expect((await opened.told()).join('\n')).toMatch(/is not switched.*the audit/u);
      await opened.at('2031-03-05T21:30:00Z');
      expect(await opened.replicas('deployment/db')).toBe(0);
    },
    LONG_MS,
  );

  test(
    'waits for pods that still end before it takes what is beneath from under them',
    async () => {
      const opened = await open({
        tiers: (namespace) => [
          { name: 'first', workloads: [{ namespace, selector: 'app=db' }] },
          { name: 'second', workloads: [{ namespace, selector: 'app=web' }], endWithin: '5s' },
        ],
      });
      await opened.kubectl('create -f -', deployment('db', 1));
      const pod = await finalized(opened);
      await opened.at('2031-03-05T20:00:30Z');
      expect(await opened.replicas('deployment/web')).toBe(0);
      expect(await opened.replicas('deployment/db')).toBe(1);
      expect((await opened.told()).join('\n')).toContain('1 pod still ends');
      await release(opened, pod);
      await opened.at('2031-03-05T20:02:00Z');
      expect(await opened.replicas('deployment/db')).toBe(0);
    },
    LONG_MS,
  );

  test(
    'asks ever more seldom for what the cluster refuses',
    async () => {
      const opened = await open();
      const policy = `refuse-${opened.namespace}`;
      await opened.kubectl('create -f -', refusal(policy, opened.namespace));
      try {
        await opened.until('it refuses', async () => {
          const tried = await opened
            .kubectl('scale deployment/web -n NS --replicas=0 --dry-run=server')
            .then(
              () => 'done',
              () => 'refused',
            );
          return tried === 'refused';
        });
        for (const minute of ['00', '01', '02', '03', '04', '05', '06', '07']) {
          await opened.at(`2031-03-05T20:${minute}:30Z`);
        }
        // At the minutes 0, 2 and 6.
        expect(await opened.store.switchRuns(SWITCH, 100)).toHaveLength(3);
      } finally {
        await opened.kubectl(`delete validatingadmissionpolicybinding/${policy}`);
        await opened.kubectl(`delete validatingadmissionpolicy/${policy}`);
      }
    },
    LONG_MS,
  );
});

suite('two workloads of one name', () => {
  test(
    'are told apart by their namespace when one is taken as it was set',
    async () => {
      const opened = await open();
      await expect(
        ask(opened, `cluster take ${SWITCH} deployment/web -n elsewhere`),
      ).rejects.toMatchObject({ why: expect.stringContaining('has no such workload') });
    },
    LONG_MS,
  );
});

/** A pod of the Deployment that does not end until it is released. @returns its name */
async function finalized(opened: Nights): Promise<string> {
  let pod = '';
  await opened.until('there is a pod', async () => {
    pod = (await opened.kubectl('get pods -n NS -l app=web -o name')).split('\n')[0] ?? '';
    return pod !== '';
  });
  const finalizers = JSON.stringify({ metadata: { finalizers: ['quartermaster.test/wait'] } });
  await opened.kubectl(`patch ${pod} -n NS --type=merge --patch '${finalizers}'`);
  return pod;
}

async function release(opened: Nights, pod: string): Promise<void> {
  const none = JSON.stringify({ metadata: { finalizers: null } });
  await opened.kubectl(`patch ${pod} -n NS --type=merge --patch '${none}'`);
}

/** Nothing of the namespace is scaled to nothing. */
function refusal(name: string, namespace: string): object {
  const group = 'admissionregistration.k8s.io';
  const rules = [
    {
      ...{ apiGroups: ['apps'], apiVersions: ['v1'], operations: ['UPDATE'] },
      resources: ['deployments', 'deployments/scale'],
    },
  ];
  const matchConstraints = {
    namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
    resourceRules: rules,
  };
  return {
    ...{ apiVersion: 'v1', kind: 'List' },
    items: [
      {
        ...{ apiVersion: `${group}/v1`, kind: 'ValidatingAdmissionPolicy', metadata: { name } },
        spec: {
          matchConstraints,
          validations: [{ expression: 'object.spec.replicas > 0', message: 'it stays on' }],
        },
      },
      {
        ...{ apiVersion: `${group}/v1`, kind: 'ValidatingAdmissionPolicyBinding' },
        metadata: { name },
        spec: { policyName: name, validationActions: ['Deny'] },
      },
    ],
  };
}
