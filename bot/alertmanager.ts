// What is asked of an Alertmanager: its silences (https://github.com/prometheus/alertmanager/blob/main/api/v2/openapi.yaml). Types only.

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

/** With the id of one that there is it takes its place. */
export type SilenceWish = Omit<Silence, 'id' | 'state'> & { readonly id?: string };

export interface Alertmanager {
  /** All that it knows of, those that ended lately too. @throws OperatorError when it does not say. */
  silences(signal: AbortSignal): Promise<readonly Silence[]>;
  /** @throws OperatorError when it refuses, or when it is not known whether it did it. */
  setSilence(wish: SilenceWish, signal: AbortSignal): Promise<void>;
  /** @throws OperatorError likewise. */
  expireSilence(id: string, signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}
