// Text of people and clusters within a Markdown file: it cannot format, link, or break a table. Pure.

/** On one line. */
export function inMarkdown(text: string): string {
  return (
    onOneLine(text)
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll(/[\\`*_{}[\]()#+!|~$^=-]/gu, '\\$&')
      // What is read as an address by itself is no link here, nor is anybody called.
      .replaceAll(/:\/\//gu, ':&#47;&#47;')
      .replaceAll('@', '&#64;')
      .replaceAll(/\bwww\./giu, (www) => `${www.slice(0, 3)}&#46;`)
  );
}

/** As code: nothing in it means anything, and it ends where it ends. */
export function inCode(text: string): string {
  const line = onOneLine(text);
  const longest = Math.max(0, ...(line.match(/`+/gu) ?? []).map(({ length }) => length));
  const fence = '`'.repeat(longest + 1);
  // GitHub reads a table's bars before its code.
  const inner = line.replaceAll('|', '\\|');
  return longest === 0 ? `${fence}${inner}${fence}` : `${fence} ${inner} ${fence}`;
}

/** What cannot be printed is replaced. */
function onOneLine(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/\s+/gu, ' ')
    .replaceAll(/[^\P{C}]/gu, '\ufffd')
    .trim();
}
