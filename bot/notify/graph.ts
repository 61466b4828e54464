// Finds the graph that says most of an alert: its consumer group's lag, its rule's value in Prometheus, else what the bot itself has seen. What stands in
// the way of a better one is said beside it.

import type { Chart } from '../chart.ts';
import type { HttpServiceSettings } from '../config/http-service.ts';
import { OperatorError } from '../errors.ts';
import type { GroupHistory } from '../kafka/lag.ts';
import type { Clock, Store } from '../ports.ts';
import type { Prometheus, PrometheusSeries } from '../prometheus.ts';
import type { Alert, AlertGroup } from './alert.ts';
import { lagChart, seenChart, seriesChart } from './graph-chart.ts';

export interface GraphParts {
  readonly store: Pick<Store, 'worstAlerts'>;
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly settings: () => { readonly prometheus?: HttpServiceSettings | undefined };
  readonly lagHistory: (kafka: string) => readonly GroupHistory[];
  readonly openPrometheus: (settings: HttpServiceSettings) => Prometheus;
}

export interface Graph {
  /** Undefined: there is nothing to draw. */
  readonly chart: Chart | undefined;
  /** Why there is no better one; undefined: there is none that would be. */
  readonly why: string | undefined;
}

const ALERTS = 20;
const BEFORE_MS = 30 * 60_000;
const LONGEST_MS = 6 * 3_600_000;

export async function graphOf(
  group: AlertGroup,
  parts: GraphParts,
  signal: AbortSignal,
): Promise<Graph> {
  const { store, clock } = parts;
  const untilMs =
    group.state === 'firing'
      ? clock.nowMs()
      : Math.min(clock.nowMs(), group.changedAtMs + BEFORE_MS);
  const alerts = await store.worstAlerts(group.id, ALERTS);
  const better =
    ofLag(group, untilMs, parts) ?? (await ofRule(group, alerts, untilMs, parts, signal));
  if (better?.chart !== undefined) return better;
  const isRestarts =
    alerts.length > 0 && alerts.every(({ labels }) => labels.reason === CRASH_LOOP);
  const chart = seenChart(group, isRestarts, untilMs);
  return { chart, why: better?.why };
}

const CRASH_LOOP = 'CrashLoopBackOff';

function ofLag(group: AlertGroup, untilMs: number, { lagHistory }: GraphParts): Graph | undefined {
  const { reason, kafka, group: groupId } = group.labels;
  if (reason !== 'ConsumerLag' || kafka === undefined || group.state !== 'firing') return undefined;
  const history = lagHistory(kafka).find((each) => each.groupId === groupId);
  const chart = history === undefined ? undefined : lagChart(group, history, untilMs);
  return { chart, why: chart === undefined ? 'its group was not looked at yet' : undefined };
}

async function ofRule(
  group: AlertGroup,
  alerts: readonly Alert[],
  untilMs: number,
  { settings, openPrometheus }: GraphParts,
  signal: AbortSignal,
): Promise<Graph | undefined> {
  const expression = alerts.find((alert) => alert.expression !== undefined)?.expression;
  if (expression === undefined) return undefined;
  const { prometheus: where } = settings();
  if (where === undefined) return { chart: undefined, why: 'the settings name no "prometheus"' };
  const prometheus = openPrometheus(where);
  try {
    const fromMs = Math.max(group.openedAtMs - BEFORE_MS, untilMs - LONGEST_MS);
    const all = await prometheus.range(expression, { fromMs, untilMs }, signal);
    const chart = seriesChart(group, ofAlerts(all, alerts), untilMs);
    return {
      chart,
      why: chart === undefined ? 'Prometheus has no number for its rule' : undefined,
    };
  } catch (error) {
    if (signal.aborted || !(error instanceof OperatorError)) throw error;
    return { chart: undefined, why: error.why };
  } finally {
    await prometheus.close();
  }
}

/** Those of the group's own alerts; all of them where the rule's labels are none of theirs. */
function ofAlerts(
  all: readonly PrometheusSeries[],
  alerts: readonly Alert[],
): readonly PrometheusSeries[] {
  const own = all.filter(({ labels }) =>
    alerts.some((alert) =>
      Object.entries(labels).every(
        ([name, value]) => name === '__name__' || alert.labels[name] === value,
      ),
    ),
  );
  return own.length === 0 ? all : own;
}
