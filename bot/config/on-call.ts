// What can be set about who is called: rotations of people, and what is tried one after the other until somebody answers. Pure.

import { z } from 'zod';
import { WEEKDAYS } from '../zoned-time.ts';
import { channelId, name, slackUser } from './name.ts';
import { pager } from './pagers.ts';
import { timeOfDay, timeZone, wait } from './times.ts';

const layer = z.strictObject({
  name,
  /** In the order in which they take turns. */
  people: z.array(slackUser).min(1).max(100).readonly(),
  /** The day on which the first of them begins; before it the layer has nobody. */
  from: z.iso.date(),
  /** When the next takes over: every so many days, at that time of day. */
  handOff: z.strictObject({ days: z.int().min(1).max(90), at: timeOfDay }),
  /** Hours in which the layer has somebody; all when unset. They go over midnight when they end before they begin. */
  hours: z
    .strictObject({
      from: timeOfDay,
      to: timeOfDay,
      days: z
        .array(z.enum(WEEKDAYS))
        .min(1)
        .max(7)
        .readonly()
        .default([...WEEKDAYS]),
    })
    .refine(({ from, to }) => from !== to, 'hours that begin and end at the same time')
    .optional(),
});

const rotation = z.strictObject({
  timeZone,
  /** The last that has somebody counts. */
  layers: z.array(layer).min(1).max(20).readonly(),
  /** Where it is told that somebody else is on call from now on, and what is open then. Nowhere when unset. */
  channel: channelId.optional(),
  /** A Slack user group that whoever is on call is made the only member of. */
  userGroup: z
    .string()
    .regex(/^S[A-Z0-9]+$/u, "a Slack user group's id, S...")
    .optional(),
});

const step = z
  .strictObject({
    /** So long after the step before it, or after the alert began; at once when unset. */
    after: wait.default(0),
    /** Whoever is on call in these rotations. */
    rotations: z.array(name).max(10).readonly().default([]),
    people: z.array(slackUser).max(20).readonly().default([]),
    /** One of "pagers", which wakes people in its own way. */
    pager: name.optional(),
  })
  .refine(
    ({ rotations, people, pager: named }) =>
      rotations.length + people.length > 0 || named !== undefined,
    { message: 'a step that calls nobody' },
  );

const escalation = z.strictObject({
  /** Until somebody acknowledges, one after the other. */
  steps: z.array(step).min(1).max(20).readonly(),
  /** How often all of it is gone through again when nobody has answered; before that it waits as long as before its last step, 5m at least. */
  repeat: z.int().min(0).max(9).default(0),
});

export const onCall = z.strictObject({
  rotations: z.record(name, rotation).default({}),
  escalations: z.record(name, escalation).default({}),
  pagers: z.record(name, pager).default({}),
});

export type OnCallSettings = z.infer<typeof onCall>;
export type Rotation = z.infer<typeof rotation>;
export type Layer = z.infer<typeof layer>;
export type Escalation = z.infer<typeof escalation>;

/** @returns what is wrong between its parts, with paths. */
export function onCallProblems({
  rotations,
  escalations,
  pagers,
}: OnCallSettings): readonly string[] {
  const missing = (kind: 'rotation' | 'pager', named: string) => {
    const known = Object.keys(kind === 'rotation' ? rotations : pagers);
    return known.includes(named)
      ? []
      : [`there is no ${kind} "${named}" (known: ${known.join(', ') || 'none'})`];
  };
  return Object.entries(escalations).flatMap(([escalationName, { steps }]) =>
    steps.flatMap(({ rotations: named, pager: paged }, index) =>
      [
        ...named.flatMap((each) => missing('rotation', each)),
        ...(paged === undefined ? [] : missing('pager', paged)),
      ].map((problem) => `onCall.escalations.${escalationName}.steps.${index}: ${problem}`),
    ),
  );
}
