// What is asked of an Alertmanager: its alerts and its silences (https://github.com/prometheus/alertmanager/blob/main/api/v2/openapi.yaml). Types only.

export interface SilenceMatcher {
  readonly name: string;
  readonly value: string;
  readonly isRegex: boolean;
  readonly isEqual: boolean;
}

export interface Silence {
  readonly id: string;
  readonly state: 'active' | 'pending' | 'expired';
  readonly matchers: readonly SilenceMatcher[];
  readonly startsAtMs: number;
  readonly endsAtMs: number;
  readonly createdBy: string;
  readonly comment: string;
}

/** An alert as it knows it, with all labels that it came with. */
export interface ActiveAlert {
  /** As its webhook sends it. */
  readonly fingerprint: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** As RFC 3339 writes it. */
  readonly startsAt: string;
  readonly generatorURL?: string | undefined;
}

/** With the id of one that there is it takes its place. */
export type SilenceWish = Omit<Silence, 'id' | 'state'> & { readonly id?: string };

export interface Alertmanager {
  /** When it began to run, by its own clock, in milliseconds since the epoch. Alerts of before it has lost. @throws OperatorError when it does not say. */
  startedAtMs(signal: AbortSignal): Promise<number>;
  /** Those that fire, silenced or not. @throws OperatorError when it does not say. */
  alerts(signal: AbortSignal): Promise<readonly ActiveAlert[]>;
  /** All that it knows of, those that ended lately too. @throws OperatorError when it does not say. */
  silences(signal: AbortSignal): Promise<readonly Silence[]>;
  /** @throws OperatorError when it refuses, or when it is not known whether it did it. */
  setSilence(wish: SilenceWish, signal: AbortSignal): Promise<void>;
  /** @throws OperatorError likewise. */
  expireSilence(id: string, signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}
