// Makes the topics of a pipeline that do not exist yet, and refuses those that would break it, each with the command that mends
// it. It changes none.
import { OperatorError } from './operator-error.ts';
import { changelogOf, type Pipeline } from './pipeline.ts';
import type { TopicSettings, Topics } from './ports.ts';

type Settings = Readonly<Record<string, string>>;

interface Wanted {
  readonly topic: string;
  readonly isInput: boolean;
  /** What it must have, whoever made it. */
  readonly settings: Settings;
}

const DAY_MS = 86_400_000;
const NEW_SEGMENT_BYTES = String(64 * 1024 * 1024);

/** With anything else what was acknowledged can be lost, and with it clicks, deductions or state. */
const NEVER_LOST: Settings = { 'unclean.leader.election.enable': 'false' };
/** Compaction would keep the last record of a campaign alone. */
const EVERY_RECORD: Settings = { ...NEVER_LOST, 'cleanup.policy': 'delete' };
/** The times in a changelog are stream time; the broker must not put its own in their place. */
const CHANGELOG: Settings = { ...NEVER_LOST, 'message.timestamp.type': 'CreateTime' };

/**
 * Returns how many partitions, and so tasks, the pipeline has.
 * @throws OperatorError with the command that mends it.
 */
export async function prepareTopics(pipeline: Pipeline, topics: Topics): Promise<number> {
  const wanted = wantedOf(pipeline);
  const names = [...new Set(wanted.flatMap(({ settings }) => Object.keys(settings)))];
  const asked = [...names, 'min.insync.replicas', FUTURE];
  const found = await Promise.all(wanted.map(({ topic }) => topics.describe(topic, asked)));
  const inputs = wanted.flatMap(({ topic, isInput }, index) =>
    isInput ? [{ topic, found: found[index] }] : [],
  );
  const { partitions, replicationFactor } = checkInputs(inputs);
  const minInSync = replicationFactor >= 3 ? 2 : 1;
  for (const [index, { topic, isInput, settings }] of wanted.entries()) {
    const existing = found[index];
    if (existing !== undefined) {
      check(topic, existing, { partitions, replicationFactor, settings });
      checkInSync(topic, existing, minInSync);
      if (isInput) checkFuture(topic, existing);
      continue;
    }
    const isCompacted = settings['cleanup.policy'] === 'compact';
    await topics.create(topic, {
      ...{ partitions, replicationFactor },
      settings: {
        ...settings,
        'min.insync.replicas': String(minInSync),
        // Only closed segments are compacted: small ones keep a restore short.
        ...(isCompacted ? { 'segment.bytes': NEW_SEGMENT_BYTES } : {}),
      },
    });
  }
  return partitions;
}

function wantedOf(pipeline: Pipeline): readonly Wanted[] {
  const { stores } = pipeline.createState();
  return [
    ...pipeline.inputs.map((topic) => ({ topic, isInput: true, settings: EVERY_RECORD })),
    ...[...pipeline.outputs, pipeline.deadLetters].map((topic) => ({
      ...{ topic, isInput: false, settings: EVERY_RECORD },
    })),
    ...stores.map((store) => ({
      ...{ topic: changelogOf(pipeline, store), isInput: false },
      settings: { ...CHANGELOG, ...store.changelogSettings },
    })),
  ];
}

function checkInputs(
  inputs: readonly { readonly topic: string; readonly found: TopicSettings | undefined }[],
): TopicSettings {
  const known = inputs.map(({ topic, found }) => {
    if (found !== undefined) return { topic, ...found };
    throw refusal(
      topic,
      'It is an input and does not exist.',
      `Make it: kafka-topics --create --topic ${topic} --partitions N --replication-factor 3`,
    );
  });
  const [first] = known;
  if (first === undefined) throw new Error('a pipeline without inputs was not refused before');
  const other = known.find(({ partitions }) => partitions !== first.partitions);
  if (other !== undefined) {
    throw refusal(
      other.topic,
      `It has ${other.partitions} partitions and ${first.topic} has ${first.partitions}: the records of one key would go to two tasks.`,
      `Make a topic with the same number: kafka-topics --create --topic ${other.topic} --partitions ${first.partitions}`,
    );
  }
  const replicationFactor = Math.max(...known.map((each) => each.replicationFactor));
  return { ...first, replicationFactor };
}

function check(topic: string, found: TopicSettings, wanted: TopicSettings): void {
  if (found.partitions !== wanted.partitions) {
    throw refusal(
      topic,
      `It has ${found.partitions} partitions; it needs ${wanted.partitions}, as the inputs have.`,
      'Partitions that were added later hold no state of theirs: stop the pipeline, and make the topic anew under another pipeline name.',
    );
  }
  if (found.replicationFactor < wanted.replicationFactor) {
    throw refusal(
      topic,
      `It has ${found.replicationFactor} replicas; the inputs have ${wanted.replicationFactor}, and what is made of them must be as safe.`,
      `Give it more: kafka-reassign-partitions --execute, with ${wanted.replicationFactor} replicas for each partition of ${topic}`,
    );
  }
  for (const [name, value] of Object.entries(wanted.settings)) {
    if (found.settings[name] === value) continue;
    throw refusal(
      topic,
      `It has ${name}=${found.settings[name] ?? ''}; with anything but ${value} records could be lost or miscounted.`,
      alter(topic, name, value),
    );
  }
}

function checkInSync(topic: string, found: TopicSettings, least: number): void {
  const inSync = Number(found.settings['min.insync.replicas'] ?? least);
  if (inSync >= least) return;
  throw refusal(
    topic,
    `It has min.insync.replicas=${inSync}; a record that one broker alone has is lost with it.`,
    alter(topic, 'min.insync.replicas', String(least)),
  );
}

const FUTURE = 'message.timestamp.after.max.ms';

/** One record from the far future would let every click id expire at once. */
function checkFuture(topic: string, found: TopicSettings): void {
  // A broker before 3.6 does not know the setting.
  const most = Number(found.settings[FUTURE] ?? 0);
  if (most <= DAY_MS) return;
  throw refusal(
    topic,
    `It takes records that are dated more than a day ahead (${FUTURE}=${most}): one of them would make all that was seen expire.`,
    alter(topic, FUTURE, '3600000'),
  );
}

function alter(topic: string, name: string, value: string): string {
  return `Set it: kafka-configs --alter --entity-type topics --entity-name ${topic} --add-config ${name}=${value}`;
}

function refusal(topic: string, why: string, fix: string): OperatorError {
  return new OperatorError({ what: `Topic ${topic} cannot be used.`, why, fix });
}
