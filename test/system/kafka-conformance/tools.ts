// Apache Kafka's own tools as the oracle: what they print, made comparable.

/** Lines in one order, with one blank where there were several, or a tab; empty ones are left out. */
export function rowsOf(text: string): readonly string[] {
  return (
    text
      .split('\n')
      .map((line) => line.trim().replaceAll(/\s+/gu, ' '))
      // The ids of members of the newer protocol look drawn at random, and redaction takes some of them for secrets.
      .map((line) => line.replace(/ (?:[\w-]{22}|\[redacted\])(?= \/\d)/u, ' MEMBER'))
      .filter((line) => line !== '' && !WARNING.test(line))
      .sort()
  );
}

/** What a tool says of its own connections among its lines. */
const WARNING = /^\[\d{4}-\d\d-\d\d [\d:,]+\] WARN /u;
