// The figures of this process's pipelines in Prometheus's text format.
import type { MemberControl, MemberStatus, PipelineControl } from './control.ts';

interface Metric {
  readonly name: string;
  readonly type: 'gauge' | 'counter';
  readonly help: string;
  readonly samples: (status: MemberStatus) => readonly Sample[];
}

type Sample = readonly [labels: Readonly<Record<string, string | number>>, value: number];

const METRICS: readonly Metric[] = [
  {
    ...{ name: 'pipeline_up', type: 'gauge', help: '1 while records are taken' },
    samples: ({ phase }) => [[{ phase }, phase === 'running' ? 1 : 0]],
  },
  {
    ...{ name: 'pipeline_transactions_total', type: 'counter', help: 'Committed transactions' },
    samples: ({ transactions }) => [[{}, transactions]],
  },
  {
    ...{ name: 'pipeline_restarts_total', type: 'counter', help: 'Times it has started over' },
    samples: ({ restarts }) => [[{}, restarts]],
  },
  {
    ...{ name: 'pipeline_tasks_on_hold', type: 'gauge', help: 'Tasks that wait for a person' },
    samples: ({ held }) => [[{}, held.length]],
  },
  {
    ...{ name: 'pipeline_lag_records', type: 'gauge', help: 'Committed records not taken yet' },
    samples: ({ tasks }) =>
      tasks.flatMap(({ partition, inputs }) =>
        inputs.map(({ topic, lagRecords }): Sample => [{ topic, partition }, lagRecords]),
      ),
  },
  {
    ...{ name: 'pipeline_behind_seconds', type: 'gauge', help: 'Age of the next record' },
    samples: ({ tasks }) =>
      tasks.map(({ partition, behindMs }) => [{ partition }, behindMs / 1_000]),
  },
  {
    ...{ name: 'pipeline_records_total', type: 'counter', help: 'Records by what came of them' },
    samples: ({ tasks }) =>
      tasks.flatMap(({ partition, counts }) =>
        Object.entries(counts).map(([outcome, count]): Sample => [{ partition, outcome }, count]),
      ),
  },
  {
    ...{ name: 'pipeline_store_entries', type: 'gauge', help: 'Committed entries of a store' },
    samples: ({ tasks }) =>
      tasks.flatMap(({ partition, stores }) =>
        Object.entries(stores).map(([store, count]): Sample => [{ partition, store }, count]),
      ),
  },
];

export async function formatMetrics(
  control: Pick<PipelineControl, 'list'> & Pick<MemberControl, 'memberStatus'>,
): Promise<string> {
  const names = await control.list();
  const statuses = await Promise.all(names.map((name) => control.memberStatus(name)));
  return METRICS.map(({ name, type, help, samples }) => {
    const lines = statuses.flatMap((status) =>
      samples(status).map(([labels, value]) => {
        const all = { pipeline: status.pipeline, ...labels };
        const text = Object.entries(all).map(([label, of]) => `${label}="${quoted(String(of))}"`);
        return `${name}{${text.join(',')}} ${value}\n`;
      }),
    );
    return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join('')}`;
  }).join('');
}

function quoted(text: string): string {
  return text.replace(/[\\"\n]/gu, (found) => (found === '\n' ? '\\n' : `\\${found}`));
}
