// A Java stack trace cut to what a person on call reads: each exception with its cause, and where in it the first few frames are. Pure.

const FRAMES = 3;
const MESSAGE_CHARACTERS = 500;
const EXCEPTIONS = 8;

/** @returns lines; the frames of the outermost exception first, as Java prints them */
export function shortTrace(trace: string): readonly string[] {
  const lines: string[] = [];
  let frames = 0;
  let hidden = 0;
  let exceptions = 0;
  const tell = () => {
    if (hidden > 0) lines.push(`    ... ${hidden} more`);
    hidden = 0;
  };
  for (const line of trace.split(/\r?\n/u)) {
    const text = line.trim();
    if (text === '') continue;
    const more = /^\.\.\. (\d{1,6}) (?:more|common frames omitted)$/u.exec(text);
    if (more !== null) hidden += Number(more[1]);
    else if (text.startsWith('at ')) {
      frames += 1;
      if (frames > FRAMES) hidden += 1;
      else lines.push(`    ${text.slice(0, MESSAGE_CHARACTERS)}`);
    } else {
      tell();
      // A message of several lines goes on here, and only a cause begins anew.
      if (text.startsWith('Caused by: ') || exceptions === 0) {
        exceptions += 1;
        frames = 0;
      }
      if (exceptions > EXCEPTIONS) return [...lines, '(more causes)'];
      lines.push(text.length > MESSAGE_CHARACTERS ? `${text.slice(0, MESSAGE_CHARACTERS)}…` : text);
    }
  }
  tell();
  return lines;
}

/** The innermost cause, in one line: what failed in the end. */
export function rootCause(trace: string): string {
  const lines = trace.split(/\r?\n/u).map((line) => line.trim());
  const last = lines.findLast((line) => line.startsWith('Caused by: ')) ?? lines[0] ?? '';
  return last.replace(/^Caused by: /u, '').slice(0, MESSAGE_CHARACTERS);
}
