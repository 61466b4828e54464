// The settings of `npm run pipeline`, read once from the environment: all problems at once, each with what mends it.
import { z } from 'zod';
import { OperatorError } from './operator-error.ts';
import { SETTLEMENT } from './pipelines/settlement.ts';

const topic = z.string().regex(/^[\w.-]{1,249}$/u, 'is no topic name');
const milliseconds = (least: number, most: number) => z.coerce.number().int().min(least).max(most);
const DAY_MS = 86_400_000;

const SCHEMA = z.object({
  KAFKA_BROKERS: z
    .string({ error: 'is not set; give it brokers: host:9092,host:9092' })
    .regex(/^[^\s,]+:\d+(?:,[^\s,]+:\d+)*$/u, 'is not host:port,host:port'),
  KAFKA_TLS: z.enum(['true', 'false']).default('false'),
  KAFKA_SASL_MECHANISM: z.enum(['plain', 'scram-sha-256', 'scram-sha-512']).optional(),
  KAFKA_USERNAME: z.string().optional(),
  KAFKA_PASSWORD: z.string().optional(),
  INSTANCE_ID: z
    .string()
    .regex(/^[\w.-]{1,100}$/u, 'is not of letters, digits, dots and hyphens')
    .optional(),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
  CONTROL_HOST: z.string().default('127.0.0.1'),
  CONTROL_PORT: z.coerce.number().int().min(0).max(65_535).default(8_090),
  CONTROL_TOKEN: z
    .string()
    .min(16, 'has fewer than 16 characters')
    .regex(/^[!-~]*$/u, 'has other characters than printable ASCII without blanks')
    .optional(),
  CONTROL_ENDPOINT: z.url('is no URL').optional(),
  COMMIT_INTERVAL_MS: milliseconds(10, 5_000).default(100),
  STANDBYS: z.coerce.number().int().min(0).max(15).default(0),
  SNAPSHOT_DIR: z.string().min(1).optional(),
  SESSION_TIMEOUT_MS: milliseconds(1_000, 300_000).default(10_000),
  SETTLEMENT_NAME: z.string().default(SETTLEMENT.name),
  SETTLEMENT_GROUP: z.string().min(1).default(SETTLEMENT.groupId),
  SETTLEMENT_CLICKS: topic.default(SETTLEMENT.clicks),
  SETTLEMENT_CHARGES: topic.default(SETTLEMENT.charges),
  SETTLEMENT_DEDUCTIONS: topic.default(SETTLEMENT.deductions),
  SETTLEMENT_EXHAUSTED: topic.default(SETTLEMENT.exhausted),
  SETTLEMENT_DEAD_LETTERS: topic.default(SETTLEMENT.deadLetters),
  SETTLEMENT_WINDOW_MS: milliseconds(60_000, 400 * DAY_MS).default(SETTLEMENT.windowMs),
  SETTLEMENT_IDLE_MS: milliseconds(0, 60_000).default(SETTLEMENT.idleMs),
});

export type Settings = z.infer<typeof SCHEMA>;

/** @throws OperatorError that names every setting that is not as it must be. */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): Settings {
  const read = SCHEMA.safeParse(environment);
  const problems = read.success
    ? saslProblems(read.data)
    : read.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`);
  if (read.success && problems.length === 0) return read.data;
  throw new OperatorError({
    what: 'Cannot start the pipelines.',
    why: `${problems.join('; ')}.`,
    fix: 'Set these variables of the environment and start again.',
  });
}

function saslProblems(settings: Settings): readonly string[] {
  if (settings.KAFKA_SASL_MECHANISM === undefined) return [];
  const { KAFKA_USERNAME, KAFKA_PASSWORD } = settings;
  return Object.entries({ KAFKA_USERNAME, KAFKA_PASSWORD })
    .filter(([, value]) => !value)
    .map(([name]) => `${name} is not set, and KAFKA_SASL_MECHANISM is`);
}
