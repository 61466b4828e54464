// A Kafka as a place: which one is meant, what a command would do there in the words of Kafka's ACLs, and the handle that lets
// through exactly that.

import type { KafkaCommand, KafkaContext, KafkaInfo } from '../command.ts';
import { OperatorError } from '../errors.ts';
import { covers, describeKafkaAccess, type KafkaAccess } from '../kafka/access.ts';
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
      const contextOf = ({ signal }: Live): KafkaContext => ({
        kafka: place,
        admin: parts.kafkas().open(place.name, accesses, signal),
        lagHistory: () => {
          if (!covers(accesses, EVERY_GROUP)) throw new Error('no access names every group');
          return parts.lagHistory(place.name);
        },
        signal,
        nowMs: () => parts.clock.nowMs(),
      });
      return {
        deeds: accesses
          .filter((access) => access.implied !== true)
          .map((access) => deedOf(place, access)),
        facts: command.facts?.(call.args) ?? {},
        bind: () => ({
          ...(preview === undefined
            ? {}
            : { preview: (live) => preview(call.args, contextOf(live)) }),
          run: (live) => command.run(call.args, contextOf(live)),
        }),
      };
    },
  };
}

const EVERY_GROUP: KafkaAccess = { operation: 'Describe', resourceType: 'Group' };

function placeOf({ name, environment }: KafkaInfo): Place {
  return { name, environment, resource: { kind: 'kafka', kafka: name, environment } };
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
