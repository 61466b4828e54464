// Renders the `markdown` block: headings, lists, quotes, fences, pipe tables, emphasis, code and links.
// It is a reader of the common subset Slack shows; what it does not know stays visible as text.
import { element } from '../dom.js';
import { linkTo } from './links.js';
import { exactText, proseText } from './plain.js';
import { preformatted } from './preformatted.js';

/** @param {string} text @returns {HTMLElement} */
export function markdown(text) {
  const lines = text.split('\n');
  const box = element('div', { class: 'prose', dir: 'auto' });
  let at = 0;
  while (at < lines.length) {
    const taken = takeBlock(lines, at);
    if (taken.node !== null) box.append(taken.node);
    at = taken.next;
  }
  return box;
}

/** @typedef {{ node: Node | null, next: number }} Taken */

/** @param {string[]} lines @param {number} at @returns {Taken} */
function takeBlock(lines, at) {
  const line = lines[at] ?? '';
  if (line.trim() === '') return { node: null, next: at + 1 };
  if (/^\s*(```|~~~)/.test(line)) return takeFence(lines, at);
  const heading = /^(#{1,6})\s+(.*)$/.exec(line);
  if (heading !== null)
    return {
      node: element('h4', { class: 'markdown-heading' }, ...inline(heading[2] ?? '')),
      next: at + 1,
    };
  if (/^\s*([-*_])\s*(\1\s*){2,}$/.test(line)) return { node: element('hr'), next: at + 1 };
  if (isTableStart(lines, at)) return takeTable(lines, at);
  if (/^\s*>/.test(line)) return takeRun(lines, at, /^\s*>\s?/, 'blockquote');
  if (LIST.test(line)) return takeList(lines, at);
  return takeParagraph(lines, at);
}

const LIST = /^(\s*)([-*+]|\d+[.)])\s+(.*)$/;

/** @param {string[]} lines @param {number} at @returns {Taken} */
function takeFence(lines, at) {
  const fence = /^\s*(```+|~~~+)/.exec(lines[at] ?? '')?.[1] ?? '```';
  let end = at + 1;
  while (end < lines.length && !(lines[end] ?? '').trim().startsWith(fence)) end += 1;
  return { node: preformatted([lines.slice(at + 1, end).join('\n')]), next: end + 1 };
}

/** @param {string[]} lines @param {number} at @param {RegExp} prefix @param {string} tag @returns {Taken} */
function takeRun(lines, at, prefix, tag) {
  let end = at;
  while (end < lines.length && prefix.test(lines[end] ?? '')) end += 1;
  const bare = lines.slice(at, end).map((line) => line.replace(prefix, ''));
  return { node: element(tag, { dir: 'auto' }, ...inline(bare.join('\n'))), next: end };
}

/** @param {string[]} lines @param {number} at @returns {Taken} */
function takeList(lines, at) {
  const isOrdered = /^\s*\d/.test(lines[at] ?? '');
  const list = element(isOrdered ? 'ol' : 'ul');
  let end = at;
  for (; end < lines.length; end += 1) {
    const match = LIST.exec(lines[end] ?? '');
    if (match === null) break;
    const depth = Math.min(Math.floor((match[1] ?? '').length / 2), 5);
    list.append(
      element('li', { class: `indent-${depth}`, dir: 'auto' }, ...inline(match[3] ?? '')),
    );
  }
  return { node: list, next: end };
}

/** @param {string[]} lines @param {number} at @returns {Taken} */
function takeParagraph(lines, at) {
  let end = at + 1;
  while (
    end < lines.length &&
    !/^\s*($|```|~~~|#{1,6}\s|>|[-*+]\s|\d+[.)]\s)/.test(lines[end] ?? '')
  )
    end += 1;
  return {
    node: element('p', { dir: 'auto' }, ...inline(lines.slice(at, end).join('\n'))),
    next: end,
  };
}

/** @param {string[]} lines @param {number} at */
function isTableStart(lines, at) {
  return (
    (lines[at] ?? '').includes('|') &&
    /^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/.test(lines[at + 1] ?? '')
  );
}

/** @param {string[]} lines @param {number} at @returns {Taken} */
function takeTable(lines, at) {
  let end = at + 2;
  while (end < lines.length && (lines[end] ?? '').includes('|')) end += 1;
  const row = (/** @type {string} */ line, /** @type {string} */ tag) =>
    element(
      'tr',
      {},
      ...cells(line).map((cell) => element(tag, { scope: tag === 'th' && 'col' }, ...inline(cell))),
    );
  const body = lines.slice(at + 2, end).map((line) => row(line, 'td'));
  const table = element(
    'table',
    {},
    element('thead', {}, row(lines[at] ?? '', 'th')),
    element('tbody', {}, ...body),
  );
  const frame = { class: 'table-frame', tabindex: '0', role: 'region', 'aria-label': 'Table' };
  return { node: element('div', frame, table), next: end };
}

/** @param {string} line */
function cells(line) {
  return line
    .trim()
    .replace(/^\||\|$/g, '')
    .split('|')
    .map((cell) => cell.trim());
}

const INLINE =
  /`(?<code>[^`]+)`|\[(?<label>[^[\]\n]+)\]\((?<url>[^)\s]+)\)|\*\*(?<bold>[^*\n]+)\*\*|__(?<bold2>[^_\n]+)__|~~(?<strike>[^~\n]+)~~|(?<![\w*])\*(?<italic>[^*\s][^*\n]*)\*|(?<!\w)_(?<italic2>[^_\s][^_\n]*)_(?!\w)|(?<bare>https?:\/\/[^\s<>()]+)/g;

/** @param {string} text @returns {(Node | string)[]} */
function inline(text) {
  /** @type {(Node | string)[]} */
  const out = [];
  let end = 0;
  for (const match of text.matchAll(INLINE)) {
    out.push(...proseText(text.slice(end, match.index)));
    end = match.index + match[0].length;
    const { code, label, url, bold, bold2, strike, italic, italic2, bare } = match.groups ?? {};
    if (code !== undefined) out.push(element('code', {}, ...exactText(code)));
    else if (url !== undefined) out.push(linkTo(url, proseText(label ?? url)));
    else if (bare !== undefined) out.push(linkTo(bare));
    else if (strike !== undefined) out.push(element('s', {}, ...inline(strike)));
    else if (bold !== undefined || bold2 !== undefined)
      out.push(element('strong', {}, ...inline(bold ?? bold2 ?? '')));
    else out.push(element('em', {}, ...inline(italic ?? italic2 ?? '')));
  }
  out.push(...proseText(text.slice(end)));
  return out;
}
