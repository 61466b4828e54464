// Reads the Warning headers of an API server (RFC 7234 section 5.5; Kubernetes uses code 299). Pure.

/** The texts of all warnings, each once, in their order. */
export function readWarnings(header: string | readonly string[] | undefined): readonly string[] {
  const values = header === undefined ? [] : typeof header === 'string' ? [header] : header;
  const texts = values.flatMap((value) =>
    [...value.matchAll(/(?:^|,)\s*299 (?:"[^"]*"|\S+) "((?:[^"\\]|\\.)*)"/gu)].map(
      ([, text = '']) => text.replace(/\\(.)/gu, '$1'),
    ),
  );
  return [...new Set(texts)];
}
