// DescribeConfigs: the settings of topics, brokers and groups, each with where it comes from. Version 4 is of Kafka 2.8.
import type { ConfigEntry, ConfigResource, ConfigSource } from '../../../admin.ts';
import type { Request } from '../request.ts';
import { createWriter, type Reader } from '../wire.ts';

export interface DescribedConfigs {
  readonly errorCode: number;
  readonly entries: readonly ConfigEntry[];
}

export function describeConfigsRequest(
  resources: readonly ConfigResource[],
): Request<readonly DescribedConfigs[]> {
  const writer = createWriter();
  writer.compactArray(resources, ({ type, name }) => {
    writer.int8(RESOURCE_TYPES[type]).compactString(name).varint(0).tags(); // every setting
  });
  writer.boolean(true).boolean(false).tags();
  return {
    name: 'DescribeConfigs',
    key: 32,
    version: 4,
    isFlexible: true,
    body: writer.done(),
    read: (answer) => {
      answer.int32(); // throttle time
      return answer.compactArray((): DescribedConfigs => {
        const errorCode = answer.int16();
        answer.compactString(); // the error in words
        answer.int8();
        answer.compactString();
        const entries = answer.compactArray(() => readEntry(answer));
        answer.tags();
        return { errorCode, entries };
      });
    },
  };
}

/** https://github.com/apache/kafka/blob/trunk/clients/src/main/java/org/apache/kafka/common/config/ConfigResource.java */
export const RESOURCE_TYPES: Readonly<Record<ConfigResource['type'], number>> = {
  topic: 2,
  broker: 4,
  group: 32,
};

const SOURCES: readonly ConfigSource[] = [
  'UNKNOWN',
  'DYNAMIC_TOPIC_CONFIG',
  'DYNAMIC_BROKER_CONFIG',
  'DYNAMIC_DEFAULT_BROKER_CONFIG',
  'STATIC_BROKER_CONFIG',
  'DEFAULT_CONFIG',
  'DYNAMIC_BROKER_LOGGER_CONFIG',
  'DYNAMIC_CLIENT_METRICS_CONFIG',
  'DYNAMIC_GROUP_CONFIG',
];

function readEntry(answer: Reader): ConfigEntry {
  const name = answer.compactString() ?? '';
  const value = answer.compactString();
  const isReadOnly = answer.boolean();
  const source = sourceOf(answer.int8());
  const isSensitive = answer.boolean();
  const synonyms = answer.compactArray(() => {
    const synonym = {
      name: answer.compactString() ?? '',
      value: answer.compactString(),
      source: sourceOf(answer.int8()),
    };
    answer.tags();
    return synonym;
  });
  answer.int8(); // type
  answer.compactString(); // documentation
  answer.tags();
  return { name, value, source, isSensitive, isReadOnly, synonyms };
}

function sourceOf(code: number): ConfigSource {
  return SOURCES[code] ?? 'UNKNOWN';
}
