// The Kafkas of the settings, each over one set of connections that is opened by the first question and kept: a command costs the
// requests that it makes, and no connection of its own.

import {
  createAdmin,
  type KafkaAdmin,
  type KafkaChanges,
  KafkaError,
  type OpenAdmin,
  OUTCOME_UNKNOWN,
} from '../../pipeline/index.ts';
import type { KafkaInfo } from '../command.ts';
import type { KafkaSettings } from '../config/kafka.ts';
import { OperatorError } from '../errors.ts';
import { guardConnect } from '../kafka/connect.ts';
import { guardAdmin } from '../kafka/guard.ts';
import { guardChanges } from '../kafka/guard-changes.ts';
import { guardSchemas } from '../kafka/schemas.ts';
import { LIMITS } from '../limits.ts';
import type { Kafkas } from '../ports.ts';
import { checkConnect, createConnect } from './connect.ts';
import { createHttpService, type HttpService } from './http-service.ts';
import { addressOf } from './kafka/address.ts';
import { createHandles } from './kafka/handles.ts';
import { problemOf } from './kafka/problem.ts';
import { createSlots } from './schema-registry/slots.ts';
import { createSchemaRegistry, type SchemaRegistry } from './schema-registry.ts';

export interface KafkasOptions {
  readonly kafkas: Readonly<Record<string, KafkaSettings>>;
  readonly log: { warn(fields: object, message: string): void };
  /** How long one question may take in all, and one broker's answer. */
  readonly limits: { readonly kafkaAnswerMs: number; readonly kafkaBrokerMs: number };
}

export interface OpenKafkas extends Kafkas {
  close(): Promise<void>;
}

/** Connects to nothing yet. */
export function createKafkas(options: KafkasOptions): OpenKafkas {
  const { kafkas, limits, log } = options;
  const admins = createHandles(async (name): Promise<OpenAdmin> => {
    const settings = kafkas[name];
    if (settings === undefined) throw new Error(`no Kafka ${name}`);
    return createAdmin({
      ...(await addressOf(name, settings)),
      requestTimeoutMs: limits.kafkaBrokerMs,
      warn: (message) => log.warn({ kafka: name, reason: message }, 'Kafka'),
    });
  });
  const ask = async <T>(
    name: string,
    signal: AbortSignal,
    question: (admin: OpenAdmin) => Promise<T>,
    lateCode = 'TIME_IS_UP',
  ): Promise<T> => {
    const admin = admins.of(name);
    try {
      return await within({ ...options, signal, lateCode }, async () => question(await admin));
    } catch (error) {
      // A secret that was refused may have been renewed since it was read: it is read again next time.
      if (error instanceof KafkaError && error.code === 'SASL_AUTHENTICATION_FAILED') {
        await admins.forget(name, admin).catch(() => {});
      }
      throw problemOf(error, name);
    }
  };
  const connects = new Map<string, HttpService>();
  const connectOf = (name: string): HttpService => {
    const settings = kafkas[name]?.connect;
    if (settings === undefined) throw noConnect(name);
    const { connectAnswerMs: deadlineMs, connectAnswerBytes: answerBytes } = LIMITS;
    const known = connects.get(name);
    const service = known ?? createHttpService({ settings, deadlineMs, answerBytes });
    connects.set(name, service);
    return service;
  };
  const decoders = createSlots(LIMITS.schemaDecoders);
  const registries = new Map<string, SchemaRegistry & { readonly service: HttpService }>();
  const registryOf = (name: string): SchemaRegistry | undefined => {
    const settings = kafkas[name]?.schemaRegistry;
    const known = registries.get(name);
    if (settings === undefined || known !== undefined) return known;
    const { schemaAnswerMs: deadlineMs, schemaAnswerBytes: answerBytes } = LIMITS;
    const service = createHttpService({ settings, deadlineMs, answerBytes });
    const registry = createSchemaRegistry({ kafka: name, service, decoders, limits: LIMITS });
    registries.set(name, { ...registry, service });
    return registry;
  };
  return {
    all: Object.entries(kafkas).map(
      ([name, { environment }]): KafkaInfo => ({ name, environment }),
    ),
    open: (name, accesses, signal) =>
      guardAdmin(
        translated((question) => ask(name, signal, question)),
        accesses,
      ),
    change: (name, accesses, signal) =>
      guardChanges(
        translatedChanges((question, validateOnly = false) =>
          ask(name, signal, question, validateOnly ? undefined : OUTCOME_UNKNOWN),
        ),
        accesses,
      ),
    connect: (name, accesses, signal) =>
      guardConnect(
        createConnect({ kafka: name, service: () => connectOf(name), signal }),
        accesses,
      ),
    schemas: (name, accesses, signal) => {
      const registry = registryOf(name);
      return registry === undefined ? undefined : guardSchemas(registry.open(signal), accesses);
    },
    check: async (name, signal) => {
      try {
        const { clusterId } = await ask(name, signal, (admin) => admin.cluster());
        if (kafkas[name]?.connect === undefined) return undefined;
        return await checkConnect(
          { kafka: name, service: () => connectOf(name), signal },
          clusterId,
        );
      } catch (error) {
        if (error instanceof OperatorError) return `${error.why} ${error.fix}`;
        throw error;
      }
    },
    close: async () => {
      await Promise.all([
        admins.close(),
        ...[...connects.values()].map((service) => service.close()),
        ...[...registries.values()].map(({ service }) => service.close()),
      ]);
    },
  };
}

