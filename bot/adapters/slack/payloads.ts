// The parts of Slack's deliveries that are used, parsed once at this border. Everything else in them is left behind.

import { z } from 'zod';
import { BUILDER_ROOTS } from '../../builder.ts';

const id = z.string().min(1).max(255);

export const slashPayload = z.object({
  text: z.string().default(''),
  trigger_id: id,
  team_id: id,
  user_id: id,
  channel_id: id,
  channel_name: z.string().optional(),
  response_url: z.string().optional(),
});

export const mentionPayload = z.object({
  type: z.literal('event_callback'),
  event_id: id,
  team_id: id.optional(),
  event: z.object({
    type: z.literal('app_mention'),
    user: id.optional(),
    team: id.optional(),
    user_team: id.optional(),
    bot_id: z.string().optional(),
    channel: id,
    text: z.string(),
    thread_ts: id.optional(),
    edited: z.unknown().optional(),
  }),
});

/** Somebody set 📌 on a message. */
export const pinPayload = z.object({
  type: z.literal('event_callback'),
  event_id: id,
  team_id: id.optional(),
  event: z.object({
    type: z.literal('reaction_added'),
    user: id,
    reaction: z.literal('pushpin'),
    item: z.object({ type: z.literal('message'), channel: id, ts: id }),
  }),
});

const user = z.object({ id, team_id: id.optional() });
const team = z.object({ id }).nullish();

const state = z.object({
  values: z.record(
    z.string(),
    z.record(
      z.string(),
      z.object({
        value: z.string().nullish(),
        selected_option: z.object({ value: z.string() }).nullish(),
        selected_user: z.string().nullish(),
      }),
    ),
  ),
});

const view = z.object({
  id,
  hash: z.string(),
  callback_id: z.string(),
  private_metadata: z.string(),
  state,
});

export const clickPayload = z.object({
  trigger_id: id,
  user,
  team,
  channel: z.object({ id, name: z.string().optional() }).optional(),
  container: z.object({
    message_ts: id.optional(),
    thread_ts: id.optional(),
    channel_id: id.optional(),
    is_ephemeral: z.boolean().optional(),
  }),
  message: z.object({ thread_ts: id.optional(), text: z.string().optional() }).optional(),
  response_url: z.string().optional(),
  actions: z
    .array(
      z.object({
        action_id: id,
        action_ts: z.string().default(''),
        value: z.string().max(2000).optional(),
        selected_option: z.object({ value: z.string().max(2000) }).optional(),
      }),
    )
    .min(1),
});

export const viewPayload = z.object({ user, team, view });

/** A shortcut that was taken on a message. */
export const shortcutPayload = z.object({
  trigger_id: id,
  user,
  team,
  channel: z.object({ id, name: z.string().optional() }),
  message: z.object({ ts: id, text: z.string().default(''), thread_ts: id.optional() }),
});

export const suggestionPayload = z.object({
  user,
  team,
  action_id: z.string(),
  value: z.string().default(''),
  view,
});

/** What our modals carry through Slack and back. */
export const metadata = z.object({
  channelId: id,
  threadTs: id.optional(),
  messageTs: id.optional(),
  outputId: id.optional(),
  /** What the builder is for; absent: kubectl. */
  root: z.enum(BUILDER_ROOTS).optional(),
  /** How the output is shown: row by row. */
  asRows: z.literal(true).optional(),
  /** What a reason is given for: a proposal's or an approval's id. */
  subjectId: id.optional(),
  /** The number of the incident that is spoken of. */
  incident: z.int().positive().optional(),
  /** The number of the alert that is spoken of. */
  alert: z.int().positive().optional(),
});

export type SlashPayload = z.infer<typeof slashPayload>;
export type MentionPayload = z.infer<typeof mentionPayload>;
export type PinPayload = z.infer<typeof pinPayload>;
export type ClickPayload = z.infer<typeof clickPayload>;
export type ViewPayload = z.infer<typeof viewPayload>;
export type Metadata = z.infer<typeof metadata>;

/** The team of the person, never that of the channel or of the app. '' is nobody's: policy refuses it. */
export function teamOf(payload: {
  user: { team_id?: string | undefined };
  team?: { id: string } | null | undefined;
}): string {
  return payload.user.team_id ?? payload.team?.id ?? '';
}

/** What the fields of a modal hold, by action id; an untouched field is ''. */
export function fieldsOf(payload: { view: ViewPayload['view'] }): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const block of Object.values(payload.view.state.values)) {
    for (const [name, field] of Object.entries(block)) {
      fields[name] = field.selected_option?.value ?? field.selected_user ?? field.value ?? '';
    }
  }
  return fields;
}
