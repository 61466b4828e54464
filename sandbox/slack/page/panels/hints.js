// What to try first, shown in an empty channel. Only commands of the manifest are offered.
import { button, element } from '../dom.js';
import { icon } from '../icons.js';

/** @typedef {import('../store.js').Store} Store */

const HINTS = [
  ['/kubectl get pods -n shop', 'What is running, and what is not'],
  [
    '/kubectl rollout restart deployment/web -n shop',
    'A change: preview first, then a confirm button',
  ],
  ['/kubectl', 'No arguments: pick instead of typing'],
  [
    '@quartermaster kubectl get events -n shop',
    'The same words after a mention; this works in threads too',
  ],
  ['/cluster next', 'What timetables switch on and off next'],
  ['/cluster plan shop-nights', 'What switching the shop off would end and save'],
  ['/qm help', 'Everything there is, and what you may do'],
];

/** @param {Store} store @param {(text: string) => void} fill */
export function hints(store, fill) {
  const known = new Set(store.workspace.commands.map((/** @type {any} */ one) => one.command));
  const offered = HINTS.filter(
    ([text = '']) => !text.startsWith('/') || known.has(text.split(' ')[0]),
  );
  const items = offered.map(([text = '', words = '']) =>
    element(
      'li',
      {},
      button(
        { class: 'hint', on: { click: () => fill(text) } },
        element('code', {}, text),
        element('span', { class: 'hint-words' }, words),
        icon('right', 16),
      ),
    ),
  );
  return element(
    'section',
    { class: 'hints', 'aria-label': 'Try these' },
    element('h2', {}, 'Nothing here yet. Try these'),
    element(
      'p',
      {},
      'A choice is put into the message field; Enter sends it. Switch people at the top left to see what others may do.',
    ),
    element('ul', {}, ...items),
  );
}
