// The shape of a Source: something that sees what goes wrong and tells it as notices, unasked. Nothing here knows Slack.

import type { Clock } from '../ports.ts';

export type Severity = 'critical' | 'warning' | 'info';

/** How bad it is, as a number: the smaller the worse. */
export const WEIGHTS: Readonly<Record<Severity, number>> = { critical: 0, warning: 1, info: 2 };

/**
 * What a source knows of one matter now. Plain data; every text in it is the world's own and not trusted. A notice says how the matter stands,
 * not what has happened since the last one: the same notice twice is as good as once.
 */
export interface Notice {
  /** Which matter: the same key is the same alert, for example a Pod's uid and a reason, or a fingerprint. At most 300 characters. */
  readonly key: string;
  /** Matters of one group are told in one message: the workload that Pods belong to, Alertmanager's groupKey. At most 300 characters. */
  readonly group: string;
  /** What the group is called in the message's title; the newest notice says it. */
  readonly groupTitle: string;
  readonly state: 'firing' | 'resolved';
  readonly severity: Severity;
  /** One line: what is wrong, and with what. */
  readonly title: string;
  /** What else is known, in whole sentences or as "name: value". */
  readonly lines: readonly string[];
  /** What was printed, for example the last lines of a log: shown as it is. */
  readonly listing?: string;
  /** What routes, storms and silences go by: cluster, namespace, team, reason, alertname ... At most 64. */
  readonly labels: Readonly<Record<string, string>>;
  /** How often it was seen since it began, as the source counts it: at least 1. */
  readonly count: number;
  /** Milliseconds since the epoch: when it began, by the source's clock. */
  readonly startedAtMs: number;
  /** The rule that fires, in PromQL, of what a Prometheus has found. */
  readonly expression?: string;
  readonly links?: { readonly runbook?: string; readonly graph?: string };
}

/** What a source hands over at once: kept all together or not at all. */
export interface Batch {
  /** The source's name. */
  readonly source: string;
  readonly notices: readonly Notice[];
  /** How many things the source got to see for this batch: events, alerts of a delivery. */
  readonly received: number;
  /** How many of them are of no concern to anybody (a Normal event, a Pod that is well): counted, and not told. */
  readonly ignored: number;
  /** From where the source goes on after a restart, for example a resourceVersion: kept together with the notices. */
  readonly position?: string;
}

/** Resolves once the batch is durable. @throws when it could not be kept: the source hands it over again. */
export type Take = (batch: Batch) => Promise<void>;

export interface SourceParts {
  readonly take: Take;
  /** The position of the last batch that was kept; undefined: none. */
  readonly position: () => Promise<string | undefined>;
  /**
   * This source's notices that were kept last as firing, each as it was handed over: what is gone without a word when the source begins is
   * resolved by them, and what began before a restart keeps its beginning.
   */
  readonly firing: () => Promise<readonly Notice[]>;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** Runs on the one replica that leads. */
export interface Source {
  /** Unique, for example 'kubernetes production'. */
  readonly name: string;
  /** Sees until the signal; whatever ends it earlier is told in the log and it is run again, later each time. */
  run(parts: SourceParts): Promise<void>;
  /** When it last knew how the world stands, in milliseconds since the epoch; undefined: never yet. */
  seenAtMs(): number | undefined;
}
