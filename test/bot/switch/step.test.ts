// What is done to one workload to switch it: worked out from the object, what it was, and who has set it since.

import { describe, expect, test } from '@jest/globals';
import { readMark } from '../../../bot/switch/original.ts';
import { unsettled } from '../../../bot/switch/settled.ts';
import { type Situation, stepFor } from '../../../bot/switch/step.ts';
import { wantedAt } from '../../../bot/switch/wanted.ts';
import type { Workload } from '../../../bot/switch/workload.ts';
import type { Override } from '../../../bot/timetable/timetable.ts';

const ORIGINAL = 'quartermaster.dev/original';
const NIGHT_MS = Date.parse('2026-11-25T20:00:00Z');

interface Edit {
  readonly manager: string;
  readonly operation?: string;
  readonly subresource?: string;
  readonly time?: string;
}

function deployment(replicas: number, mark?: object | string, edit?: Edit): Workload {
  const text = typeof mark === 'string' ? mark : JSON.stringify(mark);
  const managed = {
    time: '2026-11-25T22:00:00Z',
    ...edit,
    fieldsV1: { 'f:spec': { 'f:replicas': {} } },
  };
  return {
    metadata: {
      ...{ name: 'web', uid: 'u', resourceVersion: '7' },
      ...(mark === undefined ? {} : { annotations: { [ORIGINAL]: text } }),
      ...(edit === undefined ? {} : { managedFields: [managed] }),
    },
    spec: { replicas },
  };
}

function situation(object: Workload, more: Partial<Situation> = {}): Situation {
  return {
    ...{ name: 'nights', kind: 'Deployment', object, kept: undefined, scaledBy: undefined },
    ...{
      autoscaler: undefined,
      stored: undefined,
      again: 0,
      formerNames: [],
      sinceMs: NIGHT_MS,
      isAsked: false,
    },
    ...more,
  };
}

const MARK = { switch: 'nights', kind: 'replicas', replicas: 3 };
const THREE = { kind: 'replicas', replicas: 3 } as const;
const HAND = { manager: 'kubectl', subresource: 'scale' };
const DEPLOY = { manager: 'helm' };
const AUTOSCALER = { manager: 'kube-controller-manager', subresource: 'scale' };

function unavailable(lastTransitionTime: string) {
  return { type: 'Available', status: 'False', lastTransitionTime };
}

