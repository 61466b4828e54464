// A Pod of a StatefulSet whose container crash-loops, as an API server shows it.

export function podOf(workload: number, pod: number, restartCount: number) {
  const name = `db${workload}-${pod}`;
  const owner = {
    kind: 'StatefulSet',
    name: `db${workload}`,
    uid: `set${workload}`,
    controller: true,
  };
  const terminated = { exitCode: 1, reason: 'Error', finishedAt: new Date().toISOString() };
  return {
    metadata: {
      ...{ name, namespace: 'storm', uid: name, creationTimestamp: '2026-11-26T00:00:00Z' },
      ownerReferences: [{ apiVersion: 'apps/v1', ...owner }],
    },
    spec: { nodeName: `node${workload % 9}`, containers: [{ name: 'db', image: 'db:1' }] },
    status: {
      phase: 'Running',
      containerStatuses: [
        {
          ...{ name: 'db', restartCount: restartCount + 1, image: 'db:1' },
          state: { waiting: { reason: 'CrashLoopBackOff', message: 'back-off' } },
          lastState: { terminated },
        },
      ],
    },
  };
}
