// Makes untrusted text fit for a message: bounded, unable to ping, to format or to hide what it says. It builds no blocks.

/** What is left out is said; by code points, so that no character is cut in two. */
export function cut(text: string, most: number, mark = ' …'): string {
  if (text.length <= most) return text;
  let kept = text.slice(0, Math.max(0, most - mark.length));
  if (isHighSurrogate(kept.charCodeAt(kept.length - 1))) kept = kept.slice(0, -1);
  return `${kept}${mark}`;
}

/** For mrkdwn: counted after escaping, never cut inside an entity. */
export function escaped(text: string, most: number): string {
  let out = '';
  for (const character of visible(text)) {
    const next = ENTITIES[character] ?? character;
    if (out.length + next.length > most - 2) return `${out} …`;
    out += next;
  }
  return out;
}

/** mrkdwn that also cannot turn bold, struck or code: a word joiner stands after what would open a format. */
export function quiet(text: string, most: number): string {
  return escaped(
    text.replaceAll(/[*_~`]/gu, (mark) => `${mark}\u2060`),
    most,
  );
}

/** One line of inline code. A backtick inside would end it, so a look-alike takes its place. */
export function inlineCode(text: string, most: number): string {
  const line = escaped(text.replaceAll(/\s+/gu, ' ').replaceAll('`', '\u02cb').trim(), most - 2);
  return line === '' ? '`(nothing)`' : `\`${line}\``;
}

/** Printed text as it is, but for what Slack cannot carry. '' stays ''. */
export function printed(text: string, most: number, mark = '\n[cut]'): string {
  return cut(text.replaceAll('\0', '\u2400').toWellFormed(), most, mark);
}

/** Direction marks and control characters could make one command look like another: they are shown. */
function visible(text: string): string {
  return text.toWellFormed().replaceAll(/[^\P{C}\n\t\u2060]/gu, '\ufffd');
}

/** What may stand in Slack's markup as a link. */
export const LINK = /^https?:\/\/[^\s<>|]{1,300}$/u;

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

function isHighSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdbff;
}
