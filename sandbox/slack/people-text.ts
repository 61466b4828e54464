// Turns what a person types into what Slack stores: escaped text with mentions and links, and a rich_text block.
import type { Json } from './json.ts';
import type { World } from './world.ts';

export interface TypedText {
  text: string;
  block: Json;
  /** Ids of the people named, the bot among them. */
  mentioned: string[];
}

/** Host names Slack's clients take for links. Slack knows all top-level domains; these are the likely ones. */
const TOP_LEVEL =
  'com|net|org|io|dev|app|info|biz|name|cloud|ai|co|sh|me|tech|run|host|site|online|xyz|store|live|zone|tools|systems|services|de|uk|us|eu|fr|nl|ch|at|in|is|it|to|tv|gg|so|rs|md|py|pl|ps|cc|ml|la';
const HOST = `(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\\.)+(?:${TOP_LEVEL})(?![\\w-])`;
const TOKEN = new RegExp(
  [
    '<@(?<rawUser>[A-Z0-9]+)(?:\\|[^>]*)?>',
    '<#(?<rawChannel>[A-Z0-9]+)(?:\\|[^>]*)?>',
    '(?<![\\w@])@(?<name>[a-z][a-z0-9._-]*)',
    '(?<![\\w#&])#(?<channel>[a-z][a-z0-9_-]*)',
    '(?<url>https?://[^\\s<>"\'`]+)',
    `(?<![\\w@./-])(?<host>${HOST}(?::\\d+)?(?:/[^\\s<>"'\`]*)?)`,
  ].join('|'),
  'gi',
);

/** Reads typed text the way Slack's composer does. */
export function readTypedText(world: World, typed: string): TypedText {
  const mentioned: string[] = [];
  const elements: Json[] = [];
  let text = '';
  let end = 0;
  const plain = (part: string) => {
    if (part === '') return;
    text += escapeText(part);
    elements.push({ type: 'text', text: part });
  };
  for (const match of typed.matchAll(TOKEN)) {
    const token = readToken(world, match.groups ?? {});
    if (token === undefined) continue;
    plain(typed.slice(end, match.index));
    end = match.index + match[0].length;
    text += token.text;
    elements.push(token.element);
    if (token.element.type === 'user') mentioned.push(String(token.element.user_id));
  }
  plain(typed.slice(end));
  const section = { type: 'rich_text_section', elements };
  return { text, block: { type: 'rich_text', elements: [section] }, mentioned };
}

export function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

type Groups = { [name: string]: string | undefined };

function readToken(world: World, groups: Groups): { text: string; element: Json } | undefined {
  const { rawUser, rawChannel, name, channel, url, host } = groups;
  if (url !== undefined) return { text: `<${url}>`, element: { type: 'link', url } };
  if (host !== undefined) {
    const target = `http://${host}`;
    return { text: `<${target}|${host}>`, element: { type: 'link', url: target, text: host } };
  }
  if (name !== undefined && /^(here|channel|everyone)$/.test(name))
    return { text: `<!${name}>`, element: { type: 'broadcast', range: name } };
  if (rawUser !== undefined || name !== undefined) {
    const user = [...world.users.values()].find((u) => u.id === rawUser || u.name === name);
    if (user === undefined) return undefined;
    return { text: `<@${user.id}>`, element: { type: 'user', user_id: user.id } };
  }
  const found = [...world.channels.values()].find(
    (c) => c.id === rawChannel || (!c.is_im && c.name === channel),
  );
  if (found === undefined) return undefined;
  return { text: `<#${found.id}|>`, element: { type: 'channel', channel_id: found.id } };
}
