// What the kafka commands that change may look at, try, and do by a confirmation, as rows of the specification: each change as it is
// written in the shown command, to the letter.

import type { Placed, Rule } from './allowed.ts';
import { CONNECTOR, GROUP, KAFKA, TOPIC } from './allowed-kafka.ts';
import { CALLS } from './world.ts';

const SCOPE = /^[\w.][\w.-]{0,248}(?::\d+(?:,\d+)*)?$/u;
const SETTINGS =
  /^[a-z][a-z0-9.]*=(?:\[[^\]]*\]|[^,\s]*)(?:,[a-z][a-z0-9.]*=(?:\[[^\]]*\]|[^,\s]*))*$/u;

export const KAFKA_CHANGE_RULES: Readonly<Record<string, Rule>> = {
  'kafka alter topic': {
    positionals: { most: 1, each: TOPIC },
    flags: { ...KAFKA, '--add-config': SETTINGS, '--delete-config': /^[a-z0-9.,]+$/u },
    asks: (shown) => {
      const [name] = shown.positionals;
      return [`topic ${name}`, `configs topic ${name}`, `try alterConfigs ${settings(shown)}`];
    },
    does: (shown) => (isOpen(shown) ? [`alterConfigs ${settings(shown)}`] : []),
  },
  'kafka reset offsets': {
    positionals: { most: 1, each: GROUP },
    repeated: ['--topic'],
    flags: {
      ...KAFKA,
      ...{ '--topic': SCOPE, '--all-topics': null, '--to-earliest': null, '--to-latest': null },
      ...{ '--to-current': null, '--to-offset': /^\d+$/u, '--to-datetime': /^[\dT:.Z+-]+$/u },
      ...{ '--by-duration': /^P[\dA-Z.]+$/u, '--shift-by': /^\d+$/u, '--shift-back-by': /^\d+$/u },
      '--undo': /^[A-Za-z0-9]{4,16}$/u,
    },
    asks: (shown) => {
      const [group] = shown.positionals;
      const topics = topicsOf(shown);
      return [
        ...[`group ${group}`, `committed ${group}`],
        ...topics.flatMap((topic) => [`topic ${topic}`, `offsets ${topic}`]),
      ];
    },
    does: (shown) => {
      const [group] = shown.positionals;
      if (group === 'settlement') return [];
      const isCurrent = shown.flags.has('--to-current');
      // Every log of the world begins and ends at 7; what is committed is 5, of orders.
      const offsets = topicsOf(shown).map((topic) => ({
        ...{ topic, partition: 0, leaderEpoch: -1, metadata: '' },
        offset: isCurrent && topic === 'orders' ? 5 : 7,
      }));
      return [`commitOffsets ${group} ${JSON.stringify(offsets)}`];
    },
  },
  'kafka delete offsets': {
    positionals: { most: 1, each: GROUP },
    repeated: ['--topic'],
    flags: { ...KAFKA, '--topic': SCOPE },
    asks: ({ positionals: [group] }) => [`group ${group}`, `committed ${group}`],
    does: (shown) => {
      const [group = ''] = shown.positionals;
      const isTheirs = topicsOf(shown).includes('orders') && group !== 'settlement';
      return isTheirs ? [`deleteOffsets ${group} [{"topic":"orders","partition":0}]`] : [];
    },
  },
  'kafka remove member': {
    positionals: { most: 2, each: GROUP },
    flags: KAFKA,
    asks: ({ positionals: [group] }) => [`group ${group}`],
    does: ({ positionals: [group, member] }) =>
      member === 'billing-1' && group !== 'settlement' ? [`removeMember ${group} ${CALLS}`] : [],
  },
  'kafka create topic': {
    positionals: { most: 1, each: TOPIC },
    flags: {
      ...{ ...KAFKA, '--partitions': /^\d+$/u, '--replication-factor': /^\d$/u },
      '--config': SETTINGS,
    },
    asks: (shown) => [`topic ${shown.positionals[0]}`, `try createTopic ${newTopic(shown)}`],
    does: (shown) => (isOpen(shown) ? [`createTopic ${newTopic(shown)}`] : []),
  },
  'kafka add partitions': {
    positionals: { most: 1, each: TOPIC },
    flags: { ...KAFKA, '--partitions': /^\d+$/u },
    asks: ({ positionals: [topic], flags }) => [
      ...[`topic ${topic}`, `configs topic ${topic}`],
      `try addPartitions ${topic} ${flags.get('--partitions')?.[0]}`,
    ],
    does: (shown) => {
      const [count] = shown.flags.get('--partitions') ?? [];
      return isOpen(shown) ? [`addPartitions ${shown.positionals[0]} ${count}`] : [];
    },
  },
  'kafka elect leaders': {
    positionals: { most: 0, each: /^$/u },
    repeated: ['--topic'],
    flags: { ...KAFKA, '--preferred': null, '--topic': SCOPE },
    asks: (shown) => ['topics', ...topicsOf(shown).map((topic) => `topic ${topic}`)],
    does: (shown) =>
      !shown.flags.has('--topic') || topicsOf(shown).includes('web-1')
        ? ['electPreferred [{"topic":"web-1","partition":0}]']
        : [],
  },
  'kafka reassign': {
    positionals: { most: 1, each: SCOPE },
    flags: { ...KAFKA, '--to': /^\d+(?:,\d+)*$/u, '--throttle': /^\d+$/u },
    asks: (shown) => [
      ...['cluster', ...ofPlacement(shown), `sizes ${scoped(shown)}`],
      ...(shown.flags.has('--throttle') ? ofThrottle(shown, brokersOf(shown)) : []),
    ],
    does: (shown) => {
      const placement = { topic: scoped(shown), partition: 0, replicas: wantedOf(shown) };
      const isThrottled = shown.flags.has('--throttle');
      if (!isOpen(shown) || (isThrottled && scoped(shown) !== 'web-1')) return [];
      return [
        `placeReplicas ${JSON.stringify([placement])}`,
        ...(isThrottled ? throttling(shown) : []),
      ];
    },
  },
  'kafka cancel reassignment': {
    positionals: { most: 1, each: SCOPE },
    flags: KAFKA,
    asks: (shown) => [...ofPlacement(shown), ...ofThrottle(shown, [])],
    does: (shown) => {
      const topic = scoped(shown);
      if (!isOpen(shown) || topic === 'web-1') return [];
      const isMoving = topic === 'orders';
      return [
        ...(isMoving ? ['placeReplicas [{"topic":"orders","partition":0,"replicas":null}]'] : []),
        `alterConfigs topic ${topic} ${withoutThrottle('replicas')}`,
      ];
    },
  },
  'kafka set quota': {
    positionals: { most: 0, each: /^$/u },
    flags: {
      ...{ ...KAFKA, '--user': GROUP, '--client-id': GROUP, '--user-default': null },
      ...{ '--client-id-default': null, '--add-config': /^[a-z_]+=[\d.]+(?:,[a-z_]+=[\d.]+)*$/u },
      '--delete-config': /^[a-z_,]+$/u,
    },
    asks: (shown) => ['quotas', `try alterQuotas ${quota(shown)}`],
    does: (shown) => [`alterQuotas ${quota(shown)}`],
  },
  'kafka pause connector': {
    positionals: { most: 1, each: CONNECTOR },
    flags: KAFKA,
    asks: ofConnector,
    does: ({ positionals: [name] }) => (name === 'archive' ? ['pause archive'] : []),
  },
  'kafka resume connector': {
    positionals: { most: 1, each: CONNECTOR },
    flags: KAFKA,
    asks: ofConnector,
    does: ({ positionals: [name] }) => (name === 'idle' ? ['resume idle'] : []),
  },
  'kafka restart connector': {
    positionals: { most: 1, each: CONNECTOR },
    flags: { ...KAFKA, '--include-tasks': null, '--only-failed': null },
    asks: ofConnector,
    does: ({ positionals: [name], flags }) => {
      const [all, failed] = [flags.has('--include-tasks'), flags.has('--only-failed')];
      // Only a task of `archive` has failed, and nothing of `idle`.
      const isAny = !failed || (name === 'archive' && all);
      return isAny ? [`restart ${name} ${all} ${failed}`] : [];
    },
  },
  'kafka restart task': {
    positionals: { most: 2, each: CONNECTOR },
    flags: KAFKA,
    asks: ofConnector,
    does: ({ positionals: [name, task = ''] }) => {
      const tasks = name === 'archive' ? ['0', '1'] : ['0'];
      return tasks.includes(task) ? [`restartTask ${name} ${task}`] : [];
    },
  },
};

