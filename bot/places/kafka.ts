// A Kafka as a place: which one is meant, what a command would do there in the words of Kafka's ACLs, and the handle that lets
// through exactly that.

import { createPipelines, type OwnNames, ownNames } from '../../pipeline/index.ts';
import type { KafkaCommand, KafkaContext, KafkaInfo } from '../command.ts';
import type { KafkaSettings } from '../config/kafka.ts';
import { settlementOf } from '../config/pipelines.ts';
import type { Settings } from '../config.ts';
import { OperatorError } from '../errors.ts';
import { covers, describeKafkaAccess, type KafkaAccess } from '../kafka/access.ts';
import { assertUnprotected } from '../kafka/protection.ts';
import type { Snapshots } from '../kafka/snapshot.ts';
import type { TopicRules } from '../kafka/topic-rules.ts';
import { LIMITS } from '../limits.ts';
import type { Deed, Live, Place, PlaceKind } from '../place.ts';
import type { PlaceParts } from '../places.ts';

export function kafkaKind(command: KafkaCommand, parts: PlaceParts): PlaceKind {
  return {
    all: () => parts.kafkas().all.map(placeOf),
    wanted: (request, { words }) => {
      const flag = words.flags.kafka;
      if (typeof flag === 'string') return flag;
      const { channels, defaultKafka } = parts.settings();
      return channels[request.address.channelId]?.kafka ?? defaultKafka;
    },
    unknown: noKafka,
    plan: async ({ call, place }) => {
      const accesses = command.access(call.args);
      const { preview } = command;
      const contextOf = ({ signal, show, agreed }: Live): KafkaContext => ({
        kafka: place,
        admin: parts.kafkas().open(place.name, accesses, signal),
        changes: parts.kafkas().change(place.name, accesses, signal),
        connect: parts.kafkas().connect(place.name, accesses, signal),
        schemas: parts.kafkas().schemas(place.name, accesses, signal),
        ...(agreed === undefined ? {} : { agreed }),
        topicRules: rulesOf(parts.settings().kafkas[place.name]),
        snapshots: snapshotsOf(place.name, parts),
        lagHistory: (groupId) => {
          const wanted = groupId === undefined ? EVERY_GROUP : { ...EVERY_GROUP, name: groupId };
          if (!covers(accesses, wanted)) {
            throw new Error(`no access of the command names ${describeKafkaAccess(wanted)}`);
          }
          const all = parts.lagHistory(place.name);
          return groupId === undefined ? all : all.filter((each) => each.groupId === groupId);
        },
        signal,
        nowMs: () => parts.clock.nowMs(),
        sleep: (ms) => parts.clock.sleep(ms, signal),
        show,
      });
      return {
        deeds: accesses
          .filter((access) => access.implied !== true)
          .map((access) => deedOf(place, access)),
        facts: command.facts?.(call.args) ?? {},
        bind: () => {
          if (command.effect === 'change') {
            const listed = parts.settings().kafkas[place.name]?.protected ?? NOTHING;
            assertUnprotected(accesses, { own: ownedNames(parts.settings()), listed });
          }
          return {
            ...(preview === undefined
              ? {}
              : { preview: (live) => preview(call.args, contextOf(live)) }),
            run: (live) => command.run(call.args, contextOf(live)),
          };
        },
      };
    },
  };
}

const NOTHING = { topics: [], groups: [] };
const EVERY_GROUP: KafkaAccess = { operation: 'Describe', resourceType: 'Group' };

function placeOf({ name, environment }: KafkaInfo): Place {
  return { name, environment, resource: { kind: 'kafka', kafka: name, environment } };
}

/** Of every pipeline of the settings, by the names that it has, and of those that this product brings, wherever they run. */
function ownedNames({ pipelines }: Settings): OwnNames {
  const hosted = Object.entries(pipelines).map(([name, entry]) => settlementOf(name, entry));
  return ownNames([{}, ...hosted].flatMap((settings) => createPipelines(settings)));
}

/** Of a Kafka that is gone from the settings nothing is made. */
function rulesOf(settings: KafkaSettings | undefined): TopicRules {
  const { names, replicationFactor = 1, partitions = 0 } = settings?.newTopics ?? {};
  return { names, replicationFactor, partitions, keyedTopics: settings?.keyedTopics ?? [] };
}

function snapshotsOf(kafka: string, { store, clock }: PlaceParts): Snapshots {
  return {
    keep: async (groupId, offsets) => {
      // Short, so that people can type it and redaction takes it for no secret; it opens nothing by itself.
      const id = clock
        .id()
        .replaceAll(/[^A-Za-z0-9]/gu, '')
        .slice(0, 8);
      const createdAtMs = clock.nowMs();
      const expiresAtMs = createdAtMs + LIMITS.offsetSnapshotKeptMs;
      await store.saveOffsetSnapshot({ id, kafka, groupId, offsets, createdAtMs, expiresAtMs });
      return id;
    },
    find: async (id, groupId) => {
      const found = await store.offsetSnapshot(id);
      const isOurs = found?.kafka === kafka && found.groupId === groupId;
      return isOurs && found.expiresAtMs > clock.nowMs() ? found : undefined;
    },
  };
}

function deedOf({ name, environment }: Place, access: KafkaAccess): Deed {
  return {
    resource: { kind: 'kafka-resource', kafka: name, environment, access },
    words: describeKafkaAccess(access),
    about: {
      resource: `${access.resourceType.toLowerCase()}s`,
      ...(access.name === undefined ? {} : { name: access.name }),
    },
  };
}

function noKafka(wanted: string | undefined, names: readonly string[]): OperatorError {
  if (names.length === 0) {
    return new OperatorError({
      what: 'There is no Kafka here.',
      why: 'None stands under "kafkas" in the settings now.',
      fix: 'Whoever runs Quartermaster can add one; it is found within seconds.',
    });
  }
  const isMissing = wanted === undefined;
  return new OperatorError({
    what: isMissing ? 'It is not said which Kafka is meant.' : `There is no Kafka "${wanted}".`,
    why: isMissing
      ? 'This channel has no default Kafka.'
      : 'Only those under "kafkas" in the settings exist here.',
    fix: `Add --kafka NAME (for you: ${names.join(', ')}).`,
  });
}
