// Sorts a row of things in place as Go's `sort.Sort` does: a pattern-defeating quicksort (https://arxiv.org/abs/2106.05123),
// which is not stable. kubectl leaves equal rows where this algorithm leaves them, so the same steps are made here.

/** Whether the thing at index `i` comes before the one at `j`. It need not be a consistent order. */
export interface Sortable {
  readonly length: number;
  less(i: number, j: number): boolean;
  swap(i: number, j: number): void;
}

/** Sorts the items by `less`, in a new array. */
export function goSorted<T>(items: readonly T[], less: (a: T, b: T) => boolean): T[] {
  const sorted = [...items];
  goSort({
    length: sorted.length,
    less: (i, j) => less(sorted[i] as T, sorted[j] as T),
    swap: (i, j) => {
      const moved = sorted[i] as T;
      sorted[i] = sorted[j] as T;
      sorted[j] = moved;
    },
  });
  return sorted;
}

export function goSort(data: Sortable): void {
  sortRange(data, 0, data.length, bitLength(data.length));
}

const MAX_INSERTION = 12;

/** @param badPivotsLeft how many badly chosen pivots are borne before heap sort takes over. */
function sortRange(data: Sortable, from: number, to: number, badPivotsLeft: number): void {
  let [a, b, limit] = [from, to, badPivotsLeft];
  let isBalanced = true;
  let isPartitioned = true;
  while (b - a > MAX_INSERTION) {
    if (limit === 0) {
      heapSort(data, a, b);
      return;
    }
    if (!isBalanced) {
      breakPatterns(data, a, b);
      limit -= 1;
    }
    const pivot = choosePivot(data, a, b);
    if (pivot.hint === 'decreasing') {
      reverse(data, a, b);
      pivot.index = b - 1 - (pivot.index - a);
      pivot.hint = 'increasing';
    }
    if (isBalanced && isPartitioned && pivot.hint === 'increasing') {
      if (finishAlmostSorted(data, a, b)) return;
    }
    if (a > 0 && !data.less(a - 1, pivot.index)) {
      a = partitionEqual(data, a, b, pivot.index);
      continue;
    }
    const middle = partition(data, a, b, pivot.index);
    isPartitioned = middle.wasPartitioned;
    const [left, right, least] = [middle.index - a, b - middle.index, Math.trunc((b - a) / 8)];
    isBalanced = Math.min(left, right) >= least;
    if (left < right) {
      sortRange(data, a, middle.index, limit);
      a = middle.index + 1;
    } else {
      sortRange(data, middle.index + 1, b, limit);
      b = middle.index;
    }
  }
  insertionSort(data, a, b);
}

function insertionSort(data: Sortable, a: number, b: number): void {
  for (let i = a + 1; i < b; i += 1) {
    for (let j = i; j > a && data.less(j, j - 1); j -= 1) data.swap(j, j - 1);
  }
}

function heapSort(data: Sortable, a: number, b: number): void {
  const size = b - a;
  for (let i = Math.trunc((size - 1) / 2); i >= 0; i -= 1) siftDown(data, i, size, a);
  for (let i = size - 1; i >= 0; i -= 1) {
    data.swap(a, a + i);
    siftDown(data, 0, i, a);
  }
}

function siftDown(data: Sortable, top: number, size: number, offset: number): void {
  let root = top;
  for (;;) {
    let child = 2 * root + 1;
    if (child >= size) return;
    if (child + 1 < size && data.less(offset + child, offset + child + 1)) child += 1;
    if (!data.less(offset + root, offset + child)) return;
    data.swap(offset + root, offset + child);
    root = child;
  }
}

/** Smaller ones to the left of the pivot, the others to its right. */
function partition(data: Sortable, a: number, b: number, pivot: number) {
  data.swap(a, pivot);
  let [i, j] = [a + 1, b - 1];
  let wasPartitioned = true;
  for (;;) {
    while (i <= j && data.less(i, a)) i += 1;
    while (i <= j && !data.less(j, a)) j -= 1;
    if (i > j) break;
    wasPartitioned = false;
    data.swap(i, j);
    i += 1;
    j -= 1;
  }
  data.swap(j, a);
  return { index: j, wasPartitioned };
}

