// Finds the valid word that a person most likely meant. Pure.

/** The closest option within a third of the word's length of edits (at least one, at most three), if any. */
export function nearest(word: string, options: readonly string[]): string | undefined {
  const allowed = Math.min(3, Math.max(1, Math.floor(word.length / 3)));
  const scored = options
    .map((option) => ({ option, edits: editDistance(word, option, allowed) }))
    .filter(({ edits }) => edits <= allowed)
    .sort((left, right) => left.edits - right.edits || left.option.localeCompare(right.option));
  return scored[0]?.option;
}

/** Levenshtein's distance, or more than `limit` as soon as it cannot be less. */
function editDistance(left: string, right: string, limit: number): number {
  if (Math.abs(left.length - right.length) > limit) return limit + 1;
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let at = 1; at <= left.length; at += 1) {
    const next = [at];
    for (let to = 1; to <= right.length; to += 1) {
      const replaced = (row[to - 1] ?? 0) + (left[at - 1] === right[to - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[to] ?? 0) + 1, (next[to - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? limit + 1;
}
