// What a soak is: a test's own code with bigger numbers, which can be played again by its seed.

export interface SoakOptions {
  readonly count: number;
  readonly seed: number;
  /** Plays one recorded case alone, where the soak can. */
  readonly path: string | undefined;
  /** How often something is killed, where the soak kills; as it says by itself when unset. */
  readonly kills: number | undefined;
  readonly say: (line: string) => void;
  readonly signal: AbortSignal;
}

export interface SoakResult {
  /** Numbers and tables of numbers, for the last line and the summary. */
  readonly counts: Readonly<Record<string, number | Readonly<Record<string, number>>>>;
  /** Each with what is needed to see it again. */
  readonly failures: readonly string[];
}

export interface Soak {
  readonly summary: string;
  /** How many of what, when --count does not say. */
  readonly count: number;
  run(options: SoakOptions): Promise<SoakResult>;
}