describe('switching off', () => {
  test('writes what it was onto the object, with the same request, for that version alone', () => {
    const step = stepFor('off', situation(deployment(3)));
    expect(step).toMatchObject({
      ...{ kind: 'patch', to: 'off', original: THREE },
      body: { metadata: { resourceVersion: '7' }, spec: { replicas: 0 } },
    });
    const { metadata } = (step as { body: { metadata: Workload['metadata'] } }).body;
    expect(readMark({ metadata } as Workload)).toMatchObject({ by: 'nights', original: THREE });
  });

  test.each<[string, Situation]>([
    ['what is off already, and was before', situation(deployment(0))],
    ['what it has switched off', situation(deployment(0, MARK))],
    ['what is kept', situation(deployment(3), { kept: 'it is the DNS' })],
    ['what KEDA scales', situation(deployment(3), { scaledBy: 'lag' })],
  ])('leaves %s', (_, each) => {
    expect(stepFor('off', each)).toEqual({ kind: 'none' });
  });

  test('writes the annotation again where somebody took it away', () => {
    const step = stepFor('off', situation(deployment(0), { stored: THREE }));
    expect(step).toMatchObject({ kind: 'patch', original: THREE });
  });

  test.each<[string, Workload]>([
    ['after it was switched off', deployment(5, MARK, HAND)],
    ['with a patch in Slack', deployment(5, MARK, { manager: 'quartermaster' })],
    ['since it is to be off', deployment(5, undefined, HAND)],
  ])('leaves and asks about what a hand has set %s, unless a person asks for it', (_, object) => {
    expect(stepFor('off', situation(object))).toMatchObject({ kind: 'drift' });
    expect(stepFor('off', situation(object, { isAsked: true }))).toMatchObject({ kind: 'patch' });
  });

  test('takes what a hand has set before it was to be off for what it was', () => {
    const object = deployment(5, undefined, { ...HAND, time: '2026-11-25T15:00:00Z' });
    expect(stepFor('off', situation(object))).toMatchObject({
      ...{ kind: 'patch', original: { replicas: 5 } },
    });
  });

  test('takes what a deploy has set for what it is from then on, and gives up after three times', () => {
    expect(stepFor('off', situation(deployment(4, MARK, DEPLOY)))).toMatchObject({
      ...{ kind: 'patch', original: { replicas: 4 } },
    });
    const again = deployment(4, { ...MARK, again: 3 }, DEPLOY);
    expect(stepFor('off', situation(again))).toMatchObject({ kind: 'drift' });
  });

  test.each(['kubectl', 'argocd-controller', 'kustomize-controller'])(
    'takes a server-side apply by %s for a deploy, not for a hand',
    (manager) => {
      const object = deployment(4, MARK, { manager, operation: 'Apply' });
      expect(stepFor('off', situation(object))).toMatchObject({
        ...{ kind: 'patch', original: { replicas: 4 }, again: 1 },
      });
    },
  );

  test.each<[string, Situation]>([
    ['an autoscaler', situation(deployment(7, { ...MARK, again: 3 }, AUTOSCALER))],
    ['nobody knows what', situation(deployment(7, { ...MARK, again: 3 }))],
    [
      'what takes the annotation away as well',
      situation(deployment(7, undefined, DEPLOY), { stored: THREE, again: 3 }),
    ],
  ])('gives up after three times also against %s', (_, each) => {
    expect(stepFor('off', each)).toMatchObject({ kind: 'drift', isFought: true });
    expect(stepFor('off', { ...each, isAsked: true })).toMatchObject({ kind: 'patch', again: 0 });
  });

  test('counts what takes the annotation away each time', () => {
    const replaced = situation(deployment(7, undefined, DEPLOY), { stored: THREE, again: 1 });
    expect(stepFor('off', replaced)).toMatchObject({ kind: 'patch', again: 2 });
  });

  test('leaves a ScaledObject that a person has unpaused, and pauses it again when a person asks', () => {
    const scaled = (annotations: Readonly<Record<string, string>>) =>
      situation({ metadata: { name: 'lag', annotations } }, { kind: 'ScaledObject' });
    const mark = JSON.stringify({ switch: 'nights', kind: 'paused', paused: '2' });
    const unpaused = scaled({ [ORIGINAL]: mark });
    expect(stepFor('off', unpaused)).toMatchObject({ kind: 'drift', isFought: false });
    expect(stepFor('off', { ...unpaused, isAsked: true })).toMatchObject({ kind: 'patch' });
    expect(stepFor('off', scaled({}))).toMatchObject({ kind: 'patch', again: 0 });
    const stored = { kind: 'paused', paused: '2' } as const;
    expect(stepFor('on', { ...unpaused, stored })).toMatchObject({ original: stored });
  });

  test.each<[string, object, number | undefined]>([
    ['has all ready', { readyReplicas: 3 }, undefined],
    ['has one ready', { readyReplicas: 1 }, 1],
    ['is starting', {}, undefined],
    [
      'began to start a minute ago',
      { conditions: [unavailable('2026-11-25T19:59:00Z')] },
      undefined,
    ],
    ['was broken for long', { conditions: [unavailable('2026-11-25T19:00:00Z')] }, 0],
    ['was given up', { conditions: [{ type: 'Progressing', status: 'False' }] }, 0],
  ])('of what %s notes for the morning how many are waited for', (_, status, ready) => {
    const object = { ...deployment(3), status } as Workload;
    const step = stepFor('off', situation(object));
    const { metadata } = (step as { body: { metadata: Workload['metadata'] } }).body;
    expect((readMark({ metadata } as Workload) as { ready?: number }).ready).toBe(ready);
  });

  test('keeps the original where an autoscaler has set another number', () => {
    const object = deployment(7, MARK, AUTOSCALER);
    expect(stepFor('off', situation(object))).toMatchObject({ kind: 'patch', original: THREE });
  });
});

