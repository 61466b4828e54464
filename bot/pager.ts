// What is asked of a pager: that it wakes somebody, and that it knows when somebody looks after it and when it is over. Types only.

import type { Severity } from './sources/source.ts';

export type PageEvent = 'trigger' | 'acknowledge' | 'resolve';

export interface Page {
  /** Its name in the settings. */
  readonly pager: string;
  /** What all events of one matter have in common: the same event twice is as good as once. */
  readonly dedupKey: string;
  readonly event: PageEvent;
  readonly alert: {
    readonly number: number;
    readonly title: string;
    readonly severity: Severity;
    readonly source: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly openedAtMs: number;
  };
}

export type PageOutcome =
  | { readonly kind: 'taken' }
  /** It may work later, or it did and nobody knows. `why` is words without any secret or address. */
  | { readonly kind: 'unsure'; readonly why: string }
  /** It will never work like this. */
  | { readonly kind: 'refused'; readonly why: string };

export interface Pager {
  /** One request, never a second one. It rejects with the signal's reason alone. */
  send(page: Page, signal: AbortSignal): Promise<PageOutcome>;
  /** Sends nothing. @returns why it could not be sent to; undefined: its secrets are there. */
  problem(): string | undefined;
  close(): Promise<void>;
}
