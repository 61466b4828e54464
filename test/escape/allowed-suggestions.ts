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

/** The names that a verb of a Kafka takes are those that one of three lists has. Which Kafkas there are is asked of nobody. */
function permitOfKafkaNames(
  { field, values }: Extract<Input['act'], { on: 'suggest' }>,
  channel: string,
  rules: Readonly<Record<string, Rule>>,
): Permit {
  const list = LISTS.find(({ verbs }) => verbs.includes(values.verb));
  if (field !== 'name' || list === undefined) return { ...NO_PERMIT, verb: 'kafka topics' };
  const where = values.kafka === '' ? [] : ['--kafka', values.kafka];
  try {
    return permitOfWords(['kafka', list.lists, ...where], channel, rules);
  } catch {
    return { ...NO_PERMIT, verb: `kafka ${list.lists}` };
  }
}

const LISTS = [
  {
    lists: 'topics',
    verbs: [
      ...['kafka topic', 'kafka offsets', 'kafka peek', 'kafka alter topic', 'kafka reassign'],
      ...['kafka add partitions', 'kafka cancel reassignment'],
    ],
  },
  {
    lists: 'groups',
    verbs: [
      ...['kafka group', 'kafka reset offsets', 'kafka delete offsets', 'kafka remove member'],
    ],
  },
  {
    lists: 'connectors',
    verbs: [
      ...['kafka connector', 'kafka pause connector', 'kafka resume connector'],
      ...['kafka restart connector', 'kafka restart task'],
    ],
  },
];