function ofConnector({ positionals: [name] }: Placed): readonly string[] {
  return [`connector ${name}`];
}

function quota({ flags }: Placed): string {
  const entity = (['user', 'client-id'] as const).flatMap(
    (type): readonly { type: string; name: string | null }[] => {
      const [name] = flags.get(`--${type}`) ?? [];
      if (name !== undefined) return [{ type, name }];
      return flags.has(`--${type}-default`) ? [{ type, name: null }] : [];
    },
  );
  const [added = ''] = flags.get('--add-config') ?? [];
  const [deleted = ''] = flags.get('--delete-config') ?? [];
  const set = added.split(',').filter(Boolean);
  const changes = [
    ...set.map((each) => each.split('=')).map(([key, value]) => ({ key, value: Number(value) })),
    ...deleted
      .split(',')
      .filter(Boolean)
      .map((key) => ({ key, value: null })),
  ];
  return `${JSON.stringify(entity)} ${JSON.stringify(changes)}`;
}

function scoped({ positionals: [scope = ''] }: Placed): string {
  return scope.split(':')[0] ?? '';
}

function ofPlacement(shown: Placed): readonly string[] {
  return [`topic ${scoped(shown)}`, 'reassignments'];
}

function wantedOf({ flags }: Placed): readonly number[] {
  return (flags.get('--to')?.[0] ?? '').split(',').map(Number);
}

