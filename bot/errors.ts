// The one expected error. Anything else that is thrown is a bug or an outage and is shown to nobody but the log.

/** What a person is told when something they asked for cannot be done: three plain sentences, no internals. */
export class OperatorError extends Error {
  /** What could not be done. */
  readonly what: string;
  /** Why not. */
  readonly why: string;
  /** What to do next. */
  readonly fix: string;
  /** Something that is needed does not answer or does not let the bot in: nobody was denied anything. */
  readonly isOutage: boolean;

  constructor(text: {
    what: string;
    why: string;
    fix: string;
    cause?: unknown;
    isOutage?: boolean;
  }) {
    super(`${text.what} ${text.why} ${text.fix}`, { cause: text.cause });
    this.name = 'OperatorError';
    this.what = text.what;
    this.why = text.why;
    this.fix = text.fix;
    this.isOutage = text.isOutage ?? false;
  }
}

/** A command that was not understood: the grammar's answer, with the usage line and the nearest valid spelling. */
export class UsageError extends OperatorError {
  readonly usage: string;

  constructor(text: { what: string; why: string; fix: string; usage: string }) {
    super(text);
    this.name = 'UsageError';
    this.usage = text.usage;
  }
}
