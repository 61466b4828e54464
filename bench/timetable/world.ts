// The workloads that are switched off and on, and how the settings name them: values alone, so that each side's process knows the same.

/** `BENCH_NAMESPACES` makes it smaller: a multiple of 20. */
export const NAMESPACES = Number(process.env.BENCH_NAMESPACES ?? 500);
/** Deployments of each namespace. */
export const EACH = 20;
export const WORKLOADS = NAMESPACES * EACH;
/** Where kubectl scales as many as one namespace has. */
export const BESIDE = 'bench-kubectl';
/** On while it is day, off while it is night, in the far future: whatever people and programs have done is long over by then. */
export const DAY = '2031-03-05T12:00:00Z';
export const EVENING = '2031-03-05T20:00:30Z';
export const NIGHT = '2031-03-05T23:00:00Z';
export const MORNING = '2031-03-06T08:00:30Z';
export const NEXT_DAY = '2031-03-06T12:00:00Z';

/** How the same workloads are shared out among switches. */
export type Shape = 'one switch' | '20 switches';

export function namespaceOf(index: number): string {
  return `bench-${index}`;
}

export function nameOf(index: number): string {
  return `app-${index}`;
}

/** Of each workload its own, so that a mistake shows. */
export function replicasOf(index: number): number {
  return (index % 3) + 1;
}

/** As `quartermaster.yaml` has them. */
export function settingsOf(kubeconfig: string, shape: Shape): object {
  return {
    clusters: { bench: { environment: 'staging', kubeconfig } },
    timetables: { usual: { rules: [{ off: '20:00' }, { on: '08:00' }], timeZone: 'UTC' } },
    switches: shape === 'one switch' ? { all: switchOf(0, NAMESPACES, 50) } : twenty(),
  };
}

/** 500 workloads each. */
function twenty(): Readonly<Record<string, object>> {
  const each = NAMESPACES / 20;
  const switches = Array.from({ length: 20 }, (_, index) => [
    `part-${index}`,
    switchOf(index * each, (index + 1) * each, 5),
  ]);
  return Object.fromEntries(switches);
}

/** @param size namespaces of a tier */
function switchOf(from: number, to: number, size: number): object {
  const tiers: object[] = [];
  for (let first = from; first < to; first += size) {
    const workloads = Array.from({ length: size }, (_, index) => ({
      namespace: namespaceOf(first + index),
    }));
    tiers.push({ name: `tier-${tiers.length}`, workloads });
  }
  return { cluster: 'bench', timetable: 'usual', tiers };
}
