// Counts for Prometheus, in its text form. Names and units are those that Prometheus recommends (https://prometheus.io/docs/practices/naming/).

import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Metrics } from '../metrics.ts';
import type { Tally } from '../notify/alert.ts';

export interface MetricsParts {
  /** Asked at each scrape: gauges by their names. */
  readonly gauges: () => Promise<Readonly<Record<string, number>>>;
  /** Seconds since each source that runs here last knew how the world stands. */
  readonly ages: () => Readonly<Record<string, number>>;
}

export interface PrometheusMetrics extends Metrics {
  readonly contentType: string;
  text(): Promise<string>;
}

const PREFIX = 'quartermaster_';
/** From what is answered from memory to what runs into a deadline. */
const SECONDS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];

export function createMetrics({ gauges, ages }: MetricsParts): PrometheusMetrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const commands = new Counter({
    ...{ name: `${PREFIX}commands_total`, help: 'Commands that have ended.', registers },
    labelNames: ['command', 'verdict'],
  });
  const durations = new Histogram({
    ...{ name: `${PREFIX}command_duration_seconds`, help: 'How long commands ran.', registers },
    ...{ labelNames: ['command'], buckets: SECONDS },
  });
  const notices = new Counter({
    ...{
      name: `${PREFIX}notices_total`,
      help: 'What sources saw, by what became of it.',
      registers,
    },
    labelNames: ['source', 'outcome'],
  });
  const limited = new Counter({
    ...{ name: `${PREFIX}slack_limited_total`, help: 'Answers of Slack that say wait.', registers },
  });
  // It is asked for by the registry alone.
  new Gauge({
    name: `${PREFIX}source_age_seconds`,
    help: 'Since a source last knew how the world stands.',
    ...{ labelNames: ['source'], registers },
    collect() {
      this.reset();
      for (const [source, seconds] of Object.entries(ages())) this.set({ source }, seconds);
    },
  });
  const known = new Map<string, Gauge>();
  const show = (name: string, value: number) => {
    const gauge =
      known.get(name) ??
      new Gauge({ name: `${PREFIX}${name}`, help: HELP[name] ?? name, registers });
    known.set(name, gauge);
    gauge.set(value);
  };
  return {
    contentType: registry.contentType,
    text: async () => {
      for (const [name, value] of Object.entries(await gauges())) show(name, value);
      return await registry.metrics();
    },
    commandEnded: (command, verdict, durationMs) => {
      commands.inc({ command, verdict });
      durations.observe({ command }, durationMs / 1_000);
    },
    batchTaken: (source, tally) => {
      for (const outcome of OUTCOMES) {
        if (tally[outcome] > 0) notices.inc({ source, outcome }, tally[outcome]);
      }
    },
    slackLimited: () => limited.inc(),
  };
}

const OUTCOMES: readonly Exclude<keyof Tally, 'received'>[] = [
  'told',
  'merged',
  'suppressed',
  'ignored',
];

const HELP: Readonly<Record<string, string>> = {
  up: 'The process runs.',
  leads: 'It is the replica that leads.',
  requests_in_flight: 'Requests that are worked on.',
  outbound_waiting: 'Messages that wait for Slack.',
  outbound_undeliverable: 'Messages that Slack would not take, while they are kept.',
  incidents_open: 'Incidents that are open.',
  incident_mtta_seconds:
    'Mean time from the beginning of an incident until somebody led it, of 90 days.',
  incident_mttr_seconds:
    'Mean time from the beginning of an incident until it was resolved, of 90 days.',
  resident_memory_bytes: 'Resident memory.',
};
