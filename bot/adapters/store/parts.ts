// Reads by many values in several statements, because one takes a bounded number.

const AT_ONCE = 200;

export async function inParts<T, Row>(
  values: readonly T[],
  read: (some: T[]) => Promise<Row[]>,
): Promise<Row[]> {
  const rows: Row[] = [];
  for (let at = 0; at < values.length; at += AT_ONCE) {
    rows.push(...(await read(values.slice(at, at + AT_ONCE))));
  }
  return rows;
}
