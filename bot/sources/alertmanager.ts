// What an Alertmanager delivers to its webhook receiver (version 4), and what Grafana's alerting does, which takes after it. An alert is known by its
// fingerprint, a group by its groupKey. Where it comes from: prometheus.io, "webhook_config"; grafana.com, "webhook notifier". Pure.

import { z } from 'zod';
import {
  type Delivery,
  jsonBody,
  keyOf,
  linkOf,
  linksOf,
  oneLine,
  parsed,
  severityOf,
} from './delivery.ts';
import type { Notice } from './source.ts';

const ALERTS = 5_000;

const texts = z.record(z.string(), z.string());
const alert = z.object({
  status: z.enum(['firing', 'resolved']),
  labels: texts,
  annotations: texts.nullish(),
  startsAt: z.iso.datetime({ offset: true }),
  generatorURL: z.string().nullish(),
  fingerprint: z.string().min(1).max(200),
  /** Grafana's. */
  dashboardURL: z.string().nullish(),
  panelURL: z.string().nullish(),
  valueString: z.string().nullish(),
});
const payload = z.object({
  /** Grafana's is 1. */
  version: z.enum(['4', '1']),
  groupKey: z.string().min(1).max(10_000),
  /** Alerts of the group that were left out (max_alerts). */
  truncatedAlerts: z.int().min(0).nullish(),
  groupLabels: texts,
  alerts: z.array(alert).max(ALERTS),
});

export type ToldAlert = z.infer<typeof alert>;

/** @throws UnreadableDelivery */
export function readAlertmanager(delivery: Delivery): readonly Notice[] {
  const { groupKey, groupLabels, alerts, truncatedAlerts } = parsed(
    payload,
    jsonBody(delivery, ['application/json']),
  );
  const group = { group: keyOf(groupKey), groupTitle: titleOf(groupLabels, alerts) };
  // One of them says it for all: those that are missing have no names.
  const speaker = alerts.map(({ fingerprint }) => fingerprint).sort()[0];
  const left = truncatedAlerts ?? 0;
  const more =
    left === 0
      ? []
      : [
          `${left} more ${left === 1 ? 'alert' : 'alerts'} of this group were left out by the sender.`,
        ];
  return alerts.map((each) => alertNotice(each, group, each.fingerprint === speaker ? more : []));
}

export function alertNotice(
  { status, labels, annotations, startsAt, generatorURL, fingerprint, ...grafana }: ToldAlert,
  group: Pick<Notice, 'group' | 'groupTitle'>,
  more: readonly string[] = [],
): Notice {
  const said = annotations ?? {};
  const { dashboardURL, panelURL, valueString } = grafana;
  const title =
    said.summary || said.title || said.message || labels.alertname || 'an alert without a name';
  const lines = [said.description, said.message, valueString ?? undefined].filter(
    (line): line is string => line !== undefined && line !== '' && line !== title,
  );
  return {
    ...{ key: fingerprint, ...group, state: status },
    severity: severityOf(labels.severity ?? labels.priority),
    ...{ title: oneLine(title), lines: [...lines.map(oneLine), ...more], labels },
    ...{ count: 1, startedAtMs: Date.parse(startsAt) },
    ...expressionOf(generatorURL ?? undefined),
    ...linksOf(
      linkOf(said.runbook_url, said.runbook),
      linkOf(
        panelURL ?? undefined,
        dashboardURL ?? undefined,
        said.dashboard_url,
        said.dashboard,
        generatorURL ?? undefined,
      ),
    ),
  };
}

/** Prometheus' link to its own graph of the rule has the rule in it, as `g0.expr`. */
function expressionOf(generatorURL: string | undefined): Pick<Notice, 'expression'> {
  if (generatorURL === undefined || !URL.canParse(generatorURL)) return {};
  const expression = new URL(generatorURL).searchParams.get('g0.expr');
  return expression === null || expression === '' ? {} : { expression };
}

/** `KubePodCrashLooping (namespace=shop)` */
function titleOf(
  groupLabels: Readonly<Record<string, string>>,
  alerts: readonly ToldAlert[],
): string {
  const { alertname = alerts[0]?.labels.alertname, ...rest } = groupLabels;
  const others = Object.entries(rest).map(([name, value]) => `${name}=${value}`);
  const name = alertname ?? 'alerts';
  return others.length === 0 ? name : `${name} (${others.join(', ')})`;
}
