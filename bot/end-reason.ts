// Why a command that runs was ended from outside: what its signal is aborted with.

export type EndReason = 'stopped' | 'deadline' | 'shutdown';

export class EndedError extends Error {
  readonly reason: EndReason;

  constructor(reason: EndReason) {
    super(reason);
    this.reason = reason;
  }
}

/** By the button of whoever asked for it. */
export function isStopped({ reason }: AbortSignal): boolean {
  return reason instanceof EndedError && reason.reason === 'stopped';
}
