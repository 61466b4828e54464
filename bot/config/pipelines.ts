// The settings of one pipeline: either it is hosted here, over one of the Kafkas, or it runs elsewhere and is asked at its control
// port. Pure.

import { z } from 'zod';
import type { PipelineSettings } from '../../pipeline/index.ts';
import type { KafkaSettings } from './kafka.ts';
import { name } from './name.ts';
import { secret } from './secret.ts';

const topic = z.string().regex(/^(?!\.{1,2}$)[\w.-]{1,249}$/u, 'the name of a topic');

/** What the settlement is made of; each has the pipeline's own default. */
const settlement = z.strictObject({
  group: z.string().min(1).max(249).optional(),
  clicks: topic.optional(),
  charges: topic.optional(),
  deductions: topic.optional(),
  exhausted: topic.optional(),
  deadLetters: topic.optional(),
  /** For so long a repeated click changes nothing. */
  windowHours: z
    .int()
    .min(1)
    .max(400 * 24)
    .optional(),
});

export const pipeline = z
  .strictObject({
    environment: name,
    /** Hosted here, over this Kafka of the settings. */
    kafka: name.optional(),
    settlement: settlement.optional(),
    /** Of those hosted here: how many share the work. */
    processes: z.int().min(1).max(16).optional(),
    /** Of those hosted here: whether their state is written down, so that a start reads the end of the changelogs alone. */
    snapshots: z.boolean().optional(),
    /** Of those hosted here: how many other processes keep a copy of each partition's state, ready to go on with it. */
    standbys: z.int().min(0).max(15).optional(),
    /** Runs elsewhere: the address of its control port. */
    control: z.string().refine(isPlainAddress, 'an address such as http://HOST:8090').optional(),
    token: secret.optional(),
    /** What it is called there; the same as here when unset. */
    remoteName: name.optional(),
  })
  .superRefine((value, context) => {
    const problem = problemOf(value);
    if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
  });

export type PipelineEntry = z.infer<typeof pipeline>;

const HOUR_MS = 3_600_000;
/** Mechanisms whose tokens are made in this process, and not in those of what is hosted. */
const TOKENS = ['oauthbearer', 'aws-iam'];

/** As the data plane takes it. The consumer group is called like the pipeline, where the settings do not say otherwise. */
export function settlementOf(
  name: string,
  { settlement: made = {} }: PipelineEntry,
): PipelineSettings {
  const { group, windowHours, ...topics } = made;
  const given = Object.entries(topics).filter(([, value]) => value !== undefined);
  return {
    settlement: {
      ...{ name, groupId: group ?? name },
      ...Object.fromEntries(given),
      ...(windowHours === undefined ? {} : { windowMs: windowHours * HOUR_MS }),
    },
  };
}

/** What is wrong with them beside each other, and with the Kafkas that they name. */
export function pipelineProblems({
  pipelines,
  kafkas,
}: {
  readonly pipelines: Readonly<Record<string, PipelineEntry>>;
  readonly kafkas: Readonly<Record<string, KafkaSettings>>;
}): readonly string[] {
  const hosted = Object.entries(pipelines).filter(([, { kafka }]) => kafka !== undefined);
  const groups = hosted.map(
    ([key, { kafka, settlement: made }]) => `${kafka} ${made?.group ?? key}`,
  );
  return hosted.flatMap(([key, { kafka = '' }], index) => {
    const at = `pipelines.${key}.kafka`;
    if (kafkas[kafka] === undefined) {
      const known = Object.keys(kafkas).join(', ') || 'none';
      return [`${at}: there is no Kafka "${kafka}" (known: ${known})`];
    }
    return [
      ...(TOKENS.includes(kafkas[kafka].sasl?.mechanism ?? '')
        ? [
            `${at}: what is hosted here cannot use oauthbearer or aws-iam; run it by itself and set "control"`,
          ]
        : []),
      ...(groups.indexOf(groups[index] ?? '') === index
        ? []
        : [`pipelines.${key}: another one has the same consumer group on the same Kafka`]),
    ];
  });
}

function problemOf(value: {
  kafka?: string | undefined;
  control?: string | undefined;
  token?: unknown;
  settlement?: unknown;
  processes?: unknown;
  snapshots?: unknown;
  standbys?: number | undefined;
  remoteName?: unknown;
}): string | undefined {
  const { kafka, control, token, remoteName } = value;
  const { settlement: made, processes, snapshots, standbys } = value;
  if ((kafka === undefined) === (control === undefined)) {
    return 'set either "kafka" (it is hosted here) or "control" (it runs elsewhere)';
  }
  if (control !== undefined && token === undefined) return '"control" needs a "token"';
  if (control !== undefined && (made ?? processes ?? snapshots ?? standbys) !== undefined) {
    return '"settlement", "processes", "snapshots" and "standbys" are for one that is hosted here';
  }
  if (standbys !== undefined && standbys >= Number(processes ?? 1)) {
    return '"standbys" must be less than "processes": a copy is kept by a process that is not the owner';
  }
  if (kafka !== undefined && (token ?? remoteName) !== undefined) {
    return '"token" and "remoteName" are for one that runs elsewhere';
  }
  return undefined;
}

function isPlainAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password, pathname, search, hash } = new URL(text);
  const rest = `${username}${password}${pathname.slice(1)}${search}${hash}`;
  return (protocol === 'https:' || protocol === 'http:') && rest === '';
}
