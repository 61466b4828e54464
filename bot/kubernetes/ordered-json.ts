// JSON as kubectl prints objects of its own types: fields in the API's order, not sorted. Pure.

const ESCAPED = /[<>&\u2028\u2029]/gu;

/** Indented by four spaces unless said, with Go's escapes of HTML characters and a newline at the end. */
export function printOrderedJson(value: unknown, indent = 4): string {
  const text = JSON.stringify(value, null, indent);
  return `${text.replace(ESCAPED, escapeCharacter)}\n`;
}

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
