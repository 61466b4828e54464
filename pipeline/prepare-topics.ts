// Makes the topics of a pipeline that do not exist yet, and refuses those that would break it. It changes none.
import { changelogOf, type Pipeline } from './pipeline.ts';
import type { Topics } from './ports.ts';

/** Something about a topic that only its owner can mend. */
export class TopicError extends Error {
  readonly fix: string;

  constructor(what: string, fix: string) {
    super(`${what} ${fix}`);
    this.name = 'TopicError';
    this.fix = fix;
  }
}

/**
 * Returns how many partitions, and so tasks, the pipeline has.
 * @throws TopicError with the command that mends it.
 */
export async function prepareTopics(pipeline: Pipeline, topics: Topics): Promise<number> {
  const inputs = await Promise.all(pipeline.inputs.map((topic) => describeInput(topics, topic)));
  const partitions = inputs[0]?.partitions ?? 0;
  const replicationFactor = Math.max(...inputs.map((input) => input.replicationFactor));
  for (const [index, input] of inputs.entries()) {
    if (input.partitions === partitions) continue;
    const [first, topic] = [pipeline.inputs[0], pipeline.inputs[index]];
    throw new TopicError(
      `${topic} has ${input.partitions} partitions and ${first} has ${partitions}: the records of one key would go to two tasks.`,
      `Make a topic with the same number: kafka-topics --create --topic ${topic} --partitions ${partitions}`,
    );
  }
  const wanted = new Map<string, Readonly<Record<string, string>>>();
  for (const topic of [...pipeline.outputs, pipeline.deadLetters]) wanted.set(topic, {});
  for (const store of pipeline.createState().stores) {
    wanted.set(changelogOf(pipeline, store), store.changelogSettings);
  }
  for (const [topic, settings] of wanted) {
    const found = await topics.describe(topic, Object.keys(settings));
    if (found === undefined)
      await topics.create(topic, { partitions, replicationFactor, settings });
    else check(topic, found, { partitions, settings });
  }
  return partitions;
}

async function describeInput(topics: Topics, topic: string) {
  const found = await topics.describe(topic, []);
  if (found !== undefined) return found;
  throw new TopicError(
    `The input topic ${topic} does not exist.`,
    `Make it: kafka-topics --create --topic ${topic} --partitions N`,
  );
}

function check(
  topic: string,
  found: { readonly partitions: number; readonly settings: Readonly<Record<string, string>> },
  wanted: { readonly partitions: number; readonly settings: Readonly<Record<string, string>> },
): void {
  if (found.partitions !== wanted.partitions) {
    throw new TopicError(
      `${topic} has ${found.partitions} partitions; it needs ${wanted.partitions}, as the inputs have.`,
      'Partitions that were added later hold no state of theirs: stop the pipeline, and make the topic anew under another pipeline name.',
    );
  }
  for (const [name, value] of Object.entries(wanted.settings)) {
    if (found.settings[name] === value) continue;
    throw new TopicError(
      `${topic} has ${name}=${found.settings[name] ?? ''}; with anything but ${value} a restore could miss records.`,
      `Set it: kafka-configs --alter --entity-type topics --entity-name ${topic} --add-config ${name}=${value}`,
    );
  }
}
