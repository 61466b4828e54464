// The traffic drawer: what went between Slack and the app, from the journal, newest last, each line with its JSON.
import { lookAtJournal } from '../api.js';
import { button, element, replaceContent } from '../dom.js';
import { icon } from '../icons.js';
import { exactText } from '../text/plain.js';
import { preformatted } from '../text/preformatted.js';

const PAUSE_MS = 1000;
const MOST_LINES = 400;

/** @param {HTMLElement} place @param {{ onClose: () => void }} actions */
export function createTraffic(place, { onClose }) {
  const list = element('ol', { class: 'traffic-list', tabindex: '0', 'aria-label': 'Journal' });
  const kind = /** @type {HTMLSelectElement} */ (
    element(
      'select',
      { class: 'field', 'aria-label': 'Which lines' },
      ...KINDS.map(([value, words]) => element('option', { value }, words ?? '')),
    )
  );
  const filter = /** @type {HTMLInputElement} */ (
    element('input', {
      class: 'field',
      type: 'search',
      placeholder: 'Filter',
      'aria-label': 'Filter traffic',
    })
  );
  let since = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  kind.addEventListener('change', narrow);
  filter.addEventListener('input', narrow);
  replaceContent(
    place,
    element(
      'header',
      { class: 'conversation-header' },
      element('h2', {}, 'Traffic'),
      element('span', { class: 'topic' }, 'between Slack and the app'),
      button(
        { class: 'tool', 'aria-label': 'Close traffic', on: { click: onClose } },
        icon('close', 20),
      ),
    ),
    element('div', { class: 'traffic-filters' }, kind, filter),
    list,
  );
  return { open, close, restart };

  function open() {
    place.hidden = false;
    kind.focus();
    void follow();
  }

  function close() {
    place.hidden = true;
    clearTimeout(timer);
  }

  function restart() {
    since = 0;
    replaceContent(list);
  }

  async function follow() {
    clearTimeout(timer);
    const lines = await lookAtJournal(since, MOST_LINES).catch(() => []);
    const isAtEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 60;
    for (const line of lines) {
      if (typeof line.seq === 'number') since = Math.max(since, line.seq);
      list.append(lineItem(line));
    }
    while (list.childElementCount > MOST_LINES) list.firstElementChild?.remove();
    if (lines.length > 0) narrow();
    if (lines.length > 0 && isAtEnd) list.scrollTop = list.scrollHeight;
    if (!place.hidden) timer = setTimeout(() => void follow(), PAUSE_MS);
  }

  function narrow() {
    const words = filter.value.toLowerCase();
    for (const item of /** @type {Iterable<HTMLElement>} */ (list.children)) {
      const isKind = kind.value === '' || kind.value.split(' ').includes(item.dataset.type ?? '');
      item.hidden = !isKind || !(item.dataset.words ?? '').includes(words);
    }
  }
}

const KINDS = [
  ['', 'Everything'],
  ['call response_url', 'Calls of the app'],
  ['delivery ack no_ack', 'Sent to the app'],
  ['person', 'People'],
  ['socket fault failure', 'Sockets and faults'],
];

/** @param {any} line */
function lineItem(line) {
  const { seq: _seq, time, type, ...rest } = line;
  const words = summary(line);
  const body = element('div', {});
  const details = element(
    'details',
    {},
    element(
      'summary',
      {},
      element('time', {}, time === undefined ? '' : String(time).slice(11, 23)),
      element('span', { class: `traffic-type is-${mood(line)}` }, type),
      element('span', { class: 'traffic-words' }, ...exactText(words)),
    ),
    body,
  );
  details.addEventListener('toggle', () => {
    if (body.childElementCount === 0)
      body.append(preformatted([JSON.stringify(rest, null, 2)], `Details of ${words}`));
  });
  return element(
    'li',
    { 'data-type': type, 'data-words': `${type} ${words}`.toLowerCase() },
    details,
  );
}

/** @param {any} line @returns {string} */
function summary(line) {
  const took = line.ms === undefined ? '' : ` in ${line.ms} ms`;
  switch (line.type) {
    case 'call':
      return `${line.method} ${line.error ?? (line.ok === false ? 'failed' : 'ok')}${took}`;
    case 'delivery':
      return `${line.label}${line.attempt > 0 ? ` (again, ${line.attempt})` : ''}`;
    case 'ack':
      return `${line.kind}${took}`;
    case 'no_ack':
      return `${line.kind}: ${line.reason}`;
    case 'person':
      return [
        line.user,
        line.channel && `#${line.channel}`,
        line.text ?? line.clicks ?? line.submits,
      ]
        .filter(Boolean)
        .join(' ');
    case 'socket':
      return [line.event, line.reason].filter(Boolean).join(': ');
    case 'dropped':
      return `${line.count} older lines were let go`;
    default:
      return line.error ?? '';
  }
}

/** @param {any} line */
function mood(line) {
  if (
    line.type === 'no_ack' ||
    line.type === 'failure' ||
    line.ok === false ||
    line.error !== undefined
  )
    return 'bad';
  return line.type === 'ack' || line.type === 'call' ? 'good' : 'plain';
}
