// A person types into an external select: the app is asked for options, and they are remembered for the pick.
import { type Json, toObjects, toText } from '../json.ts';
import type { Slack } from '../slack.ts';
import { viewJson } from '../views.ts';
import type { User } from '../world.ts';
import { outcomeJson } from './delivered.ts';
import { findPlace } from './find-element.ts';
import { sendInteraction } from './interaction.ts';
import { readUser } from './who-and-where.ts';

const suggestions = new WeakMap<object, Map<string, Json[]>>();
const MOST_OPTIONS = 100;
const USUAL_MIN_QUERY = 3;

export async function suggest(slack: Slack, body: Json): Promise<Json> {
  const user = readUser(slack, body.user);
  const place = findPlace(slack, user, body);
  const query = toText(body.query);
  if (query.length < Number(place.element.min_query_length ?? USUAL_MIN_QUERY))
    return { ok: true, options: [], skipped: true };
  const actionId = toText(place.element.action_id);
  const sent = sendInteraction(slack, user, `options ${actionId}`, {
    type: 'block_suggestion',
    action_id: actionId,
    block_id: toText(place.block.block_id),
    value: query,
    ...(place.view === undefined
      ? {
          channel: { id: place.channel?.id, name: place.channel?.name },
          message: place.message,
          container: {
            type: 'message',
            message_ts: place.message?.ts,
            channel_id: place.channel?.id,
          },
        }
      : {
          view: viewJson(place.view),
          container: { type: 'view', view_id: place.view.id },
        }),
  });
  const outcome = await sent.outcome;
  return {
    ok: true,
    ...answered(slack, user, actionId, outcome.payload),
    ...withoutPayload(outcomeJson(outcome)),
  };
}

/** What was suggested to this person for this element since the last reset. */
export function suggestedOptions(slack: Slack, user: User, actionId: string): Json[] {
  return suggestions.get(slack.world)?.get(`${user.id} ${actionId}`) ?? [];
}

function answered(slack: Slack, user: User, actionId: string, payload: Json | undefined): Json {
  const groups = toObjects(payload?.option_groups);
  const options = [
    ...toObjects(payload?.options),
    ...groups.flatMap((group) => toObjects(group.options)),
  ];
  if (options.length > MOST_OPTIONS)
    return {
      options: [],
      error: 'too_many_options',
      detail: `${options.length} options came back; 100 are allowed.`,
    };
  const known = suggestions.get(slack.world) ?? new Map<string, Json[]>();
  suggestions.set(slack.world, known);
  const key = `${user.id} ${actionId}`;
  known.set(key, [...(known.get(key) ?? []), ...options].slice(-MOST_OPTIONS * 10));
  const simple = options.map((option) => ({
    text: textOf(option.text),
    value: toText(option.value),
  }));
  return { options: simple, ...(groups.length > 0 ? { option_groups: groups } : {}) };
}

function textOf(value: unknown): string {
  return typeof value === 'object' && value !== null && 'text' in value ? toText(value.text) : '';
}

function withoutPayload(json: Json): Json {
  const { response: _response, ...rest } = json;
  return rest;
}
