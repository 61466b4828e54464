// What may be asked to suggest something in the builder: what the one command asks that lists it, and nothing that changes anything.

import { type Permit, permitOfWords, type Rule } from './allowed.ts';
import type { Input } from './inputs.ts';

const NO_PERMIT: Permit = {
  verb: '',
  cluster: undefined,
  reads: [],
  writes: [],
  argv: [],
  kafka: undefined,
  asks: [],
  does: [],
};

/** Names are suggested by listing them, namespaces likewise, kinds from discovery. */
export function permitOfSuggestion(
  act: Extract<Input['act'], { on: 'suggest' }>,
  channel: string,
  rules: Readonly<Record<string, Rule>>,
): Permit {
  const { kind, namespace } = act.values;
  if (act.root === 'kafka') return permitOfKafkaNames(act, channel, rules);
  if (act.field === 'kafka') return NO_PERMIT;
  const words = ['kubectl', 'get', act.field === 'name' ? kind : 'namespaces', '-o', 'name'];
  const where = act.field === 'name' && namespace !== '' ? ['-n', namespace] : [];
  try {
    const permit = permitOfWords([...words, ...where], channel, rules);
    return act.field === 'kind' ? { ...permit, reads: [] } : permit;
  } catch {
    return { ...NO_PERMIT, verb: 'kubectl get' };
  }
}

/** What a word or flag of a verb of a Kafka names is what one list has. Which Kafkas there are is asked of nobody. */
function permitOfKafkaNames(
  { field, values }: Extract<Input['act'], { on: 'suggest' }>,
  channel: string,
  rules: Readonly<Record<string, Rule>>,
): Permit {
  const words = wordsOf(`${values.verb} ${field}`, values.name);
  if (words === undefined) return { ...NO_PERMIT, verb: 'kafka topics' };
  const where = values.kafka === '' ? [] : ['--kafka', values.kafka];
  try {
    return permitOfWords([...words, ...where], channel, rules);
  } catch {
    return { ...NO_PERMIT, verb: words.slice(0, 2).join(' ') };
  }
}

function wordsOf(place: string, name: string): readonly string[] | undefined {
  const list = LISTS.find(({ places }) => places.includes(place));
  if (list !== undefined) return ['kafka', list.lists];
  if (place === 'kafka configs second') {
    return ['topic', 'broker', 'group'].includes(name) ? ['kafka', `${name}s`] : undefined;
  }
  return name === '' ? undefined : OF_NAMED[place]?.(name);
}

const LISTS = [
  {
    lists: 'topics',
    places: [
      ...['kafka topic name', 'kafka offsets name', 'kafka peek name', 'kafka alter topic name'],
      ...['kafka reassign name', 'kafka add partitions name', 'kafka cancel reassignment name'],
      ...['kafka acls flag-topic', 'kafka delete offsets flag-topic'],
      ...['kafka elect leaders flag-topic', 'kafka reset offsets flag-topic'],
    ],
  },
  {
    lists: 'groups',
    places: [
      ...['kafka group name', 'kafka reset offsets name', 'kafka delete offsets name'],
      ...['kafka remove member name', 'kafka acls flag-group'],
    ],
  },
  {
    lists: 'connectors',
    places: [
      ...['kafka connector name', 'kafka pause connector name', 'kafka resume connector name'],
      ...['kafka restart connector name', 'kafka restart task name'],
    ],
  },
  { lists: 'brokers', places: ['kafka impact name', 'kafka reassign flag-to'] },
];

/** Those that are of what the first word names. */
const OF_NAMED: Readonly<Record<string, (name: string) => readonly string[]>> = {
  'kafka remove member second': (name) => ['kafka', 'group', name, '--members'],
  'kafka restart task second': (name) => ['kafka', 'connector', name],
  'kafka alter topic flag-add-config': (name) => ['kafka', 'configs', 'topic', name, '--all'],
  'kafka alter topic flag-delete-config': (name) => ['kafka', 'configs', 'topic', name],
};
