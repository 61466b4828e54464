// What is kept of a workload that was read: all that is looked at, and nothing of what makes it large.

import { describe, expect, test } from '@jest/globals';
import { editedBy } from '../../../bot/switch/edited-by.ts';
import { readMark } from '../../../bot/switch/original.ts';
import { trimmed } from '../../../bot/switch/trimmed.ts';
import type { Workload } from '../../../bot/switch/workload.ts';

const MARK = JSON.stringify({ switch: 'nights', kind: 'replicas', replicas: 3 });
const PAUSED = 'autoscaling.keda.sh/paused-replicas';

function entry(manager: string, fieldsV1: object) {
  return { manager, operation: 'Update', time: '2026-11-25T22:00:00Z', fieldsV1 };
}

const WORKLOAD = {
  metadata: {
    ...{ name: 'web', namespace: 'shop', uid: 'u', resourceVersion: '7', generation: 4 },
    labels: { 'argocd.argoproj.io/instance': 'shop' },
    annotations: {
      'quartermaster.dev/original': MARK,
      'kubectl.kubernetes.io/last-applied-configuration': 'long',
    },
    ownerReferences: [{ kind: 'Operator', name: 'boss', uid: 'x', controller: true }],
    managedFields: [
      entry('helm', { 'f:spec': { 'f:template': { 'f:spec': {} }, 'f:suspend': {} } }),
      entry('kubectl', {
        'f:metadata': { 'f:annotations': { [`f:${PAUSED}`]: {}, 'f:other': {} } },
        'f:spec': { 'f:replicas': {}, 'f:limits': { '.': {}, 'f:cpu': {} } },
      }),
      entry('kube-controller-manager', { 'f:status': { 'f:replicas': {} } }),
    ],
  },
  spec: {
    replicas: 0,
    selector: { matchLabels: { app: 'web' } },
    jobTemplate: { spec: 'long' },
    template: {
      metadata: { labels: { app: 'web' }, annotations: { long: 'long' } },
      spec: {
        containers: [
          { name: 'app', image: 'long', resources: { requests: { cpu: '1' } } },
          { name: 'beside', image: 'long' },
        ],
        volumes: ['long'],
      },
    },
  },
  status: { replicas: 1, readyReplicas: 1, observedGeneration: 4 },
} as unknown as Workload;

describe('a workload that was read', () => {
  test('keeps who has set what is switched, and what it was', () => {
    const kept = trimmed(WORKLOAD);
    for (const kind of ['replicas', 'suspend', 'paused', 'limit'] as const) {
      expect(editedBy(kind, kept)).toEqual(editedBy(kind, WORKLOAD));
      expect(editedBy(kind, kept).kind).not.toBe('unknown');
    }
    expect(readMark(kept)).toEqual(readMark(WORKLOAD));
    expect(kept.metadata?.managedFields).toMatchObject([
      { manager: 'helm' },
      { manager: 'kubectl' },
    ]);
  });

  test('loses the templates of its pods and Jobs, but for labels and what is asked for', () => {
    const { metadata, spec, status } = trimmed(WORKLOAD);
    expect(spec).toEqual({
      ...{ replicas: 0, selector: { matchLabels: { app: 'web' } } },
      template: {
        metadata: { labels: { app: 'web' } },
        spec: { containers: [{ resources: { requests: { cpu: '1' } } }, {}] },
      },
    });
    expect(status).toEqual(WORKLOAD.status);
    expect(metadata).toMatchObject({
      ...{ name: 'web', uid: 'u', resourceVersion: '7', generation: 4 },
      labels: { 'argocd.argoproj.io/instance': 'shop' },
      annotations: { 'quartermaster.dev/original': MARK },
      ownerReferences: [{ kind: 'Operator', name: 'boss' }],
    });
    expect(JSON.stringify(metadata)).not.toMatch(/long|f:status|f:template|f:other/u);
  });

  test('that says nothing of itself stays so', () => {
    expect(trimmed({})).toEqual({});
  });
});
