// The bot's settings: one YAML file for what may be read by all, the environment for secrets and ports. Strict: every
// problem is reported at once, with its path and what to do. Pure; files are read by adapters/config-file.ts.

import { z } from 'zod';
import { alerts } from './config/alerts.ts';
import { auditSettings } from './config/audit.ts';
import { costs } from './config/costs.ts';
import { httpService } from './config/http-service.ts';
import { incidents } from './config/incidents.ts';
import { kafka } from './config/kafka.ts';
import { channelId, name, slackUser } from './config/name.ts';
import { onCall, onCallProblems } from './config/on-call.ts';
import { pipeline, pipelineProblems } from './config/pipelines.ts';
import { reports } from './config/reports.ts';
import { prices, self, switchSettings, unitPrices } from './config/switches.ts';
import { timeZone } from './config/times.ts';
import { holidays, timetable } from './config/timetables.ts';
import { webhook } from './config/webhooks.ts';
import { OperatorError } from './errors.ts';
import { switchProblems } from './switch/of-settings.ts';

const slackGroup = z.string().regex(/^S[A-Z0-9]+$/u, "a Slack user group's id, S...");
const identity = z.strictObject({
  user: z.string().min(1).max(253),
  groups: z.array(z.string().min(1).max(253)).max(50).default([]),
});

const cluster = z
  .strictObject({
    environment: name,
    kubeconfig: z.string().min(1).optional(),
    context: z.string().min(1).optional(),
    inCluster: z.boolean().default(false),
    readOnly: z.boolean().default(false),
    /** Where AWS brings its machines: what switches may switch of them, with the bot's own role. */
    aws: z
      .strictObject({
        region: z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/u, 'a region of AWS such as eu-west-1'),
        /** What EKS calls the cluster. */
        eksCluster: z
          .string()
          .regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/u, 'the name of a cluster of EKS')
          .optional(),
        endpoint: z.url({ protocol: /^https?$/u }).optional(),
      })
      .optional(),
    /** What is paid in this one, where it is not as in "prices". */
    prices: unitPrices.optional(),
    /** Its OpenCost or Kubecost, which says what is paid: that takes the place of "prices". */
    costs: costs.optional(),
    allowExecCredentials: z.boolean().default(false),
    /** Who requests are made as: by Slack user first, then by the first of the person's groups that is listed. */
    impersonate: z
      .strictObject({
        users: z.record(slackUser, identity).default({}),
        groups: z.record(name, identity).default({}),
      })
      .optional(),
  })
  .refine((value) => value.inCluster !== (value.kubeconfig !== undefined), {
    message: 'set either "kubeconfig" or "inCluster: true"',
  });

export const settingsSchema = z.strictObject({
  timeZone: timeZone.default('UTC'),
  /** The folder of the Cedar policies, relative to this file. */
  policies: z.string().min(1).default('policies/starter'),
  /** Path of the kubectl that describe and explain use; searched in PATH when absent. */
  kubectl: z.string().min(1).optional(),
  clusters: z.record(name, cluster),
  kafkas: z.record(name, kafka).default({}),
  pipelines: z.record(name, pipeline).default({}),
  /** By Slack channel id. */
  channels: z
    .record(
      channelId,
      z.strictObject({
        cluster: name.optional(),
        namespace: name.default('default'),
        kafka: name.optional(),
      }),
    )
    .default({}),
  /** The cluster where no channel default and no --cluster is given. */
  defaultCluster: name.optional(),
  /** The Kafka where no channel default and no --kafka is given. */
  defaultKafka: name.optional(),
  /** When things are switched on and off. */
  timetables: z.record(name, timetable).default({}),
  /** What is switched on and off together. */
  switches: z.record(name, switchSettings).default({}),
  /** What of Quartermaster itself stands in a cluster. */
  self: self.prefault({}),
  /** For what is saved; absent: it is not told. */
  prices: prices.optional(),
  /** Where the alerts of what is off are silenced. */
  alertmanager: httpService.optional(),
  /** Which is asked for the graphs of alerts. */
  prometheus: httpService.optional(),
  /** What is watched, and where it is told. Nothing when unset. */
  alerts: alerts.optional(),
  /** Who may deliver alerts, at /webhooks/NAME on the bot's own port. */
  webhooks: z.record(name, webhook).default({}),
  /** Who is called. */
  onCall: onCall.prefault({}),
  /** What people make of what goes wrong. */
  incidents: incidents.prefault({}),
  /** Reports on switches. */
  reports: reports.optional(),
  /** Calendars that timetables name. */
  holidays: z.record(name, holidays).default({}),
  audit: auditSettings.prefault({}),
  /** Where others are asked to approve, and where broken glass is told of. */
  approvals: z
    .strictObject({
      /** Absent: the channel in which the command was asked for. */
      channel: channelId.optional(),
      /** Of whoever owns the clusters; absent: the same as "channel". */
      owners: channelId.optional(),
    })
    .default({}),
  /** Accounts of one human being, who approves nothing that another account of theirs asks for. */
  people: z.record(name, z.array(slackUser).min(2).max(20)).default({}),
  /** Groups that policies speak of, and who is in them. */
  groups: z
    .record(
      name,
      z.strictObject({
        users: z.array(slackUser).default([]),
        userGroups: z.array(slackGroup).default([]),
      }),
    )
    .default({}),
});

