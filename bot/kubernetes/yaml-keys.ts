// The order of keys in YAML as sigs.k8s.io/yaml writes it: letters after other signs, numbers within by their size.

export function compareKeys(a: string, b: string): number {
  if (a === b) return 0;
  return isBefore([...a], [...b]) ? -1 : 1;
}

function isBefore(a: readonly string[], b: readonly string[]): boolean {
  const end = Math.min(a.length, b.length);
  let index = 0;
  while (index < end && a[index] === b[index]) index += 1;
  if (index === end) return a.length < b.length;
  const left = a[index] ?? '';
  const right = b[index] ?? '';
  if (isLetter(left) || isLetter(right)) {
    return isLetter(left) && isLetter(right) ? codeOf(left) < codeOf(right) : isLetter(right);
  }
  return isNumberBefore(a, b, index);
}

/** Compares the rest of two numbers from the place where they differ. */
function isNumberBefore(a: readonly string[], b: readonly string[], index: number): boolean {
  // A zero within a number counts as a digit; leading zeros do not make it larger.
  const lead = (a[index] === '0' || b[index] === '0') && followsNumber(a, index) ? '1' : '';
  const left = digitsFrom(a, index);
  const right = digitsFrom(b, index);
  const sizes = [sizeOf(`${lead}${left}`), sizeOf(`${lead}${right}`)] as const;
  if (sizes[0] !== sizes[1]) return sizes[0] < sizes[1];
  if (left.length !== right.length) return left.length < right.length;
  return codeOf(a[index] ?? '') < codeOf(b[index] ?? '');
}

/** Beyond 64 bits the numbers of Go begin again from below. */
function sizeOf(digits: string): bigint {
  return BigInt.asIntN(64, BigInt(digits || '0'));
}

function followsNumber(characters: readonly string[], index: number): boolean {
  for (let i = index - 1; i >= 0 && /^\d$/u.test(characters[i] ?? ''); i -= 1) {
    if (characters[i] !== '0') return true;
  }
  return false;
}

function digitsFrom(characters: readonly string[], index: number): string {
  let digits = '';
  for (let i = index; /^\d$/u.test(characters[i] ?? ''); i += 1) digits += characters[i];
  return digits;
}

function isLetter(character: string): boolean {
  return /^\p{L}$/u.test(character);
}

function codeOf(character: string): number {
  return character.codePointAt(0) ?? 0;
}