/** Those that hold web-1, and those that shall. */
function brokersOf(shown: Placed): readonly number[] {
  return [...new Set([...(scoped(shown) === 'web-1' ? [2] : []), 1, ...wantedOf(shown)])];
}

/** The rate of a broker holds back all topics that are being moved, and stays while one of them needs it: here that is `orders`. */
function ofThrottle(shown: Placed, brokers: readonly number[]): readonly string[] {
  const topics = [scoped(shown), 'orders'].map((topic) => `configs topic ${topic}`);
  return [...topics, ...brokers.map((id) => `configs broker ${id}`)];
}

/** What is set of web-1 before, and taken away after. */
function throttling(shown: Placed): readonly string[] {
  const [rate = ''] = shown.flags.get('--throttle') ?? [];
  const onto = wantedOf(shown)
    .filter((id) => ![2, 1].includes(id))
    .map((id) => `0:${id}`);
  const lists = [
    { name: 'leader.replication.throttled.replicas', value: '0:2,0:1' },
    { name: 'follower.replication.throttled.replicas', value: onto.join(',') },
  ];
  const rates = ['leader', 'follower'].map((who) => ({
    name: `${who}.replication.throttled.rate`,
    value: rate,
  }));
  return [
    `alterConfigs topic web-1 ${JSON.stringify(lists)}`,
    `alterConfigs topic web-1 ${withoutThrottle('replicas')}`,
    ...brokersOf(shown).flatMap((id) => [
      `alterConfigs broker ${id} ${JSON.stringify(rates)}`,
      `alterConfigs broker ${id} ${withoutThrottle('rate')}`,
    ]),
  ];
}

function withoutThrottle(what: 'replicas' | 'rate'): string {
  const names = ['leader', 'follower'].map((who) => `${who}.replication.throttled.${what}`);
  return JSON.stringify(names.map((name) => ({ name, value: null })));
}

function newTopic({ positionals: [name], flags }: Placed): string {
  const [partitions, replicationFactor] = ['--partitions', '--replication-factor'].map((flag) =>
    Number(flags.get(flag)?.[0]),
  );
  const settings = Object.fromEntries(pairsOf(flags.get('--config')?.[0] ?? ''));
  return JSON.stringify({ name, partitions, replicationFactor, settings });
}

/** Each once, in the order of the names. */
function topicsOf({ flags }: Placed): readonly string[] {
  if (flags.has('--all-topics')) return ['orders'];
  const named = (flags.get('--topic') ?? []).map((scope) => scope?.split(':')[0] ?? '');
  return [...new Set(named)].sort();
}

/** Kafka's own topics are changed by nobody. */
function isOpen({ positionals: [name = ''] }: Placed): boolean {
  return !name.startsWith('__');
}

function settings({ positionals: [name], flags }: Placed): string {
  const [added = ''] = flags.get('--add-config') ?? [];
  const [deleted = ''] = flags.get('--delete-config') ?? [];
  const set = pairsOf(added).map(([key, value]) => ({ name: key, value }));
  const unset = deleted.split(',').filter(Boolean);
  return `topic ${name} ${JSON.stringify([...set, ...unset.map((key) => ({ name: key, value: null }))])}`;
}

function pairsOf(text: string): readonly (readonly [string, string])[] {
  return [...text.matchAll(/([a-z0-9.]+)=(?:\[([^\]]*)\]|([^,]*))/gu)].map(
    ([, key = '', list, value = '']) => [key, list ?? value] as const,
  );
}
