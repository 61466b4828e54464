// Partitions by their topics, as flexible versions of requests and answers carry them: an array of topics, in each of which is an
// array of partitions.
import { byTopic } from './request.ts';
import type { Reader, Writer } from './wire.ts';

/** @param write of one partition; where it is a structure, its tagged fields too. */
export function writeByTopic<Item extends { readonly topic: string }>(
  writer: Writer,
  items: readonly Item[],
  write: (item: Item) => void,
): Writer {
  return writer.compactArray(byTopic(items), ([topic, ofTopic]) => {
    writer.compactString(topic).compactArray(ofTopic, write).tags();
  });
}

/** All of them one after another. @param read of one partition, up to its tagged fields. */
export function readByTopic<Item>(answer: Reader, read: (topic: string) => Item): Item[] {
  const topics = answer.compactArray(() => {
    const topic = answer.compactString() ?? '';
    const ofTopic = answer.compactArray(() => {
      const item = read(topic);
      answer.tags();
      return item;
    });
    answer.tags();
    return ofTopic;
  });
  return topics.flat();
}
