// What a suite needs and cannot get is said loudly, and fails it where nothing may be skipped.

export interface Need {
  /** For people: "Prometheus". */
  readonly what: string;
  /** For people: "fetched from Debian". */
  readonly how: string;
  /** What is not tested without it. */
  readonly suite: string;
}

/**
 * @returns what was found; undefined, and says so, where it cannot be had
 * @throws Error of that with CI=true, where a skip is a failure
 */
export async function findOrSkip(
  { what, how, suite }: Need,
  find: () => Promise<string>,
): Promise<string | undefined> {
  try {
    return await find();
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    // A command that failed says why at the end.
    const why = said.trim().split('\n').at(-1);
    const missing = `There is no ${what} here, and it cannot be ${how} (${why}).`;
    if (process.env.CI === 'true') throw new Error(missing);
    process.stderr.write(`\nSKIPPED: ${suite}. ${missing}\n`);
    return undefined;
  }
}