function noConnect(kafka: string): OperatorError {
  return new OperatorError({
    what: `Kafka ${kafka} has no Kafka Connect here.`,
    why: `Nothing stands under kafkas.${kafka}.connect in the settings.`,
    fix: 'Whoever runs Quartermaster can put its address there.',
  });
}

type Ask = <T>(question: (admin: OpenAdmin) => Promise<T>) => Promise<T>;

function translated(ask: Ask): KafkaAdmin {
  return {
    topics: () => ask((admin) => admin.topics()),
    topicNames: () => ask((admin) => admin.topicNames()),
    topic: (name) => ask((admin) => admin.topic(name)),
    configs: (resources) => ask((admin) => admin.configs(resources)),
    groups: () => ask((admin) => admin.groups()),
    offsets: (partitions, at) => ask((admin) => admin.offsets(partitions, at)),
    sizes: (topic) => ask((admin) => admin.sizes(topic)),
    topicsNamed: (names) => ask((admin) => admin.topicsNamed(names)),
    committedOf: (groups) => ask((admin) => admin.committedOf(groups)),
    group: (groupId) => ask((admin) => admin.group(groupId)),
    committed: (groupId) => ask((admin) => admin.committed(groupId)),
    cluster: () => ask((admin) => admin.cluster()),
    reassignments: () => ask((admin) => admin.reassignments()),
    quorum: () => ask((admin) => admin.quorum()),
    logDirectories: () => ask((admin) => admin.logDirectories()),
    transactions: () => ask((admin) => admin.transactions()),
    transaction: (id) => ask((admin) => admin.transaction(id)),
    producers: (partitions) => ask((admin) => admin.producers(partitions)),
    acls: (filter) => ask((admin) => admin.acls(filter)),
    records: (from, bounds) => ask((admin) => admin.records(from, bounds)),
    timesAt: (positions, withinMs) => ask((admin) => admin.timesAt(positions, withinMs)),
    quotas: (parts) => ask((admin) => admin.quotas(parts)),
  };
}

/** What is only tried changes nothing, whatever became of it. */
type AskForChange = <T>(
  question: (admin: OpenAdmin) => Promise<T>,
  validateOnly?: boolean,
) => Promise<T>;

function translatedChanges(ask: AskForChange): KafkaChanges {
  return {
    alterConfigs: (resource, changes, validateOnly) =>
      ask(({ changes: all }) => all.alterConfigs(resource, changes, validateOnly), validateOnly),
    commitOffsets: (groupId, offsets) =>
      ask(({ changes: all }) => all.commitOffsets(groupId, offsets)),
    deleteOffsets: (groupId, partitions) =>
      ask(({ changes: all }) => all.deleteOffsets(groupId, partitions)),
    removeMember: (groupId, member) => ask(({ changes: all }) => all.removeMember(groupId, member)),
    createTopic: (topic, validateOnly) =>
      ask(({ changes: all }) => all.createTopic(topic, validateOnly), validateOnly),
    addPartitions: (topic, count, validateOnly) =>
      ask(({ changes: all }) => all.addPartitions(topic, count, validateOnly), validateOnly),
    electPreferred: (partitions) => ask(({ changes: all }) => all.electPreferred(partitions)),
    placeReplicas: (placements) => ask(({ changes: all }) => all.placeReplicas(placements)),
    alterQuotas: (entity, changes, validateOnly) =>
      ask(({ changes: all }) => all.alterQuotas(entity, changes, validateOnly), validateOnly),
  };
}

/** Ends the wait when the time is up or the command is ended; what was sent is answered to nobody then. */
async function within<T>(
  {
    limits,
    signal,
    lateCode,
  }: Pick<KafkasOptions, 'limits'> & { signal: AbortSignal; lateCode: string },
  act: () => Promise<T>,
): Promise<T> {
  signal.throwIfAborted();
  const ended = Promise.withResolvers<never>();
  const stop = () => ended.reject(signal.reason);
  const late = () => ended.reject(new KafkaError(lateCode, 'get an answer'));
  // A command asks many a question: a timer and a listener cost a tenth of what signals of their own would.
  const timer = setTimeout(late, limits.kafkaAnswerMs);
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await Promise.race([act(), ended.promise]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
  }
}
