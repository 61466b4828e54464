// Makes any JavaScript string storable and gives it back unchanged. PostgreSQL refuses U+0000 in text, and both databases
// would replace a lone surrogate, which would break the audit chain: these are written as an escape, on both databases.

/** SUBSTITUTE: a control character that nothing prints; where it occurs by itself it is escaped as well. */
const ESCAPE = '\u001a';
const UNSTORABLE = /[\u0000\u001a]|\p{Surrogate}/gu;
const ESCAPED = /\u001a([0-9a-f]{4})/g;

/** The text as it is written into a text column. */
export function toColumn(text: string): string {
  if (text.isWellFormed() && !text.includes('\u0000') && !text.includes(ESCAPE)) return text;
  return text.replace(
    UNSTORABLE,
    (character) => ESCAPE + character.charCodeAt(0).toString(16).padStart(4, '0'),
  );
}

/** The text that was written. */
export function fromColumn(column: string): string {
  if (!column.includes(ESCAPE)) return column;
  return column.replace(ESCAPED, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
}
