// What may be asked of a Prometheus, or of whatever answers as one does: series over a time. Types only.

export interface PrometheusSeries {
  readonly labels: Readonly<Record<string, string>>;
  /** Milliseconds since the epoch, and the value: numbers alone. */
  readonly points: readonly (readonly [atMs: number, value: number])[];
}

export interface Span {
  readonly fromMs: number;
  readonly untilMs: number;
}

export interface Prometheus {
  /**
   * @param expression PromQL, sent as it is
   * @throws OperatorError where no whole answer comes, or it is refused
   */
  range(expression: string, span: Span, signal: AbortSignal): Promise<readonly PrometheusSeries[]>;
  close(): Promise<void>;
}
