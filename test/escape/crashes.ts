// What broke while an input was played: faults that the bot logged as its own, and deliveries that its listeners threw at. An
// escape that is stopped by a crash is still a mistake.

import type { Phase } from './perform.ts';

export function crashProblems(
  { faults, failures, started }: Phase,
  isPlanted: boolean,
): readonly string[] {
  // What the hostile kubectl asks for is to be refused loudly; a verb of the bot itself never asks for it.
  const isKnocking = started.length > 0;
  // A planted proposal for a command that changes nothing breaks an invariant, and is to end as a fault.
  const isExpected = (fault: string) =>
    (isPlanted && /has no preview/u.test(fault)) ||
    (isKnocking && fault === 'refused a request that no access of its command names');
  const unexpected = faults.map(told).filter((fault) => !isExpected(fault));
  return [
    ...unexpected.map((fault) => `a fault: ${fault}`),
    ...failures
      .filter((failure) => !/ZodError|too_big/u.test(told(failure)))
      .map((failure) => `a delivery failed: ${told(failure)}`),
  ];
}

function told(error: unknown): string {
  if (error instanceof Error) {
    const { original } = error as { original?: unknown };
    return `${error.stack ?? error.message}${original === undefined ? '' : ` ${told(original)}`}`;
  }
  const { err, message } = error as { err?: unknown; message?: string };
  return `${message ?? JSON.stringify(error)}${err === undefined ? '' : ` ${told(err)}`}`;
}
