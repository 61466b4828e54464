// The app's Home tab for the person who looks: opening it tells the app, and what it publishes shows at once.
import { act, explain } from '../api.js';
import { renderBlocks } from '../blocks/blocks.js';
import { createSurface } from '../controls/surface.js';
import { element, replaceContent } from '../dom.js';
import { deliveryStatus } from './delivery-status.js';

/** @typedef {import('../store.js').Store} Store */

/** @param {Store} store */
export function homeTab(store) {
  const status = deliveryStatus(store);
  const body = element('div', { class: 'home-body' });
  const box = element(
    'div',
    { class: 'home', role: 'region', 'aria-label': 'App Home', tabindex: '0' },
    body,
    element('div', { class: 'home-body composer-foot' }, status.box),
  );
  let drawn = '';
  let words = 'The app has not published anything here yet.';
  void open();
  return { box, draw, showDelivery: status.show };

  function draw() {
    const { home } = store;
    if (home === null) return replaceContent(body, element('p', { class: 'empty' }, words));
    const version = `${home.id} ${home.hash}`;
    if (version === drawn) return;
    drawn = version;
    const where = () => ({ view_id: String(home.id) });
    const surface = createSurface(store, { kind: 'home', where, state: home.state?.values });
    replaceContent(body, ...renderBlocks(surface, home.blocks));
  }

  async function open() {
    const { userId } = store;
    const answer = await act('home', { user: userId });
    if (store.userId !== userId) return;
    if (!answer.ok) words = explain(answer);
    if (answer.view && store.home === null) store.home = answer.view;
    draw();
  }
}
