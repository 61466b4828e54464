// A digest of alerts as a message: a line where nothing was, else what is open and what was. It calls nobody. Pure.

import type { Digest } from '../notify/digest.ts';
import type { Message } from '../ports.ts';
import { context, section } from './blocks.ts';
import { escaped, quiet } from './text.ts';

const MOST = { title: 400, line: 300, print: 500, text: 300 };

export function alertDigestMessage({ title, sections, print }: Digest): Message {
  return {
    text: escaped(title, MOST.text),
    blocks: [
      section(`:newspaper: *${quiet(title, MOST.title)}*`),
      ...sections.map(({ head, lines }) =>
        section([`*${head}*`, ...lines.map((line) => `• ${quiet(line, MOST.line)}`)].join('\n')),
      ),
      context(quiet(print, MOST.print)),
    ],
  };
}