describe('switching on', () => {
  test('brings back what stands on the object, and takes the annotation away', () => {
    expect(stepFor('on', situation(deployment(0, MARK)))).toMatchObject({
      ...{ kind: 'patch', to: 'on', original: THREE },
      body: { metadata: { annotations: { [ORIGINAL]: null } }, spec: { replicas: 3 } },
    });
  });

  test('leaves what it never switched off', () => {
    for (const replicas of [0, 2]) {
      expect(stepFor('on', situation(deployment(replicas)))).toEqual({ kind: 'none' });
    }
  });

  test('goes by the store where the annotation is gone or cannot be read', () => {
    for (const object of [deployment(0), deployment(0, '{"switch":')]) {
      expect(stepFor('on', situation(object, { stored: THREE }))).toMatchObject({
        original: THREE,
      });
    }
  });

  test.each(['{"switch":', '{"switch":"nights","kind":"replicas","replicas":-1}', '[]', 'null'])(
    'touches nothing where nobody knows what it was: %s',
    (text) => {
      for (const state of ['on', 'off'] as const) {
        expect(stepFor(state, situation(deployment(0, text)))).toMatchObject({ kind: 'refused' });
      }
    },
  );

  test('touches nothing that another switch has switched off', () => {
    const other = deployment(0, { ...MARK, switch: 'others' });
    for (const state of ['on', 'off'] as const) {
      const step = stepFor(state, situation(other));
      expect(step).toEqual({ kind: 'refused', why: 'the switch others has switched it off' });
    }
  });

  test('brings back what is kept since, too', () => {
    const kept = situation(deployment(0, MARK), { kept: 'it is annotated' });
    expect(stepFor('on', kept)).toMatchObject({ kind: 'patch', original: THREE });
  });

  test.each([
    [HAND, 3],
    [DEPLOY, 5],
  ])('after %j it is %d', (edit, replicas) => {
    const edited = situation(deployment(5, MARK, edit), { stored: THREE });
    expect(stepFor('on', edited)).toMatchObject({
      ...{ kind: 'patch', original: { replicas } },
    });
  });

  test('does not go by an annotation that came back with an older revision', () => {
    const revived = situation(deployment(5, MARK, HAND));
    expect(stepFor('on', revived)).toMatchObject({
      ...{ kind: 'patch', original: { replicas: 5 } },
      body: { metadata: { annotations: { [ORIGINAL]: null } } },
    });
  });

  test.each([
    [{ minReplicas: 1, maxReplicas: 2 }, 2],
    [{ minReplicas: 5, maxReplicas: 9 }, 5],
    [{ minReplicas: 2, maxReplicas: 9 }, 3],
  ])('keeps within an autoscaler that allows %j: %d', (spec, replicas) => {
    const autoscaler = { metadata: { name: 'web' }, spec };
    const step = stepFor('on', situation(deployment(0, MARK), { autoscaler }));
    expect(step).toMatchObject({ original: { replicas } });
    expect('remark' in step).toBe(replicas !== 3);
  });
});

describe('a workload', () => {
  const told = (status: object, replicas = 3): Workload =>
    ({ metadata: { generation: 2 }, spec: { replicas }, status }) as Workload;

  test('has come to it when its pods have ended, or as many as before are ready', () => {
    const seen = { observedGeneration: 2 };
    expect(unsettled('off', 'Deployment', told({ ...seen, replicas: 1 }, 0))).toContain(
      '1 pod has',
    );
    expect(unsettled('off', 'Deployment', told(seen, 0))).toBeUndefined();
    expect(unsettled('on', 'Deployment', told({ ...seen, readyReplicas: 2 }))).toContain('2 of 3');
    expect(unsettled('on', 'Deployment', told({ ...seen, readyReplicas: 2 }), 2)).toBeUndefined();
    expect(unsettled('off', 'Deployment', told({ observedGeneration: 1 }, 0))).toContain(
      'not seen',
    );
  });
});

describe('what is wanted', () => {
  const timetable = {
    ...{ name: 'none', calendars: [], holidays: new Map() },
    timetable: {
      ...{ timeZone: 'UTC', rules: [] },
      onHolidays: 'usual' as const,
      catchUp: { kind: 'skip' as const },
    },
  };
  const lease: Override = {
    ...{ kind: 'lease', id: 'l', who: 'U', why: 'w', state: 'off' },
    ...{ madeAtMs: 0, fromMs: 100, untilMs: 200 },
  };

  test('counts from the beginning of a lease, and from its end', () => {
    const at = (nowMs: number) => wantedAt({ timetable }, [lease], nowMs);
    expect(at(50)).toMatchObject({ state: 'on', sinceMs: 0 });
    expect(at(150)).toMatchObject({ state: 'off', sinceMs: 100 });
    expect(at(250)).toMatchObject({ state: 'on', sinceMs: 200 });
    expect(at(150).cause).toBe(at(160).cause);
    expect(at(250).cause).not.toBe(at(50).cause);
  });

  test('on a closed day counts from the first of the closed days', () => {
    const closed = {
      ...timetable,
      holidays: new Map([20_000, 20_001, 20_003].map((day) => [day, 'Chuseok'])),
      timetable: { ...timetable.timetable, onHolidays: 'closed' as const },
    };
    const at = (day: number) => wantedAt({ timetable: closed }, [], day * 86_400_000 + 1);
    expect([at(20_000), at(20_001)].map(({ sinceMs }) => sinceMs / 86_400_000)).toEqual([
      20_000, 20_000,
    ]);
    expect(at(20_003)).toMatchObject({ state: 'off', sinceMs: 20_003 * 86_400_000 });
  });
});

