// A workload and what would set it back wait for each other.

import { describe, expect, test } from '@jest/globals';
import { heldBack, holdBack } from '../../../bot/switch/held-back.ts';
import type { SwitchKind } from '../../../bot/switch/kinds.ts';
import type { Target } from '../../../bot/switch/plan.ts';
import type { Step } from '../../../bot/switch/step.ts';
import type { Workload } from '../../../bot/switch/workload.ts';

function target(kind: SwitchKind, name: string, spec: Workload['spec'] = {}): Target {
  return {
    ...{ tier: 'all', kind, namespace: 'shop', name, now: '', after: '', kept: undefined },
    ...{ scaledBy: undefined, autoscaler: undefined, pods: 0, notes: [], object: { spec } },
    ...(kind === 'Application'
      ? { owns: ['deployment/web in shop', 'deployment/api in shop'] }
      : {}),
  };
}

const healing = (selfHeal: boolean) =>
  target('Application', 'shop', { syncPolicy: { automated: { selfHeal } } });
const PATCH = { kind: 'patch' } as Step;
const REFUSED: Step = { kind: 'refused', why: 'unknown' };
const DRIFT = { kind: 'drift' } as Step;
const NONE: Step = { kind: 'none' };

describe('in the morning', () => {
  const asleep = target('Deployment', 'web', { replicas: 0 });

  test('what would set it back is held while a workload is not back', () => {
    const stuck = { target: asleep, step: NONE, failure: 'refused', isRefused: true };
    const { own, held } = heldBack('on', [healing(false)], [stuck]);
    expect(own).toEqual([]);
    expect(held).toMatchObject([
      { failure: 'it stays suspended until deployment/web in shop is back', isRefused: true },
    ]);
  });

  test('what another workload waits for holds nothing', () => {
    const stuck = { target: target('Deployment', 'other', { replicas: 0 }), step: NONE };
    expect(heldBack('on', [healing(false)], [stuck]).held).toEqual([]);
  });

  test('what is not known how to bring back holds it beforehand too', () => {
    const planned = holdBack('on', [
      { target: asleep, step: REFUSED },
      { target: healing(false), step: PATCH },
    ]);
    expect(planned[1]?.step).toMatchObject({ kind: 'held' });
  });
});

describe('in the evening', () => {
  const web = target('Deployment', 'web', { replicas: 2 });
  const stuck = { target: healing(true), step: DRIFT };

  test('a workload is left on while what would set it back is not suspended', () => {
    const { own, held } = heldBack(
      'off',
      [web, target('Deployment', 'x', { replicas: 2 })],
      [stuck],
    );
    expect(own.map(({ name }) => name)).toEqual(['x']);
    expect(held).toMatchObject([
      {
        failure: 'it is left on while application/shop in shop is not suspended',
        isRefused: false,
      },
    ]);
  });

  test('a workload that is off already waits for nothing', () => {
    const off = target('Deployment', 'api', { replicas: 0 });
    expect(heldBack('off', [off], [stuck])).toMatchObject({ own: [off], held: [] });
  });

  test('what a person has set going holds its workloads beforehand too, and no others', () => {
    const planned = holdBack('off', [
      { target: web, step: PATCH },
      { target: target('Deployment', 'x', { replicas: 2 }), step: PATCH },
      { target: healing(true), step: DRIFT },
    ]);
    expect(planned.map(({ step }) => step.kind)).toEqual(['held', 'patch', 'drift']);
  });
});
