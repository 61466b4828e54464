// A year on call as plain data: who takes turns, who is called for what, and everything that happens, minute by minute.

export interface YearCase {
  readonly seed: number;
  readonly fromMs: number;
  /** Of quiet hours. */
  readonly timeZone: string;
  readonly rotations: Readonly<Record<string, YearRotation>>;
  readonly escalations: Readonly<Record<string, YearEscalation>>;
  /** Of each matter, in their order. */
  readonly routes: readonly YearRoute[];
  /** In the order in which they happen. */
  readonly wishes: readonly Wish[];
}

export interface YearRotation {
  readonly timeZone: string;
  readonly layers: readonly YearLayer[];
}

export interface YearLayer {
  readonly name: string;
  readonly people: readonly string[];
  /** YYYY-MM-DD */
  readonly from: string;
  /** HH:MM */
  readonly handOff: { readonly days: number; readonly at: string };
  readonly hours?: { readonly from: string; readonly to: string; readonly days: readonly string[] };
}

export interface YearEscalation {
  readonly steps: readonly YearStep[];
  readonly repeat: number;
}

export interface YearStep {
  readonly afterMinutes: number;
  readonly rotations: readonly string[];
  readonly people: readonly string[];
}

export type Severity = 'critical' | 'warning' | 'info';

export interface YearRoute {
  readonly escalation: string;
  readonly callFor: readonly Severity[];
  readonly quietHours?: {
    readonly from: string;
    readonly to: string;
    readonly severities: readonly Severity[];
  };
}

/** Minutes are counted from the beginning of the year. */
export type Wish = { readonly minute: number } & (SourceWish | PersonWish | SwapWish);

/** What a matter's source says. */
export type SourceWish = { readonly matter: number } & (
  | { readonly kind: 'fire'; readonly severity: Severity }
  /** Of the same time. */
  | { readonly kind: 'severity'; readonly severity: Severity }
  | { readonly kind: 'seen again' }
  /** The same once more, as a sender repeats itself. */
  | { readonly kind: 'repeat' }
  | { readonly kind: 'end' }
);

/** What somebody says of the newest alert of a matter. */
export type PersonWish = { readonly matter: number; readonly by: string } & (
  | { readonly kind: 'ack'; readonly minutes: number }
  | { readonly kind: 'unack' }
  | { readonly kind: 'silence'; readonly minutes: number }
  | { readonly kind: 'unsilence' }
  | { readonly kind: 'escalate' }
  | { readonly kind: 'close' }
  | { readonly kind: 'reopen' }
);

export type SwapWish =
  | {
      readonly kind: 'swap';
      readonly rotation: string;
      readonly person: string;
      readonly fromMinute: number;
      readonly minutes: number;
    }
  /** @property which of the swaps in the order in which they were made */
  | { readonly kind: 'unswap'; readonly which: number };

export const MINUTE_MS = 60_000;
export const YEAR_MINUTES = 365 * 1440;
