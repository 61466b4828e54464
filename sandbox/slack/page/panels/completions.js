// What the composer can complete at the cursor: the manifest's commands, people, and channels.
import { findUser, ownChannels } from '../store.js';

/**
 * @typedef {import('../store.js').Store} Store
 * @typedef {{ insert: string, label: string, hint: string, detail: string }} Completion
 * @typedef {{ start: number, completions: Completion[] }} Offer `start`: where the completed word begins
 */

const MOST = 8;

/** @param {Store} store @param {string} text @param {number} cursor @param {boolean} isThread @returns {Offer} */
export function completionsAt(store, text, cursor, isThread) {
  const before = text.slice(0, cursor);
  if (!isThread && /^\/\S*$/.test(before))
    return { start: 0, completions: commands(store, before) };
  const word = /(?:^|\s)([@#][a-z0-9_-]*)$/i.exec(before)?.[1];
  if (word === undefined) return { start: cursor, completions: [] };
  const wanted = word.slice(1).toLowerCase();
  const found = word.startsWith('@') ? people(store, wanted) : channels(store, wanted);
  return { start: cursor - word.length, completions: found };
}

/** The manifest's usage hint once a known command stands at the beginning. @param {Store} store @param {string} text */
export function usageOf(store, text) {
  const name = /^(\/\S+)\s/.exec(text)?.[1];
  const command = store.workspace.commands.find((/** @type {any} */ one) => one.command === name);
  if (command === undefined) return '';
  return [`${command.command} ${command.usage_hint ?? ''}`.trim(), command.description]
    .filter(Boolean)
    .join(' · ');
}

/** @param {Store} store @param {string} typed */
function commands(store, typed) {
  return store.workspace.commands
    .filter((/** @type {any} */ one) => one.command.startsWith(typed.toLowerCase()))
    .slice(0, MOST)
    .map((/** @type {any} */ one) => ({
      insert: `${one.command} `,
      label: one.command,
      hint: one.usage_hint ?? '',
      detail: one.description ?? '',
    }));
}

/** @param {Store} store @param {string} wanted */
function people(store, wanted) {
  const app = findUser(store, store.workspace.app?.bot_user_id);
  const others = store.workspace.users.filter(
    (/** @type {any} */ user) => user !== app && !user.deleted,
  );
  return [app, ...others]
    .filter((user) => user?.name.startsWith(wanted))
    .slice(0, MOST)
    .map((user) => ({
      insert: `@${user.name} `,
      label: `@${user.name}`,
      hint: '',
      detail: user.real_name,
    }));
}

/** @param {Store} store @param {string} wanted */
function channels(store, wanted) {
  return ownChannels(store)
    .filter((channel) => channel.name.startsWith(wanted))
    .slice(0, MOST)
    .map((channel) => ({
      insert: `#${channel.name} `,
      label: `#${channel.name}`,
      hint: '',
      detail: channel.topic,
    }));
}
