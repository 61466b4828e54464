// Block Kit's select menus on one combobox: fixed options, the app's own suggestions, people and channels.
import { explain } from '../api.js';
import { ownChannels } from '../store.js';
import { wordsOf } from '../text/text-object.js';
import { combobox } from './combobox.js';

/**
 * @typedef {import('./surface.js').Surface} Surface
 * @typedef {import('./combobox.js').Option} Option
 * @typedef {import('./combobox.js').Offer} Offer
 */

/** Slack's own default for external menus. */
const USUAL_MIN_QUERY = 3;
const PAUSE_MS = 150;

/**
 * @param {Surface} surface
 * @param {any} block
 * @param {any} source
 * @param {{ label: string, labelledBy?: string, onChange: (value: any) => void }} options
 */
export function selectMenu(surface, block, source, { label, labelledBy, onChange }) {
  const isMultiple = source.type.startsWith('multi_');
  const kind = source.type.replace(/^multi_/, '');
  const value = surface.valueOf(block, source);
  const values = isMultiple ? (value ?? []) : value === null ? [] : [value];
  const fixed = kind === 'external_select' ? [] : fixedOptions(surface, source, kind);
  const box = combobox({
    label,
    ...(labelledBy === undefined ? {} : { labelledBy }),
    placeholder:
      wordsOf(source.placeholder) || (isMultiple ? 'Choose options' : 'Choose an option'),
    isMultiple,
    most: source.max_selected_items,
    chosen: values.map((/** @type {any} */ one) => chosenOption(fixed, one)),
    offer:
      kind === 'external_select'
        ? external(surface, block, source)
        : async (query) => narrow(fixed, query),
    onChange: (chosen) => {
      const picked = chosen.map((option) => option.source);
      onChange(isMultiple ? picked : (picked[0] ?? null));
    },
  });
  box.dataset.actionId = source.action_id;
  return box;
}

/** @param {Surface} surface @param {any} source @param {string} kind @returns {Option[]} */
function fixedOptions(surface, source, kind) {
  const { store } = surface;
  if (kind === 'users_select')
    return store.workspace.users.map((/** @type {any} */ user) =>
      plainOption(user.id, `@${user.name}`, user.real_name),
    );
  if (kind === 'channels_select' || kind === 'conversations_select')
    return ownChannels(store).map((channel) =>
      plainOption(channel.id, `#${channel.name}`, channel.topic),
    );
  return readOptions(source.options, source.option_groups);
}

/** @param {any[] | undefined} options @param {any[] | undefined} groups @returns {Option[]} */
function readOptions(options, groups) {
  if (groups === undefined) return (options ?? []).map((option) => slackOption(option));
  return groups.flatMap((group) =>
    group.options.map((/** @type {any} */ option) => slackOption(option, wordsOf(group.label))),
  );
}

/** @param {any} option @param {string} [group] @returns {Option} */
function slackOption(option, group) {
  const detail = wordsOf(option.description);
  const label = wordsOf(option.text);
  const shared = { value: String(option.value), label, source: option };
  return {
    ...shared,
    ...(detail === '' ? {} : { detail }),
    ...(group === undefined ? {} : { group }),
  };
}

/** @param {string} value @param {string} label @param {string} detail @returns {Option} */
function plainOption(value, label, detail) {
  return { value, label, detail, source: value };
}

/** @param {Option[]} fixed @param {any} one an option object, or an id @returns {Option} */
function chosenOption(fixed, one) {
  if (one !== null && typeof one === 'object') return slackOption(one);
  return fixed.find((option) => option.value === one) ?? plainOption(one, one, '');
}

/** @param {Option[]} options @param {string} query @returns {Offer} */
function narrow(options, query) {
  const wanted = query.trim().toLowerCase();
  return { options: options.filter((option) => option.label.toLowerCase().includes(wanted)) };
}

/** Asks the app, after a short pause in typing. @param {Surface} surface @param {any} block @param {any} source @returns {(query: string) => Promise<Offer>} */
function external(surface, block, source) {
  let turn = 0;
  const least = Number(source.min_query_length ?? USUAL_MIN_QUERY);
  return async (query) => {
    turn += 1;
    const own = turn;
    if (query.length < least)
      return {
        options: [],
        note: `Type ${least === 1 ? 'a letter' : `${least} letters`} to see suggestions.`,
      };
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    if (own !== turn) return { options: [] };
    const answer = await surface.suggest(block, source, query);
    if (!answer.ok || answer.error !== undefined) return { options: [], note: explain(answer) };
    return { options: readOptions(answer.options.map(asSlackOption), answer.option_groups) };
  };
}

/** The control API shortens options to plain strings. @param {any} option */
function asSlackOption(option) {
  return { text: { type: 'plain_text', text: option.text }, value: option.value };
}
