// Says in words why a port cannot be listened on.

import { OperatorError } from '../errors.ts';

/** @returns what to throw in the error's place; anything but a port's own problem stays what it is. */
export function explainListening(error: unknown, port: number): unknown {
  const { code } = error as NodeJS.ErrnoException;
  const why = WHY[code ?? ''];
  if (why === undefined) return error;
  return new OperatorError({
    what: 'Quartermaster is not started.',
    why: why(port),
    fix: 'End that program, or set PORT to a free port.',
    cause: error,
  });
}

const WHY: Readonly<Record<string, (port: number) => string>> = {
  EADDRINUSE: (port) => `Another program has port ${port}.`,
  EACCES: (port) => `The system does not let this user listen on port ${port}.`,
};