describe('what sets workloads back', () => {
  const application = (selfHeal: boolean | undefined, mark?: object, edit?: Edit): Workload => {
    const fieldsV1 = { 'f:spec': { 'f:syncPolicy': { 'f:automated': { 'f:selfHeal': {} } } } };
    return {
      metadata: {
        ...{ name: 'shop', uid: 'u', resourceVersion: '7' },
        ...(mark === undefined ? {} : { annotations: { [ORIGINAL]: JSON.stringify(mark) } }),
        ...(edit === undefined
          ? {}
          : { managedFields: [{ time: '2026-11-25T22:00:00Z', ...edit, fieldsV1 }] }),
      },
      spec: { syncPolicy: selfHeal === undefined ? {} : { automated: { selfHeal } } },
    };
  };
  const of = (object: Workload, more: Partial<Situation> = {}) =>
    situation(object, { kind: 'Application', ...more });
  const HEALS = { kind: 'healing', healing: true } as const;
  const OURS = { switch: 'nights', ...HEALS };
  const both = { ...OURS, also: ['days'] };
  const markOf = (step: ReturnType<typeof stepFor>) =>
    readMark({ metadata: (step as { body: { metadata: object } }).body.metadata } as Workload);

  test('is suspended and comes back, in that one field', () => {
    const off = stepFor('off', of(application(true)));
    expect(off).toMatchObject({
      ...{ kind: 'patch', original: HEALS },
      body: { spec: { syncPolicy: { automated: { selfHeal: false } } } },
    });
    expect(markOf(off)).toMatchObject({ by: 'nights', original: HEALS });
    expect(stepFor('off', of(application(false, OURS)))).toEqual({ kind: 'none' });
    expect(stepFor('on', of(application(false, OURS), { stored: HEALS }))).toMatchObject({
      body: {
        metadata: { resourceVersion: '7', annotations: { [ORIGINAL]: null } },
        spec: { syncPolicy: { automated: { selfHeal: true } } },
      },
    });
  });

  test('of Flux is suspended by its own field', () => {
    const object: Workload = { metadata: { name: 'apps' }, spec: {} };
    const more = { kind: 'Kustomization' } as const;
    expect(stepFor('off', of(object, more))).toMatchObject({ body: { spec: { suspend: true } } });
    const mark = { switch: 'nights', kind: 'reconciled', reconciled: true };
    const annotations = { [ORIGINAL]: JSON.stringify(mark) };
    const asleep = { metadata: { name: 'apps', annotations }, spec: { suspend: true } };
    expect(stepFor('on', of(asleep, more))).toMatchObject({ body: { spec: { suspend: false } } });
  });

  test('is held by each switch that is off, and comes back with the last of them', () => {
    const second = stepFor('off', of(application(false, OURS), { name: 'days' }));
    expect(second).toMatchObject({ kind: 'patch', original: HEALS });
    expect(markOf(second)).toEqual({ by: 'days', also: ['nights'], original: HEALS, again: 0 });
    const first = stepFor('on', of(application(false, both)));
    expect(first).toMatchObject({ kind: 'patch', remark: 'it stays as it is while days is off' });
    expect(first).not.toHaveProperty('body.spec');
    expect(markOf(first)).toEqual({ by: 'days', original: HEALS, again: 0 });
    const other = { switch: 'days', ...HEALS };
    expect(stepFor('on', of(application(false, other)))).toEqual({ kind: 'none' });
    expect(stepFor('on', of(application(false, other), { name: 'days' }))).toMatchObject({
      body: { spec: { syncPolicy: { automated: { selfHeal: true } } } },
    });
  });

  test('is taken over with its holders by a switch under another name', () => {
    const step = stepFor(
      'off',
      of(application(false, both), { name: 'new', formerNames: ['nights'] }),
    );
    expect(step).toMatchObject({ remark: 'nights had switched it off' });
    expect(markOf(step)).toMatchObject({ by: 'new', also: ['days'] });
  });

  test.each(['argocd-server', 'kubectl-edit'])(
    'is left as a person has set it at night, with %s, and told',
    (manager) => {
      const step = stepFor('off', of(application(true, OURS, { manager })));
      expect(step).toMatchObject({ kind: 'drift', isFought: false });
    },
  );

  test('is suspended again where its manifest was applied, and not fought over', () => {
    const manager = 'argocd-controller';
    expect(stepFor('off', of(application(true, OURS, { manager })))).toMatchObject({ again: 1 });
    const again = application(true, { ...OURS, again: 3 }, { manager });
    expect(stepFor('off', of(again))).toMatchObject({ kind: 'drift', isFought: true });
  });

  test('is not synced by itself where a person has ended that meanwhile', () => {
    const step = stepFor('on', of(application(undefined, OURS), { stored: HEALS }));
    expect(step).toMatchObject({ remark: 'it is no longer synced by itself, and is left so' });
    expect(step).not.toHaveProperty('body.spec');
  });
});
