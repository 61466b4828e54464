// Keeps no more than so many of what has come: the newest.

/** The key goes to the end of the line, and the oldest go where the line is too long. */
export function keepNewest<Key, Value>(
  line: Map<Key, Value>,
  most: number,
  [key, value]: readonly [Key, Value],
): void {
  line.delete(key);
  line.set(key, value);
  for (const oldest of line.keys()) {
    if (line.size <= most) return;
    line.delete(oldest);
  }
}
