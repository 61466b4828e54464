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

/**
 * Levenshtein's distance, or more than `limit` as soon as it cannot be less: one row of its table, and of that only what is within
 * `limit` of the diagonal.
 */
function editDistance(left: string, right: string, limit: number): number {
  if (Math.abs(left.length - right.length) > limit) return limit + 1;
  const row = [0, 1, 2, 3].slice(0, limit + 1);
  for (let at = 1; at <= left.length; at += 1) {
    const from = Math.max(1, at - limit);
    const end = Math.min(right.length, at + limit);
    const letter = left.charCodeAt(at - 1);
    let replaced = row[from - 1] ?? 0;
    let before = at;
    let least = at;
    row[from - 1] = at;
    for (let to = from; to <= end; to += 1) {
      const above = row[to] ?? limit + 1;
      if (letter !== right.charCodeAt(to - 1)) replaced += 1;
      before = Math.min(replaced, above + 1, before + 1);
      least = Math.min(least, before);
      row[to] = before;
      replaced = above;
    }
    if (least > limit) return limit + 1;
  }
  return row[right.length] ?? limit + 1;
}
