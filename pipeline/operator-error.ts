// The one expected error of the data plane: something that its operator can mend. It has the same shape as the bot's.

export class OperatorError extends Error {
  /** What could not be done. */
  readonly what: string;
  readonly why: string;
  /** What to do about it: a command, where there is one. */
  readonly fix: string;

  constructor(text: { what: string; why: string; fix: string; cause?: unknown }) {
    super(`${text.what} ${text.why} ${text.fix}`, { cause: text.cause });
    this.name = 'OperatorError';
    this.what = text.what;
    this.why = text.why;
    this.fix = text.fix;
  }
}
