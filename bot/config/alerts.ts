// What can be set about alerts: what is watched, and which of it goes where and when. Pure.

import { z } from 'zod';
import { channelId, name } from './name.ts';
import { weekly } from './reports.ts';
import { timeOfDay, timeZone } from './times.ts';

const severity = z.enum(['critical', 'warning', 'info']);

const severities = z.array(severity).min(1).max(3).readonly();

const pattern = z.string().min(1).max(200);

export const route = z
  .strictObject({
    name,
    /** Labels that must be there and have one of these values, `*` for any characters; everything when unset. */
    match: z
      .record(
        z.string().regex(/^[a-zA-Z_][a-zA-Z0-9_./-]{0,127}$/u, 'the name of a label'),
        z.union([pattern.transform((one) => [one]), z.array(pattern).min(1).max(50)]).readonly(),
      )
      .default({}),
    /** Where it is told; `mute: true` in its place counts it and tells it nowhere. */
    channel: channelId.optional(),
    mute: z.literal(true).optional(),
    /** One of "escalations" of "onCall": who is called until somebody acknowledges. Nobody when unset. */
    escalation: name.optional(),
    /** For what of it people are called. */
    callFor: severities.default(['critical']),
    /** In these hours it is not told, but in one digest when they end. */
    quietHours: z
      .strictObject({
        from: timeOfDay,
        to: timeOfDay,
        severities: severities.default(['warning', 'info']),
      })
      .refine(({ from, to }) => from !== to, 'quiet hours that begin and end at the same time')
      .optional(),
    /** It is told in one digest at these times alone. */
    digest: z
      .strictObject({
        at: z.array(timeOfDay).min(1).max(24).readonly(),
        severities: severities.default(['info']),
      })
      .optional(),
  })
  .refine(({ channel, mute }) => (channel === undefined) === (mute === true), {
    message: 'set either "channel" or "mute: true"',
  });

export const alerts = z.strictObject({
  /** Clusters whose events and objects are watched. */
  clusters: z.array(name).max(50).readonly().default([]),
  /** Kafkas whose partitions, groups, transactions and connectors are watched. */
  kafkas: z.array(name).max(50).readonly().default([]),
  /** Pipelines whose tasks and dead letters are watched. */
  pipelines: z.array(name).max(50).readonly().default([]),
  /** Switches whose failures, missed changes and refusals are alerts, in place of messages of their own. */
  switches: z.array(name).max(200).readonly().default([]),
  /** What was, once a day, once a week, or both. None when unset. */
  digests: z
    .strictObject({
      channel: channelId,
      daily: timeOfDay.optional(),
      weekly: weekly.optional(),
      /** That of the settings when unset. */
      timeZone: timeZone.optional(),
    })
    .refine((given) => given.daily !== undefined || given.weekly !== undefined, {
      message: 'set "daily", "weekly" or both',
    })
    .optional(),
  /** The first that fits counts. What fits none is counted, and told nowhere. */
  routes: z.array(route).min(1).max(200).readonly(),
});

export type AlertSettings = z.infer<typeof alerts> & {
  /** They were in force for some time: what they took goes on by them. */
  readonly pastRoutes?: readonly RouteSettings[];
};
export type RouteSettings = z.infer<typeof route>;
