// A person submits or closes a modal, and what the app answers to it.
import { chosenValue, initialValue, isEmptyValue } from '../input-values.ts';
import { isObject, type Json, toObject, toText } from '../json.ts';
import { SlackRefusal } from '../refusal.ts';
import type { Slack } from '../slack.ts';
import { assertView } from '../validate-view.ts';
import {
  changeView,
  closeView,
  createView,
  elementsOf,
  findView,
  modalsOf,
  pushView,
  showModals,
  stateOf,
  viewJson,
} from '../views.ts';
import type { User, View } from '../world.ts';
import { outcomeJson } from './delivered.ts';
import { interactionJson, sendInteraction } from './interaction.ts';
import { SimRefusal } from './refuse.ts';
import { suggestedOptions } from './suggest.ts';
import { assertCanAct, readUser, withIds } from './who-and-where.ts';

export async function submit(slack: Slack, body: Json): Promise<Json> {
  const user = readUser(slack, body.user);
  const view = findOpen(slack, user, body);
  assertCanAct(user, undefined, body);
  fillIn(slack, user, view, toObject(body.values), body.force === true);
  const problems = missingInputs(view);
  if (body.force !== true && Object.keys(problems).length > 0) {
    showModals(slack, user.id, { errors: problems, view_id: view.id });
    throw new SimRefusal(400, 'invalid_input', { errors: problems });
  }
  slack.journal.add('person', { user: user.name, submits: view.callback_id });
  const sent = sendInteraction(
    slack,
    user,
    `submit ${view.callback_id}`,
    { type: 'view_submission', view: viewJson(view), response_urls: [] },
    view.id,
  );
  const applied = sent.outcome.then((outcome) => ({
    ...outcomeJson(outcome),
    ...(outcome.acked
      ? apply(slack, user, view, outcome.payload ?? {})
      : keepOpen(slack, user, view)),
  }));
  if (body.wait !== false) return { ...interactionJson(sent), ...(await applied) };
  applied.catch((error: unknown) => slack.journal.add('failure', { error: String(error) }));
  return interactionJson(sent);
}

/** Closes a view, or with `clear` all of them. */
export async function close(slack: Slack, body: Json): Promise<Json> {
  const user = readUser(slack, body.user);
  const view = findOpen(slack, user, body);
  const isCleared = body.clear === true || view.clear_on_close;
  const shown = viewJson(view);
  closeView(slack, view, isCleared);
  if (!view.notify_on_close) return { ok: true };
  const sent = sendInteraction(slack, user, `close ${view.callback_id}`, {
    type: 'view_closed',
    view: shown,
    is_cleared: isCleared,
  });
  return { ok: true, ...outcomeJson(await sent.outcome) };
}

function findOpen(slack: Slack, user: User, body: Json): View {
  const view = findView(slack, toText(body.view_id));
  if (view?.type === 'modal' && (view.user === user.id || body.force === true)) return view;
  throw new SimRefusal(404, 'no_such_view', {
    detail: `${user.name} has no modal ${toText(body.view_id)} open.`,
  });
}

/** Takes Slack's own shape of values, or short forms by action id or `block.action`. */
function fillIn(slack: Slack, user: User, view: View, values: Json, isForced: boolean): void {
  const known = new Set<string>();
  for (const block of view.blocks)
    for (const element of elementsOf(block)) {
      if (initialValue(element) === undefined) continue;
      const [blockId, actionId] = [toText(block.block_id), toText(element.action_id)];
      const nested = toObject(values[blockId]);
      const key = [`${blockId}.${actionId}`, actionId].find((name) => values[name] !== undefined);
      if (nested[actionId] === undefined && key === undefined) continue;
      known.add(nested[actionId] !== undefined ? blockId : (key ?? ''));
      const given = withIds(slack, element, nested[actionId] ?? values[key ?? '']);
      const suggested = suggestedOptions(slack, user, actionId);
      const chosen = readValue(element, given, suggested);
      if (chosen === undefined && !isForced)
        throw new SimRefusal(400, 'invalid_value', {
          detail: `"${actionId}" does not offer ${JSON.stringify(given)}.`,
        });
      const value = chosen ?? toObject(given);
      view.edits.set(blockId, { ...view.edits.get(blockId), [actionId]: value });
    }
  const strange = Object.keys(values).find((name) => !known.has(name));
  if (strange !== undefined)
    throw new SimRefusal(400, 'no_such_input', { detail: `The view has no input "${strange}".` });
}

/** A ready state entry goes in as it is; anything else is a choice. */
function readValue(element: Json, given: unknown, suggested: Json[]): Json | undefined {
  if (isObject(given) && given.type === element.type) return given;
  return chosenValue(element, given, suggested);
}

/** What Slack's client itself refuses: empty required inputs and texts of the wrong length. */
function missingInputs(view: View): Json {
  const problems: Json = {};
  const state = stateOf(view.blocks, view.edits);
  for (const block of view.blocks) {
    if (block.type !== 'input') continue;
    const blockId = toText(block.block_id);
    for (const element of elementsOf(block)) {
      const value = toObject(toObject(state[blockId])[toText(element.action_id)]);
      const text = toText(value.value);
      const min = Number(element.min_length ?? 0);
      const max = Number(element.max_length ?? 3000);
      if (isEmptyValue(value)) {
        if (block.optional !== true) problems[blockId] = 'Please complete this required field.';
      } else if (text.length > max) problems[blockId] = `Must be less than ${max + 1} characters.`;
      else if (value.value !== undefined && text.length < min)
        problems[blockId] = `Must be at least ${min} characters.`;
    }
  }
  return problems;
}

function keepOpen(slack: Slack, user: User, view: View): Json {
  const words = 'We had some trouble connecting. Try again?';
  showModals(slack, user.id, { view_id: view.id, trouble: words });
  return { outcome: 'open', detail: words };
}

/** The app's response_action: none closes the view, as Slack does. */
function apply(slack: Slack, user: User, view: View, payload: Json): Json {
  try {
    return { outcome: follow(slack, user, view, payload) };
  } catch (error) {
    if (!(error instanceof SlackRefusal)) throw error;
    return { ...keepOpen(slack, user, view), ok: false, error: error.code, ...error.fields };
  }
}

function follow(slack: Slack, user: User, view: View, payload: Json): string {
  const action = toText(payload.response_action);
  if (action === 'errors') {
    showModals(slack, user.id, { errors: payload.errors, view_id: view.id });
    return 'errors';
  }
  if (action === 'update') {
    changeView(slack, view, assertView(payload.view, 'modal'));
    showModals(slack, user.id);
    return 'updated';
  }
  if (action === 'push') {
    pushView(slack, createView(slack, user.id, assertView(payload.view, 'modal'), view));
    return 'pushed';
  }
  if (action !== 'clear' && action !== '') throw new SlackRefusal('invalid_response_action');
  if (modalsOf(slack, user.id).includes(view)) closeView(slack, view, action === 'clear');
  return action === 'clear' ? 'cleared' : 'closed';
}
