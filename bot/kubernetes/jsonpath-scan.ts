// Walks over the text of a JSONPath template: one character ahead, one step back, and the text since the last cut.

export const END = '';

export interface Scanner {
  readonly input: string;
  position: number;
  start: number;
  width: number;
}

export function scannerOf(input: string): Scanner {
  return { input, position: 0, start: 0, width: 0 };
}

/** The next character, or END. */
export function next(scanner: Scanner): string {
  const code = scanner.input.codePointAt(scanner.position);
  if (code === undefined) {
    scanner.width = 0;
    return END;
  }
  const character = String.fromCodePoint(code);
  scanner.width = character.length;
  scanner.position += character.length;
  return character;
}

/** Undoes the last `next`; only once. */
export function backUp(scanner: Scanner): void {
  scanner.position -= scanner.width;
}

export function peek(scanner: Scanner): string {
  const character = next(scanner);
  backUp(scanner);
  return character;
}

/** The text since the last cut. */
export function cut(scanner: Scanner): string {
  const text = scanner.input.slice(scanner.start, scanner.position);
  scanner.start = scanner.position;
  return text;
}

export function isAt(scanner: Scanner, prefix: string): boolean {
  return scanner.input.startsWith(prefix, scanner.position);
}

/** Whether the character before the one just read is a backslash. */
export function isEscaped(scanner: Scanner): boolean {
  return scanner.input[scanner.position - 2] === '\\';
}

export function isTerminator(character: string): boolean {
  return character === END || ' \t\r\n.,[]$@{}'.includes(character);
}

export function isDigit(character: string): boolean {
  return /^\p{Nd}$/u.test(character);
}

export function isAlphaNumeric(character: string): boolean {
  return /^[_\p{L}\p{Nd}]$/u.test(character);
}
