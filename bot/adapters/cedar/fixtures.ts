// Reads policy fixtures from YAML. Strict: a key that is not known is refused, because a fixture that says less than its
// author meant would pass for the wrong reason.

import { type Dirent, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { OperatorError } from '../../errors.ts';
import type { PolicyQuestion } from '../../ports.ts';

/** One question with its expected answer; `by` are the deciding policies, none for a default deny. */
export interface PolicyFixture {
  readonly title: string;
  readonly question: PolicyQuestion;
  readonly expect: 'allow' | 'deny';
  readonly by: readonly string[];
}

/** @throws OperatorError where the tests folder has no fixture, or one that is not understood. */
export function readFixtures(directory: string): readonly PolicyFixture[] {
  const folder = path.join(directory, 'tests');
  const fixtures = listFiles(folder).flatMap((name) => readFile(path.join(folder, name)));
  if (fixtures.length > 0) return fixtures;
  throw refused(folder, 'There is no fixture in it.', 'Add a *.yaml file.');
}

const MAX_FILE_BYTES = 1024 * 1024;

const Access = z.strictObject({
  verb: z.enum(['get', 'list', 'watch', 'create', 'update', 'patch', 'delete']),
  group: z.string().default(''),
  resource: z.string(),
  subresource: z.string().exactOptional(),
  namespace: z.string().exactOptional(),
  name: z.string().exactOptional(),
});

const KafkaAccess = z.strictObject({
  operation: z.enum([
    'Read',
    'Write',
    'Create',
    'Delete',
    'Alter',
    'Describe',
    'DescribeConfigs',
    'AlterConfigs',
  ]),
  resourceType: z.enum(['Cluster', 'Topic', 'Group', 'TransactionalId', 'Connector']),
  name: z.string().exactOptional(),
});

const Fixture = z
  .strictObject({
    title: z.string().min(1).max(120),
    /** Names of groups of the settings. */
    groups: z.array(z.string()),
    /** What kind of outsider it is, if any. */
    is: z.enum(['guest', 'bot', 'stranger']).exactOptional(),
    action: z.string(),
    /** Absent: the bot itself is asked about. */
    environment: z.string().exactOptional(),
    cluster: z.string().exactOptional(),
    kafka: z.string().exactOptional(),
    pipeline: z.string().exactOptional(),
    /** Absent: the cluster, or the Kafka, as a whole is asked about. */
    access: z.union([Access, KafkaAccess]).exactOptional(),
    context: z
      .strictObject({
        channelId: z.string().default('C0FIXTURE'),
        surface: z.string().default('slash'),
        hour: z.int().min(0).max(23).default(10),
        weekday: z.int().min(1).max(7).default(3),
        replicasAfter: z.number().exactOptional(),
        patchPaths: z.array(z.string()).exactOptional(),
        configKeys: z.array(z.string()).exactOptional(),
        frozen: z.boolean().exactOptional(),
        /** What has been given already; by default nothing has. */
        confirmed: z.boolean().exactOptional(),
        approvals: z.int().min(0).max(5).exactOptional(),
        brokenGlass: z.boolean().exactOptional(),
      })
      .prefault({}),
    expect: z.enum(['allow', 'deny']),
    /** Ids of the policies that decide; an empty list is a default deny. */
    by: z.array(z.string()),
  })
  .refine(
    ({ environment, cluster, kafka, pipeline, access }) =>
      environment || !(cluster || kafka || pipeline || access),
    { message: '"cluster", "kafka", "pipeline" and "access" need an "environment"' },
  )
  .refine(
    ({ action, access }) => access === undefined || 'operation' in access === isOfKafka(action),
    { message: 'the "access" is none of what the action acts on' },
  )
  .refine(({ action, access }) => access === undefined || !isOfPipeline(action), {
    message: 'a pipeline is asked about as a whole: it has no "access"',
  });

function isOfKafka(action: string): boolean {
  return action.startsWith('kafka ');
}

function isOfPipeline(action: string): boolean {
  return action.startsWith('pipeline ');
}

function listFiles(folder: string): readonly string[] {
  let entries: Dirent[];
  try {
    entries = readdirSync(folder, { withFileTypes: true });
  } catch (cause) {
    throw refused(folder, `It cannot be read (${codeOf(cause)}).`, 'Create the folder.', cause);
  }
  return entries
    .map((entry) => entry.name)
    .filter((name) => name.endsWith('.yaml'))
    .sort();
}

function readFile(file: string): readonly PolicyFixture[] {
  const read = z.array(Fixture).safeParse(parseFile(file));
  if (read.success) return read.data.map(toFixture);
  const problems = read.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw refused(file, problems.slice(0, 5).join('; '), 'Correct them; see policies/starter/tests.');
}

function parseFile(file: string): unknown {
  try {
    const bytes = readFileSync(file);
    if (bytes.length <= MAX_FILE_BYTES) return parse(bytes.toString('utf8'));
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : codeOf(cause);
    throw refused(file, why, 'Correct the YAML.', cause);
  }
  throw refused(file, `It has more than ${MAX_FILE_BYTES} bytes.`, 'Split it.');
}

function toFixture(fixture: z.infer<typeof Fixture>): PolicyFixture {
  const { title, groups, is, action, context, expect, by } = fixture;
  const principal = {
    teamId: 'T0FIXTURE',
    userId: 'U0FIXTURE',
    groups,
    isGuest: is === 'guest',
    isBot: is === 'bot',
    isStranger: is === 'stranger',
  };
  const resource = resourceOf(fixture);
  return { title, expect, by, question: { principal, action, resource, context } };
}

function resourceOf(fixture: z.infer<typeof Fixture>): PolicyQuestion['resource'] {
  const { environment, access } = fixture;
  if (environment === undefined) return { kind: 'bot' };
  if (isOfKafka(fixture.action)) {
    const kafka = fixture.kafka ?? `shop-${environment}`;
    return access !== undefined && 'operation' in access
      ? { kind: 'kafka-resource', kafka, environment, access }
      : { kind: 'kafka', kafka, environment };
  }
  if (isOfPipeline(fixture.action) || fixture.pipeline !== undefined) {
    return { kind: 'pipeline', pipeline: fixture.pipeline ?? 'settlement', environment };
  }
  const cluster = fixture.cluster ?? `shop-${environment}`;
  if (access === undefined || 'operation' in access) {
    return { kind: 'cluster', cluster, environment };
  }
  return { kind: 'cluster-resource', cluster, environment, access };
}

function codeOf(cause: unknown): string {
  return (cause as NodeJS.ErrnoException).code ?? 'unknown error';
}

function refused(file: string, why: string, fix: string, cause?: unknown): OperatorError {
  return new OperatorError({
    what: `The policy fixtures in ${file} cannot be used.`,
    why,
    fix,
    cause,
  });
}
