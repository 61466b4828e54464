// Where blocks stand (a message, a modal, the Home tab), and how what a person does there reaches the app.
import { act, explain } from '../api.js';
import { entryOf, initialOf, shortValue, valueIn } from './values.js';

/**
 * @typedef {import('../store.js').Store} Store
 * @typedef {object} Surface
 * @property {Store} store
 * @property {'message' | 'modal' | 'home'} kind
 * @property {(block: any, element: any) => any} valueOf what the input holds now
 * @property {(block: any, element: any, value: any) => void} keep remembers what the input holds
 * @property {(block: any, element: any, value?: any) => Promise<string>} click empty when the app acknowledged, else why not
 * @property {(block: any, element: any, query: string) => Promise<any>} suggest
 * @property {() => { [blockId: string]: { [actionId: string]: any } }} entries what was put in, as Slack's `state.values`
 */

/**
 * @param {Store} store
 * @param {{ kind: Surface['kind'], where: () => { [field: string]: string }, state?: any }} place
 *   `where` gives the fields of a control request that name the place; `state` is the view's own `state.values`
 * @returns {Surface}
 */
export function createSurface(store, { kind, where, state = {} }) {
  /** @type {{ [blockId: string]: { [actionId: string]: any } }} */
  const entries = {};
  const request = (/** @type {any} */ block, /** @type {any} */ element) => ({
    user: store.userId,
    ...where(),
    action_id: element.action_id,
    ...(block.block_id === undefined ? {} : { block_id: block.block_id }),
  });
  return {
    store,
    kind,
    valueOf(block, element) {
      const kept =
        entries[block.block_id]?.[element.action_id] ?? state[block.block_id]?.[element.action_id];
      return valueIn(element, kept) ?? initialOf(element);
    },
    keep(block, element, value) {
      const entry = entryOf(element, value);
      if (entry === undefined) return;
      entries[block.block_id] = { ...entries[block.block_id], [element.action_id]: entry };
    },
    async click(block, element, value) {
      const choice =
        element.type === 'button' || value === undefined ? {} : { value: shortValue(value) };
      const answer = await act('click', { ...request(block, element), ...choice });
      return answer.ok ? '' : explain(answer);
    },
    suggest: (block, element, query) => act('options', { ...request(block, element), query }),
    entries: () => entries,
  };
}