export type Settings = z.infer<typeof settingsSchema>;

/** @throws OperatorError that lists every problem with its path. */
export function readSettings(document: unknown, source: string): Settings {
  const parsed = settingsSchema.safeParse(document);
  const problems = parsed.success ? crossProblems(parsed.data) : issuesOf(parsed.error);
  if (parsed.success && problems.length === 0) return parsed.data;
  throw new OperatorError({
    what: `The settings in ${source} have ${problems.length} problem${problems.length === 1 ? '' : 's'}.`,
    why: problems.join('; '),
    fix: 'Mend them; quartermaster.example.yaml shows every setting.',
  });
}

/** Each with its path, one a line. */
export function issuesOf({ issues }: z.ZodError): readonly string[] {
  return issues.map(({ path, message }) => `${path.join('.') || '(top)'}: ${message}`);
}

/** What comes from the environment: secrets, ports and places. */
export interface Environment {
  readonly botToken: string | undefined;
  readonly appToken: string | undefined;
  readonly signingSecret: string | undefined;
  readonly slackApiUrl: string | undefined;
  readonly port: number;
  readonly dataDirectory: string;
  readonly databaseUrl: string | undefined;
  readonly configFile: string;
  readonly kubectl: string | undefined;
}

/** @throws OperatorError for a port that is none. */
export function readEnvironment(env: Readonly<Record<string, string | undefined>>): Environment {
  const given = (key: string) => (env[key]?.trim() ? env[key]?.trim() : undefined);
  const port = Number(given('PORT') ?? '8080');
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new OperatorError({
      what: `PORT is "${env.PORT}".`,
      why: 'It must be a number from 0 to 65535.',
      fix: 'Correct it and start again.',
    });
  }
  return {
    botToken: given('SLACK_BOT_TOKEN'),
    appToken: given('SLACK_APP_TOKEN'),
    signingSecret: given('SLACK_SIGNING_SECRET'),
    slackApiUrl: given('SLACK_API_URL'),
    port,
    dataDirectory: given('DATA_DIR') ?? './data',
    databaseUrl: given('DATABASE_URL'),
    configFile: given('QUARTERMASTER_CONFIG') ?? './quartermaster.yaml',
    kubectl: given('KUBECTL'),
  };
}

function crossProblems(settings: Settings): readonly string[] {
  const missing = (kind: 'cluster' | 'Kafka', path: string, wanted: string | undefined) => {
    const known = Object.keys(kind === 'cluster' ? settings.clusters : settings.kafkas);
    return wanted === undefined || known.includes(wanted)
      ? []
      : [`${path}: there is no ${kind} "${wanted}" (known: ${known.join(', ') || 'none'})`];
  };
  return [
    ...twiceNamed(settings.people),
    ...switchProblems(settings),
    ...pipelineProblems(settings),
    ...onCallProblems(settings.onCall),
    ...(settings.alerts?.routes ?? []).flatMap(({ name: route, escalation }) =>
      escalation === undefined || Object.hasOwn(settings.onCall.escalations, escalation)
        ? []
        : [`alerts.routes.${route}: there is no "${escalation}" in onCall.escalations`],
    ),
    ...(settings.alerts?.clusters ?? []).flatMap((cluster) =>
      missing('cluster', 'alerts.clusters', cluster),
    ),
    ...(settings.alerts?.kafkas ?? []).flatMap((each) => missing('Kafka', 'alerts.kafkas', each)),
    ...(settings.alerts?.pipelines ?? [])
      .filter((each) => !(each in settings.pipelines))
      .map((each) => `alerts.pipelines: there is no pipeline "${each}"`),
    ...(settings.alerts?.switches ?? [])
      .filter((each) => !(each in settings.switches))
      .map((each) => `alerts.switches: there is no switch "${each}"`),
    ...Object.entries(settings.timetables).flatMap(([timetableName, { holidays: named }]) =>
      named
        .filter((calendar) => !(calendar in settings.holidays))
        .map(
          (calendar) =>
            `timetables.${timetableName}.holidays: there is no "${calendar}" under "holidays"`,
        ),
    ),
    ...missing('cluster', 'defaultCluster', settings.defaultCluster),
    ...missing('Kafka', 'defaultKafka', settings.defaultKafka),
    ...Object.entries(settings.channels).flatMap(([id, channel]) => [
      ...missing('cluster', `channels.${id}.cluster`, channel.cluster),
      ...missing('Kafka', `channels.${id}.kafka`, channel.kafka),
    ]),
    ...Object.entries(settings.clusters).flatMap(([clusterName, { impersonate }]) =>
      Object.keys(impersonate?.groups ?? {})
        .filter((group) => !(group in settings.groups))
        .map(
          (group) => `clusters.${clusterName}.impersonate.groups.${group}: there is no such group`,
        ),
    ),
  ];
}

/** An account of two people would be nobody's. */
function twiceNamed(people: Settings['people']): readonly string[] {
  const all = Object.values(people).flat();
  const twice = all.filter((account, index) => all.indexOf(account) !== index);
  return [...new Set(twice)].map((account) => `people: ${account} stands in it more than once`);
}
