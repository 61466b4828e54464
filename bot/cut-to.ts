// A list for people that is cut where it becomes too long, and says so. Pure.

/** The first so many as lines, then how many more there are. */
export function cutTo<T>(
  most: number,
  all: readonly T[],
  line: (each: T) => string,
): readonly string[] {
  const lines = all.slice(0, most).map(line);
  const more = all.length - lines.length;
  return more > 0 ? [...lines, `and ${more} more`] : lines;
}
