// What decoders made, as plain JSON values: nothing in it is a class of theirs, and bytes are counted, because nothing in them could be
// hidden. Pure.

const DEEPEST = 50;
const MOST_VALUES = 20_000;
/** Of texts and names together: an array may repeat one long text, and takes hardly a byte for each. */
const MOST_CHARACTERS = 1_000_000;

/** @throws Error for what is deeper or has more in it than a person would read */
export function plainValue(value: unknown): unknown {
  let left = MOST_VALUES;
  let characters = MOST_CHARACTERS;
  const count = (text: string) => {
    characters -= text.length;
    if (characters < 0) throw new Error(`it has more than ${MOST_CHARACTERS} characters in it`);
    return text;
  };
  const plain = (each: unknown, depth: number): unknown => {
    left -= 1;
    if (left < 0) throw new Error(`it has more than ${MOST_VALUES} values in it`);
    if (depth > DEEPEST) throw new Error(`it is more than ${DEEPEST} levels deep`);
    if (typeof each === 'bigint') return inJson(each);
    if (each instanceof Uint8Array) return `(${each.length} bytes)`;
    if (Array.isArray(each)) return each.map((one) => plain(one, depth + 1));
    if (typeof each === 'number' && !Number.isFinite(each)) return String(each);
    if (typeof each === 'string') return count(each);
    if (typeof each !== 'object' || each === null) return each ?? null;
    // Defined, not assigned: a field may be called __proto__.
    return Object.fromEntries(
      Object.entries(each).map(([name, one]) => [count(name), plain(one, depth + 1)]),
    );
  };
  return plain(value, 0);
}

function inJson(value: bigint): number | string {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : String(value);
}
