// Modals and Home tabs as Slack keeps them: stacks of three, hashes, and what a person has put into inputs.
import { nameBlocks } from './bot-messages.ts';
import { initialValue } from './input-values.ts';
import { isObject, isTrue, type Json, toObject, toObjects, toText } from './json.ts';
import { SlackRefusal } from './refusal.ts';
import type { Slack } from './slack.ts';
import { APP_ID, BOT_ID } from './workspace.ts';
import type { View } from './world.ts';

export const DEEPEST_STACK = 3;

/** A view made of what the app sent, not yet shown. */
export function createView(slack: Slack, user: string, source: Json, parent?: View): View {
  const id = slack.ids.view();
  const view: View = {
    id,
    team_id: slack.world.team.id,
    type: source.type === 'home' ? 'home' : 'modal',
    user,
    blocks: nameBlocks(slack, toObjects(source.blocks)),
    private_metadata: toText(source.private_metadata),
    callback_id: toText(source.callback_id),
    hash: slack.ids.hash(),
    clear_on_close: isTrue(source.clear_on_close),
    notify_on_close: isTrue(source.notify_on_close),
    previous_view_id: parent?.id ?? null,
    root_view_id: parent?.root_view_id ?? id,
    external_id: toText(source.external_id),
    edits: new Map(),
  };
  if (isObject(source.title)) view.title = source.title;
  if (isObject(source.submit)) view.submit = source.submit;
  if (isObject(source.close)) view.close = source.close;
  assertExternalIdFree(slack, view);
  return view;
}

/** Gives a shown view new content; inputs with the same block and action id keep what was put in. */
export function changeView(slack: Slack, view: View, source: Json): void {
  const fresh = createView(slack, view.user, { ...source, type: view.type, external_id: '' });
  const externalId = toText(source.external_id);
  const { id, previous_view_id, root_view_id, edits } = view;
  delete view.title;
  delete view.submit;
  delete view.close;
  Object.assign(view, fresh, { id, previous_view_id, root_view_id, edits });
  view.external_id = externalId;
  const present = new Set(view.blocks.map((block) => toText(block.block_id)));
  for (const blockId of edits.keys()) if (!present.has(blockId)) edits.delete(blockId);
}

export function openView(slack: Slack, view: View): void {
  slack.world.modals.set(view.user, [view]);
  showModals(slack, view.user);
}

export function pushView(slack: Slack, view: View): void {
  const stack = modalsOf(slack, view.user);
  if (stack.length >= DEEPEST_STACK) throw new SlackRefusal('push_limit_reached');
  slack.world.modals.set(view.user, [...stack, view]);
  showModals(slack, view.user);
}

/** Takes one view, and what stands on it, off the stack; or the whole stack. */
export function closeView(slack: Slack, view: View, isCleared: boolean): void {
  const stack = modalsOf(slack, view.user);
  const place = stack.indexOf(view);
  slack.world.modals.set(view.user, isCleared || place < 0 ? [] : stack.slice(0, place));
  showModals(slack, view.user);
}

export function modalsOf(slack: Slack, user: string): View[] {
  return slack.world.modals.get(user) ?? [];
}

export function topModal(slack: Slack, user: string): View | undefined {
  return modalsOf(slack, user).at(-1);
}

export function findView(slack: Slack, id: string, externalId = ''): View | undefined {
  const matches = (view: View) =>
    view.id === id || (externalId !== '' && view.external_id === externalId);
  for (const stack of slack.world.modals.values()) {
    const view = stack.find(matches);
    if (view !== undefined) return view;
  }
  return [...slack.world.homes.values()].find(matches);
}

export function showModals(slack: Slack, user: string, more: Json = {}): void {
  const modals = modalsOf(slack, user).map(viewJson);
  slack.stream.send({ type: 'view', user, modals, ...more }, user);
}

export function showHome(slack: Slack, view: View): void {
  slack.stream.send({ type: 'home', user: view.user, view: viewJson(view) }, view.user);
}

/** The view as payloads and answers carry it. */
export function viewJson(view: View): Json {
  const { user: _user, edits: _edits, ...rest } = view;
  return {
    title: null,
    submit: null,
    close: null,
    ...rest,
    state: { values: stateOf(view.blocks, view.edits) },
    app_id: APP_ID,
    app_installed_team_id: view.team_id,
    bot_id: BOT_ID,
  };
}

/** `[block_id][action_id]` for every input there is; untouched ones are present with their initial value or null. */
export function stateOf(blocks: readonly Json[], edits: ReadonlyMap<string, Json>): Json {
  const values: Json = {};
  for (const block of blocks) {
    const blockId = toText(block.block_id);
    const ofBlock: Json = {};
    for (const element of elementsOf(block)) {
      const value = initialValue(element);
      if (value === undefined) continue;
      const actionId = toText(element.action_id);
      ofBlock[actionId] = toObject(edits.get(blockId))[actionId] ?? value;
    }
    if (Object.keys(ofBlock).length > 0) values[blockId] = ofBlock;
  }
  return values;
}

/** The interactive elements of a block, wherever the kind of block keeps them. */
export function elementsOf(block: Json): Json[] {
  if (block.type === 'actions') return toObjects(block.elements);
  if (block.type === 'section') return isObject(block.accessory) ? [block.accessory] : [];
  if (block.type === 'input') return isObject(block.element) ? [block.element] : [];
  if (block.type === 'context_actions') return toObjects(block.elements);
  return [];
}

function assertExternalIdFree(slack: Slack, view: View): void {
  if (view.external_id === '') return;
  if (findView(slack, '', view.external_id) !== undefined)
    throw new SlackRefusal('duplicate_external_id');
}
