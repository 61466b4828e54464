// Methods that open, push, change and publish views. All of them need a trigger or a view that is there.
import { type Json, toText } from '../json.ts';
import { SlackRefusal } from '../refusal.ts';
import type { Slack } from '../slack.ts';
import { assertView } from '../validate-view.ts';
import {
  changeView,
  createView,
  DEEPEST_STACK,
  findView,
  modalsOf,
  openView,
  pushView,
  showHome,
  showModals,
  topModal,
  viewJson,
} from '../views.ts';
import type { View } from '../world.ts';
import { findUser } from './find.ts';
import { type Methods, method } from './method.ts';

export const viewMethods: Methods = {
  'views.open': method('', 4, open),
  'views.push': method('', 4, push),
  'views.update': method('', 4, update),
  'views.publish': method('', 4, publish),
};

function open(slack: Slack, args: Json): Json {
  const source = assertView(args.view, 'modal');
  const { user } = useTrigger(slack, args);
  const view = createView(slack, user, source);
  openView(slack, view);
  return { view: viewJson(view) };
}

function push(slack: Slack, args: Json): Json {
  const source = assertView(args.view, 'modal');
  const { user } = useTrigger(slack, args);
  const parent = topModal(slack, user);
  if (parent === undefined) throw new SlackRefusal('not_found');
  if (modalsOf(slack, user).length >= DEEPEST_STACK) throw new SlackRefusal('push_limit_reached');
  const view = createView(slack, user, source, parent);
  pushView(slack, view);
  return { view: viewJson(view) };
}

function update(slack: Slack, args: Json): Json {
  const id = toText(args.view_id);
  const externalId = toText(args.external_id);
  if (id === '' && externalId === '') throw new SlackRefusal('invalid_arguments');
  const view = findView(slack, id, externalId);
  if (view === undefined) throw new SlackRefusal('not_found');
  const source = assertView(args.view, view.type);
  assertHash(view, args);
  changeView(slack, view, source);
  if (view.type === 'home') showHome(slack, view);
  else showModals(slack, view.user);
  return { view: viewJson(view) };
}

function publish(slack: Slack, args: Json): Json {
  const user = findUser(slack, toText(args.user_id));
  if (!slack.manifest.hasHomeTab) throw new SlackRefusal('not_enabled');
  const source = assertView(args.view, 'home');
  const known = slack.world.homes.get(user.id);
  if (known !== undefined) assertHash(known, args);
  if (known !== undefined) changeView(slack, known, source);
  const view = known ?? createView(slack, user.id, source);
  slack.world.homes.set(user.id, view);
  showHome(slack, view);
  return { view: viewJson(view) };
}

function useTrigger(slack: Slack, args: Json): { user: string } {
  const used = slack.triggers.use(toText(args.trigger_id));
  if ('error' in used) throw new SlackRefusal(used.error);
  return used;
}

function assertHash(view: View, args: Json): void {
  const hash = toText(args.hash);
  if (hash !== '' && hash !== view.hash) throw new SlackRefusal('hash_conflict');
}
