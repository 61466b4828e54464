// Why the sandbox cannot start, for the person at the terminal. Anything else that is thrown is a fault of ours.

export class StartFailure extends Error {
  readonly what: string;
  readonly why: string;
  readonly fix: string;

  constructor({ what, why, fix }: { what: string; why: string; fix: string }, cause?: unknown) {
    super(`${what} ${why} ${fix}`, { cause });
    this.name = 'StartFailure';
    this.what = what;
    this.why = why;
    this.fix = fix;
  }
}
