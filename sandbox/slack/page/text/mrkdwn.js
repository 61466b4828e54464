// Renders Slack's mrkdwn: bold, italic, strike, code, fences, quotes, links, mentions, dates, emoji.
import { element } from '../dom.js';
import { formatDate } from './dates.js';
import { broadcastMention, channelMention, groupMention, linkTo, userMention } from './links.js';
import { exactText, proseText } from './plain.js';
import { preformatted } from './preformatted.js';

/** @typedef {import('../store.js').Store} Store */

/**
 * @param {Store} store
 * @param {string} text as stored: `&`, `<` and `>` escaped
 * @returns {HTMLElement}
 */
export function mrkdwn(store, text) {
  const box = element('div', { class: 'prose', dir: 'auto' });
  text.split('```').forEach((part, index, parts) => {
    const isClosed = index < parts.length - 1;
    if (index % 2 === 1 && isClosed) box.append(preformatted([unescapeText(stripEdges(part))]));
    else
      box.append(
        ...lines(store, index % 2 === 1 ? `\`\`\`${part}` : trimAround(part, index, parts.length)),
      );
  });
  return box;
}

/** One line of mrkdwn without paragraphs, for contexts and labels. @param {Store} store @param {string} text */
export function mrkdwnLine(store, text) {
  return element('span', { class: 'prose', dir: 'auto' }, ...spans(store, text));
}

/** The lines of a part without fences; those that begin with > are quotes. @param {Store} store @param {string} part */
function lines(store, part) {
  if (part === '') return [];
  /** @type {{ isQuote: boolean, lines: string[] }[]} */
  const runs = [];
  for (const line of part.split('\n')) {
    const isQuote = /^(>|&gt;)/.test(line);
    const bare = isQuote ? line.replace(/^(>|&gt;) ?/, '') : line;
    const last = runs.at(-1);
    if (last !== undefined && last.isQuote === isQuote) last.lines.push(bare);
    else runs.push({ isQuote, lines: [bare] });
  }
  return runs.map((run) => {
    const content = spans(store, run.lines.join('\n'));
    return element(run.isQuote ? 'blockquote' : 'p', { dir: 'auto' }, ...content);
  });
}

const TOKEN = new RegExp(
  [
    '`(?<code>[^`\\n]+)`',
    '<(?<angle>[^<>\\n]+)>',
    mark('bold', '\\*'),
    mark('italic', '_'),
    mark('strike', '~'),
  ].join('|'),
  'gu',
);

/** A run between two marks that stand at word edges. @param {string} name @param {string} sign */
function mark(name, sign) {
  return `(?<![\\p{L}\\p{N}])${sign}(?<${name}>[^\\s${sign}\\n](?:[^${sign}\\n]*[^\\s${sign}\\n])?)${sign}(?![\\p{L}\\p{N}])`;
}

/** @param {Store} store @param {string} text @returns {(Node | string)[]} */
function spans(store, text) {
  /** @type {(Node | string)[]} */
  const out = [];
  let end = 0;
  for (const match of text.matchAll(TOKEN)) {
    out.push(...proseText(unescapeText(text.slice(end, match.index))));
    end = match.index + match[0].length;
    out.push(...span(store, match.groups ?? {}, match[0]));
  }
  out.push(...proseText(unescapeText(text.slice(end))));
  return out;
}

/** @param {Store} store @param {{ [name: string]: string | undefined }} groups @param {string} whole @returns {(Node | string)[]} */
function span(store, { code, angle, bold, italic, strike }, whole) {
  if (code !== undefined) return [element('code', {}, ...exactText(unescapeText(code)))];
  if (bold !== undefined) return [element('strong', {}, ...spans(store, bold))];
  if (italic !== undefined) return [element('em', {}, ...spans(store, italic))];
  if (strike !== undefined) return [element('s', {}, ...spans(store, strike))];
  const node = angled(store, angle ?? '');
  return node === undefined ? proseText(unescapeText(whole)) : [node];
}

/** What stands between < and >. @param {Store} store @param {string} inner @returns {Node | undefined} */
function angled(store, inner) {
  const [target = '', ...rest] = inner.split('|');
  const label = rest.length > 0 ? unescapeText(rest.join('|')) : undefined;
  if (/^@[UW][A-Z0-9]*$/.test(target)) return userMention(store, target.slice(1), label);
  if (/^#[CG][A-Z0-9]*$/.test(target)) return channelMention(store, target.slice(1), label);
  if (/^!(here|channel|everyone)$/.test(target)) return broadcastMention(target.slice(1));
  if (target.startsWith('!subteam^')) return groupMention(store, target.slice(9), label);
  if (target.startsWith('!date^')) return date(target, label);
  if (!/^[a-z]+:/i.test(target)) return undefined;
  return linkTo(unescapeText(target), label === undefined ? undefined : proseText(label));
}

/** @param {string} target `!date^1700000000^{date_short}^https://…` @param {string | undefined} fallback */
function date(target, fallback) {
  const [, seconds = '', format = '', url = ''] = target.split('^');
  const shown = formatDate(Number(seconds), format, fallback ?? '');
  const time = element('time', { title: fallback }, shown);
  return url === '' ? time : linkTo(url, [time]);
}

/** @param {string} text */
export function unescapeText(text) {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

/** @param {string} part */
function stripEdges(part) {
  return part.replace(/^\n/, '').replace(/\n$/, '');
}

/** No empty line above or below a fence. @param {string} part @param {number} index @param {number} count */
function trimAround(part, index, count) {
  const start = index > 0 ? part.replace(/^\n/, '') : part;
  return index < count - 1 ? start.replace(/\n$/, '') : start;
}
