// One message in the place of several finished results, for a channel with more waiting than can be read one by one. Every
// result keeps its line and, where it has one, its button for the whole output.

import type { Message, Outgoing } from '../ports.ts';

/** A section of Slack takes 3,000 characters and a message about 13,000 over all blocks: twenty lines of this fit. */
const LINE_CHARACTERS = 300;

/** The one button that works without editing the message it is on. */
const WHOLE_OUTPUT = 'output_file';

/** At most 24 wishes: Slack takes 50 blocks. */
export function renderDigest(wishes: readonly Outgoing[]): Message {
  const text = `${wishes.length} results together, because many are waiting in this channel.`;
  return {
    text,
    blocks: [
      { type: 'section', text: { type: 'plain_text', text } },
      ...wishes.flatMap((wish) => [whoAsked(wish), outcome(wish)]),
    ],
  };
}

function whoAsked({ address }: Outgoing): unknown {
  return { type: 'context', elements: [{ type: 'mrkdwn', text: `<@${address.userId}>` }] };
}

/** Plain text: what a cluster or a person wrote can neither ping nor format. */
function outcome({ message }: Outgoing): unknown {
  const button = findButton(message.blocks);
  return {
    type: 'section',
    text: { type: 'plain_text', text: cut(unescaped(message.text), LINE_CHARACTERS), emoji: true },
    ...(button === undefined ? {} : { accessory: button }),
  };
}

/** Slack shows the three escapes of its markup as they are where there is no markup. */
function unescaped(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

interface Block {
  readonly type?: unknown;
  readonly elements?: unknown;
  readonly action_id?: unknown;
}

function findButton(blocks: readonly unknown[]): unknown {
  return (blocks as readonly Block[])
    .filter((block) => block.type === 'actions' && Array.isArray(block.elements))
    .flatMap((block) => block.elements as readonly Block[])
    .find((element) => element.type === 'button' && element.action_id === WHOLE_OUTPUT);
}

/** By code points, so that no character is cut in two. */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text === '' ? ' ' : text;
  return `${Array.from(text.slice(0, most * 2))
    .slice(0, most - 2)
    .join('')} …`;
}