/** Those equal to the pivot to the left, the greater ones to the right; there are no smaller ones. */
function partitionEqual(data: Sortable, a: number, b: number, pivot: number): number {
  data.swap(a, pivot);
  let [i, j] = [a + 1, b - 1];
  for (;;) {
    while (i <= j && !data.less(a, i)) i += 1;
    while (i <= j && data.less(a, j)) j -= 1;
    if (i > j) return i;
    data.swap(i, j);
    i += 1;
    j -= 1;
  }
}

const MAX_STEPS = 5;
const SHORTEST_SHIFTING = 50;

/** Sorts a range with only a few neighbours out of order; false when there are more. */
function finishAlmostSorted(data: Sortable, a: number, b: number): boolean {
  let i = a + 1;
  for (let step = 0; step < MAX_STEPS; step += 1) {
    while (i < b && !data.less(i, i - 1)) i += 1;
    if (i === b) return true;
    if (b - a < SHORTEST_SHIFTING) return false;
    data.swap(i, i - 1);
    if (i - a >= 2) {
      for (let j = i - 1; j >= 1 && data.less(j, j - 1); j -= 1) data.swap(j, j - 1);
    }
    if (b - i >= 2) {
      for (let j = i + 1; j < b && data.less(j, j - 1); j += 1) data.swap(j, j - 1);
    }
  }
  return false;
}

/** Scatters three elements by a random number that depends on nothing but the length. */
function breakPatterns(data: Sortable, a: number, b: number): void {
  const length = b - a;
  if (length < 8) return;
  let random = BigInt(length);
  const mask = (1n << BigInt(bitLength(length))) - 1n;
  const middle = a + Math.trunc(length / 4) * 2;
  for (let index = middle - 1; index <= middle + 1; index += 1) {
    random = shiftAndXor(random);
    const other = Number(random & mask);
    data.swap(index, a + (other >= length ? other - length : other));
  }
}

function shiftAndXor(seed: bigint): bigint {
  let value = seed;
  value ^= BigInt.asUintN(64, value << 13n);
  value ^= value >> 7n;
  value ^= BigInt.asUintN(64, value << 17n);
  return value;
}

interface Pivot {
  index: number;
  hint: 'increasing' | 'decreasing' | 'unknown';
}

const SHORTEST_NINTHER = 50;
const MAX_SWAPS = 12;

function choosePivot(data: Sortable, a: number, b: number): Pivot {
  const quarter = Math.trunc((b - a) / 4);
  const swaps = { count: 0 };
  let points: [number, number, number] = [a + quarter, a + quarter * 2, a + quarter * 3];
  if (b - a >= SHORTEST_NINTHER) {
    const medianAround = (i: number) => median(data, [i - 1, i, i + 1], swaps);
    points = [medianAround(points[0]), medianAround(points[1]), medianAround(points[2])];
  }
  const index = median(data, points, swaps);
  if (swaps.count === 0) return { index, hint: 'increasing' };
  return { index, hint: swaps.count === MAX_SWAPS ? 'decreasing' : 'unknown' };
}

function median(
  data: Sortable,
  points: readonly [number, number, number],
  swaps: { count: number },
): number {
  const inOrder = (i: number, j: number): [number, number] => {
    if (!data.less(j, i)) return [i, j];
    swaps.count += 1;
    return [j, i];
  };
  let [x, y, z] = points;
  [x, y] = inOrder(x, y);
  [y, z] = inOrder(y, z);
  [x, y] = inOrder(x, y);
  return y;
}

function reverse(data: Sortable, a: number, b: number): void {
  for (let i = a, j = b - 1; i < j; i += 1, j -= 1) data.swap(i, j);
}

/** How many bits the number has: 0 for 0, 4 for 8. */
function bitLength(value: number): number {
  return value === 0 ? 0 : 32 - Math.clz32(value);
}
