// Words of a command that its grammar takes, or nearly: arguments and flags with values that mean something in the test's world.
// What is not known here is made from the grammar itself, so that a new verb comes along.

import fc from 'fast-check';
import type { Command } from '../../bot/command.ts';
import type { Flag } from '../../bot/grammar.ts';
import { KINDS } from './world.ts';

export type Words = readonly string[];

export function wordsOf(command: Command): fc.Arbitrary<Words> {
  const flags = Object.entries(command.grammar.flags).map(([name, flag]) => flagOf(name, flag));
  const wanted = Math.min(3, flags.length);
  return fc
    .tuple(
      positionalsOf(command),
      flags.length === 0
        ? fc.constant<Words[]>([])
        : fc.array(fc.oneof(...flags), { maxLength: wanted }),
      needed(command),
    )
    .map(([positionals, given, always]) => [
      ...command.name.split(' '),
      ...positionals,
      ...given.flat(),
      ...always,
    ]);
}

/** Without these a verb is refused whatever else is said. */
function needed({ name }: Command): fc.Arbitrary<Words> {
  return fc.constantFrom<Words>(...(NEEDED[name] ?? [[]]));
}

const PATCHES: readonly Words[] = [
  ['--type=merge', '-p', '\'{"spec":{"replicas":3}}\''],
  ['--type=merge', '-p', '\'{"metadata":{"labels":{"a":"b","constructor":null}}}\''],
];
const NEEDED: Readonly<Record<string, readonly Words[]>> = {
  'kubectl scale': [['--replicas=3'], ['--replicas', '0']],
  'kubectl patch': [
    ...PATCHES,
    ...PATCHES,
    ['--type=merge', '-p', '\'{"spec":{"minReadySeconds":5}}\''],
    ['--type=merge', '-p', '{\u201cspec\u201d:{\u201cpaused\u201d:true}}'],
    ['--type=merge', '-p', '\'{"metadata":{"name":"other","ownerReferences":[]}}\''],
    ['--type=merge', '-p', '\'{"metadata":{"finalizers":null},"status":{"x":1}}\''],
    ['--type=merge', '-p', '\'{"__proto__":{"spec":1},"kind":"Secret"}\''],
    ['--type=merge', '-p', '\'{"spec":{"a":1,"a":2}}\''],
  ],
  'cluster off': [[], [], ['--for=2h']],
  'cluster on': [[], [], ['--for=2h']],
  'cluster keep': [[], [], ['--for=2h']],
  'pipeline scale': [['--processes=3'], ['--processes', '1']],
  'pipeline hold': [['--clear'], []],
  'kubectl create job': [['--from=cronjob/web'], ['--from', 'cj/missing-1'], ['--from=job/web']],
  'kubectl set resources': [['--limits=cpu=500m,memory=1Gi'], ['--requests', 'cpu=1', '-c', 'a*']],
};

function positionalsOf({ name, grammar, examples, effect }: Command): fc.Arbitrary<Words> {
  if (grammar.positionals.max === 0) return fc.constant([]);
  const own = POSITIONALS[name];
  const examined = examples.map((one) =>
    one
      .split(' ')
      .slice(name.split(' ').length)
      .filter((word) => !word.startsWith('-')),
  );
  return own ?? fc.oneof(effect === 'change' ? objects : targets, fc.constantFrom(...examined));
}

function flagOf(name: string, flag: Flag): fc.Arbitrary<Words> {
  const long = `--${name}`;
  const short = flag.short === undefined ? long : `-${flag.short}`;
  if (flag.kind === 'switch') return fc.constantFrom([long], [short], [`${long}=false`]);
  return valueFor(name, flag).chain((value) => {
    const quoted = /[\s'"\\]/u.test(value) ? `"${value.replaceAll(/["\\]/gu, '\\$&')}"` : value;
    return fc.constantFrom<Words>([short, quoted], [`${long}=${quoted}`], [long, quoted]);
  });
}

function valueFor(name: string, flag: Exclude<Flag, { kind: 'switch' }>): fc.Arbitrary<string> {
  const known = VALUES[name];
  if (known !== undefined) return fc.constantFrom(...known);
  if (flag.placeholder.includes('|')) return fc.constantFrom(...flag.placeholder.split('|'));
  return fc.constantFrom('1', 'app=web', 'web-1', 'shop', 'app');
}

const VALUES: Readonly<Record<string, readonly [string, ...string[]]>> = {
  cluster: ['staging', 'production', 'nowhere'],
  kafka: ['staging', 'production', 'nowhere'],
  offset: ['0', 'earliest', 'end-5', '2026-11-25T21:00:00Z', 'begin'],
  count: ['1', '50'],
  'max-transaction-timeout': ['0', '15'],
  group: ['billing'],
  'transactional-id': ['loader'],
  principal: ['User:alice', 'alice'],
  'entity-type': ['users', 'users,clients', 'groups'],
  time: ['earliest', '1764104400000', '2026-11-25T21:00:00Z', 'yesterday'],
  'add-config': [
    'retention.ms=1000',
    'cleanup.policy=[compact,delete],retention.ms=-1',
    'x=<!here>',
    'producer_byte_rate=1024,request_percentage=12.5',
  ],
  'delete-config': ['retention.ms', 'segment.ms,retention.bytes', 'A'],
  topic: ['orders', 'orders:0', 'web-1:0,0', 'nosuch', 'orders:7', '..', '*'],
  'to-offset': ['0', '9', '<!here>'],
  'to-datetime': ['2026-11-25T21:00:00', 'yesterday'],
  'by-duration': ['PT1H', 'P1D', '1h'],
  'shift-by': ['1'],
  'shift-back-by': ['2'],
  partitions: ['3', '1', '99999'],
  'replication-factor': ['1', '3', '0'],
  config: ['retention.ms=1000', 'cleanup.policy=[compact,delete]'],
  to: ['1', '1,2', '1,1', '9'],
  throttle: ['50000000', '0', '5', 'fast'],
  'client-id': ['loader'],
  undo: ['AAAAAAAA', '../x'],
  state: ['Stable', 'empty,dead', 'asleep'],
  namespace: ['shop', 'default', 'kube-system'],
  selector: ['app=web', 'tier in (a,b)', '!canary', 'app=web,tier!=x'],
  'field-selector': ['metadata.name=web-1', 'status.phase=Running'],
  output: [
    ...([
      'wide',
      'json',
      'yaml',
      'name',
      'jsonpath={..data}',
      'jsonpath={.items[*].data.password}',
    ] as const),
    ...['custom-columns=A:.data,B:.metadata.name', 'jsonpath={.metadata.annotations}'],
    ...['jsonpath-as-json={..*}', 'jsonpath={.spec.template.data}', 'plaintext'],
  ],
  'sort-by': ['.metadata.name', '.data.password', 'cpu', 'name'],
  'label-columns': ['app', 'app,tier'],
  subresource: ['status', 'scale', 'log'],
  container: ['app', 'side'],
  since: ['5m', '1h30m'],
  'since-time': ['2026-01-31T08:30:00Z'],
  tail: ['5', '0'],
  replicas: ['3', '0'],
  processes: ['2', '0', '17'],
  partition: ['2', '0'],
  'grace-period': ['5', '0'],
  timeout: ['5s', '1h', '24h'],
  'pod-selector': ['app=web', '!canary'],
  from: ['cronjob/web', 'secret/web-1'],
  'current-replicas': ['2'],
  'resource-version': ['7', '8'],
  'to-revision': ['1', '2', '0'],
  limits: ['cpu=1', 'memory=1Gi,cpu=2'],
  requests: ['cpu=1'],
  patch: ['{"spec":{"replicas":4}}'],
  containers: ['app', '*', '*p*'],
  for: ['pod/web-1', 'secret/web-1', 'nosuch/x', '2h', '30m', '3d'],
  in: ['30m', '2h'],
  until: ['22:00', '2026-11-25 21:00', 'noon'],
  types: ['Warning', 'Normal,Warning'],
  user: ['U0ALICE', 'carol', '<!here>'],
  limit: ['5'],
};

const kindWords = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...KINDS.map(({ plural }) => plural)) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      ...KINDS.flatMap(({ short, kind, plural, group, version }) => [
        ...short,
        kind,
        ...(group === '' ? [] : [`${plural}.${group}`, `${plural}.${version}.${group}`]),
      ]),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom('secrets', 'secret', 'all', 'deployments.ap', 'nosuchkind'),
  },
);
const workloads = fc.constantFrom('deploy', 'deployment', 'sts', 'ds', 'deployments.apps', 'rs');
const names = fc.constantFrom('web-1', 'web', 'web-2', 'missing-1', 'system:node', 'paused-1');
/** Named, as changes need them. */
const objects: fc.Arbitrary<Words> = fc.oneof(
  fc.tuple(workloads, names).map(([kind, name]) => [`${kind}/${name}`]),
  fc.tuple(kindWords, names).map(([kind, name]) => [`${kind}/${name}`]),
  fc.tuple(workloads, names, names).map((words) => words),
);
const targets: fc.Arbitrary<Words> = fc.oneof(
  kindWords.map((kind) => [kind]),
  fc.tuple(kindWords, kindWords).map(([one, other]) => [`${one},${other}`]),
  fc.tuple(kindWords, names).map((words) => words),
  fc.tuple(kindWords, names).map(([kind, name]) => [`${kind}/${name}`]),
  fc.tuple(workloads, names).map(([kind, name]) => [`${kind}/${name}`]),
  fc.tuple(kindWords, names, names).map(([kind, one, two]) => [`${kind}/${one}`, `${kind}/${two}`]),
);

const marked = fc
  .tuple(
    objects,
    fc.array(
      fc.constantFrom(
        'tier=front',
        'app=x',
        'app-',
        'a.b/c=',
        'constructor-',
        'toString=1',
        'x=y=z',
      ),
      { minLength: 1, maxLength: 3 },
    ),
  )
  .map(([words, pairs]) => [...words, ...pairs]);
const imaged = fc
  .tuple(
    objects,
    fc.array(fc.constantFrom('app=shop/web:2', '*=shop/web@sha256:aa', 'side=x', 'constructor=y'), {
      minLength: 1,
      maxLength: 2,
    }),
  )
  .map(([words, pairs]) => [...words, ...pairs]);
const nodes = fc.array(
  fc.constantFrom('node-1', 'node/web-1', 'no/cordoned-1', 'cordoned-1', 'pod/x'),
  {
    minLength: 1,
    maxLength: 2,
  },
);

const pipelines = fc.constantFrom<Words[]>(['settlement'], ['billing'], ['nosuch']);

const switched: fc.Arbitrary<Words> = fc.constantFrom(['shop-nights'], ['shop-nights'], ['moon']);
const POSITIONALS: Readonly<Record<string, fc.Arbitrary<Words>>> = {
  'cluster plan': switched,
  'cluster status': fc.oneof(switched, fc.constant<Words>([])),
  'cluster off': switched,
  'cluster on': switched,
  'cluster keep': switched,
  'cluster resume': switched,
  'kubectl label': marked,
  'kubectl annotate': marked,
  'kubectl set image': imaged,
  'kubectl cordon': nodes,
  'kubectl drain': nodes,
  'kubectl delete': fc.oneof(
    names.map((name) => ['pod', name]),
    names.map((name) => [`job/${name}`]),
    objects,
  ),
  'kubectl create job': fc.constantFrom(['again'], ['web-2'], ['../x'], ['A']),
  'kubectl uncordon': nodes,
  'kubectl logs': fc.oneof(
    names.map((name) => [name]),
    fc.tuple(workloads, names).map(([kind, name]) => [`${kind}/${name}`]),
    fc.tuple(names, fc.constantFrom('app', 'side')).map((words) => words),
  ),
  'kubectl top': fc.oneof(
    fc.constantFrom(['pods'], ['nodes'], ['po'], ['secrets']),
    names.map((name) => ['pod', name]),
  ),
  'kubectl explain': fc.constantFrom(
    ['pods'],
    ['deploy.spec'],
    ['secrets.data'],
    ['../../x'],
    ['a/b'],
  ),
  'kubectl auth can-i': fc.constantFrom(
    ['get', 'pods'],
    ['delete', 'deployments.apps/web'],
    ['get', '/logs/../secrets'],
    ['create', 'pods/web-1'],
    [],
  ),
  'kubectl config get-contexts': fc.constantFrom([], ['staging'], ['production', 'nowhere']),
  'kafka topics': fc.constantFrom([], ['orders.*'], ['(a+)+b'], ['[o-r]\\w+'], ['((']),
  'kafka groups': fc.constantFrom([], ['billing'], ['.*(here|channel).*']),
  'kafka lag': fc.constantFrom([], ['billing'], ['.*here.*']),
  'kafka group': fc.constantFrom(['billing'], ['nosuch'], ['a/b'], ['<!here>']),
  'kafka offsets': fc.constantFrom(['orders'], ['nosuch'], ['*']),
  'kafka configs': fc.constantFrom(
    ['topic', 'orders'],
    ['broker', '1'],
    ['broker', '7'],
    ['group', 'billing'],
    ['user', 'x'],
    ['topic', '../x'],
  ),
  ...Object.fromEntries(
    ['status', 'describe', 'top', 'lag', 'logs', 'pause', 'resume', 'restart', 'hold', 'scale'].map(
      (name) => [`pipeline ${name}`, pipelines],
    ),
  ),
  'pipeline deadletters replay': pipelines,
  'pipeline deadletters': fc.oneof(
    pipelines,
    pipelines.map(([name = '']) => [name, 'show']),
    fc.constant(['settlement', 'replay']),
  ),
  'pipeline verify': fc
    .tuple(pipelines, fc.constantFrom('c1', '<!here>'))
    .map(([[name = ''], key]) => [name, key]),
  'pipeline query': fc
    .tuple(
      pipelines,
      fc.constantFrom('budget', 'budgets', 'purse'),
      fc.constantFrom('c1', '<!here>'),
    )
    .map(([[name = ''], store, key]) => [name, store, key]),
  'kafka reset offsets': fc.constantFrom(
    ...[['idle'], ['billing'], ['nosuch'], ['settlement']],
    ...[
      ['idle', '--topic=orders'],
      ['idle', '--topic', 'orders:0', '--topic=web-1'],
    ],
    ...[
      ['idle', '--all-topics'],
      ['nosuch', '--topic=orders', '--to-latest'],
    ],
    ['idle', '--topic=orders', '--to-offset=3'],
  ),
  'kafka set quota': fc.constantFrom(
    ['--user=carol', '--add-config=producer_byte_rate=1024'],
    ['--client-id-default', '--delete-config=consumer_byte_rate'],
    [],
  ),
  'kafka delete offsets': fc.constantFrom(['idle', '--topic=orders'], ['billing'], ['settlement']),
  'kafka remove member': fc.constantFrom(
    ['billing', 'billing-1'],
    ['billing', 'x'],
    ['nosuch', 'y'],
  ),
  'kafka create topic': fc.constantFrom(
    ['refunds', '--partitions=3', '--replication-factor=1'],
    ['__mine', '--partitions=3', '--replication-factor=1'],
    ...[['orders'], ['ad.deductions']],
  ),
  'kafka add partitions': fc.constantFrom(['orders', '--partitions=3'], ['__consumer_offsets']),
  'kafka elect leaders': fc.constantFrom([], ['--preferred'], ['--preferred', '--topic=orders']),
  'kafka reassign': fc.constantFrom(
    ...[['web-1:0', '--to=1'], ['orders:0'], ['orders'], ['web-1:9']],
    ['web-1:0', '--to=1', '--throttle=5000'],
  ),
  'kafka cancel reassignment': fc.constantFrom(['orders'], ['orders:0'], ['web-1']),
  'kafka alter topic': fc.constantFrom(['orders'], ['__consumer_offsets'], ['nosuch'], ['..']),
  'kafka connectors': fc.constantFrom([], ['archive'], ['.*here.*'], ['((']),
  'kafka connector': fc.constantFrom(['archive'], ['nosuch'], ['..'], ['a/b'], ['<!here>']),
  'kafka pause connector': fc.constantFrom(['archive'], ['idle'], ['nosuch'], ['..%2f']),
  'kafka resume connector': fc.constantFrom(['idle'], ['archive'], ['nosuch'], ['a;b']),
  'kafka restart connector': fc.constantFrom(
    ...[['archive'], ['idle'], ['nosuch'], ['archive', '--include-tasks', '--only-failed']],
    ['archive', '--include-tasks'],
  ),
  'kafka restart task': fc.constantFrom(
    ...[
      ['archive', '0'],
      ['archive', '1'],
      ['idle', '0'],
      ['archive', '7'],
      ['archive', '../0'],
    ],
    ['nosuch', '0'],
  ),
  'kafka impact': fc.constantFrom(['1'], ['9'], ['x']),
  'kafka topic': fc.constantFrom(['orders'], ['web-1'], ['nosuch'], ['..'], ['a/b']),
  'incident alert': fc.constantFrom(['1'], ['#1'], ['0'], ['x']),
  'incident ack': fc.constantFrom(['1'], ['1', '--for=2h'], ['1', '2'], ['1', '--for', 'ever']),
  'incident unack': fc.constantFrom(['1'], ['9999999999']),
  'incident silence': fc.constantFrom(
    ['1', '--for=1h'],
    ['1', '--until=morning'],
    ['1', '--until', 'rollout'],
    ['1', '--until', 'ever'],
    ['1'],
    ['1', '--for', '9999d'],
  ),
  'incident unsilence': fc.constantFrom(['1'], ['-1']),
  'incident assign': fc.constantFrom(
    ['1', 'U0BOB'],
    ['1', '<@U0BOB|bob>'],
    ['U0BOB', '1'],
    ['1', '@bob'],
  ),
  'incident graph': fc.constantFrom(['1'], ['#1'], ['..']),
  'incident escalate': fc.constantFrom(['1'], ['#1']),
  'incident close': fc.constantFrom(['1'], ['1', 'all']),
  'incident reopen': fc.constantFrom(['1'], ['']),
  'incident oncall': fc.constantFrom([], ['payments'], ['Payments']),
  'incident oncall swap': fc.constantFrom(
    ['payments', 'U0BOB', '--for=8h'],
    ['payments', 'U0BOB', '--in=1d', '--for=8h'],
    ['payments', '<!channel>', '--for=8h'],
  ),
  'incident oncall unswap': fc.constantFrom(['k3Xa9b'], ['../..']),
  'incident declare': fc.constantFrom(
    ['checkout is down', '--sev=2'],
    ['checkout', 'is', 'down'],
    ['--alert=1'],
    ['--alert=1', '--commander=U0BOB'],
    ['<!channel> <@U0DANA> look', '--sev=1', '--impact=everybody'],
    [],
    ['x', '--sev=0'],
  ),
  'incident list': fc.constantFrom([], ['--closed'], ['3']),
  'incident show': fc.constantFrom(['1'], ['#1'], ['x']),
  'incident timeline': fc.constantFrom(['1'], ['9']),
  'incident postmortem': fc.constantFrom(['1'], ['#1'], ['9']),
  'incident stats': fc.constantFrom([], ['1']),
  'incident update': fc.constantFrom(
    ['1', 'it', 'is', 'back', '--next=30m'],
    ['1', '<!here> <@U0DANA>', '--impact=nobody'],
    ['1'],
    ['it', '1'],
  ),
  'incident note': fc.constantFrom(['1', '<@U0DANA> said so'], ['1', '`rm` *bold*'], ['1']),
  'incident resolve': fc.constantFrom(['1'], ['1', 'rolled', 'back'], ['x']),
  'incident unresolve': fc.constantFrom(['1'], ['1', '2']),
  'incident todo': fc.constantFrom(['1', 'mend it', '--owner=U0BOB'], ['1', 'mend'], ['1']),
  'incident done': fc.constantFrom(['1', '1'], ['1']),
  'incident link': fc.constantFrom(['1', '1'], ['1', '9'], ['1', '#x']),
  'incident sev': fc.constantFrom(['1', '1'], ['1', '4'], ['1', '5']),
  'incident lead': fc.constantFrom(
    ['1'],
    ['1', 'U0BOB'],
    ['1', '<@U0BOB|bob>', '--role=communications'],
    ['1', '@bob'],
  ),
  'qm audit': fc.constantFrom(
    [],
    ['verify'],
    ['row', '3'],
    ['secrets'],
    ['-o', 'csv'],
    ['get', '--since', '2h', '-o=json'],
  ),
  'qm freeze': fc.constantFrom(
    ['the', 'sale', '--for=2h'],
    ['incident', '--until', '18:00', '--on', 'production'],
    ['x', '--for=2h', '--until=18:00'],
  ),
  'qm routes test': fc.constantFrom(
    ['namespace=shop', '--severity=critical'],
    ['--alert', '1', '--at', '23:30'],
    ['a=b', '--source=staging', '--route', '{channel: C1}'],
    ['a=<!channel>', '--route', '&a [*a, *a]'],
    ['=b'],
  ),
  'qm routes add': fc.constantFrom(
    ['load', 'test', '--for=2h', '--route', '{match: {namespace: shop}, channel: C1}'],
    ['<!channel>', '--until', '08:00', '--route={match: {severity: info}, mute: true}'],
    ['x', '--for=2h', '--route', '&a [*a, *a]'],
    ['x', '--for=2h', '--until=18:00'],
  ),
  'qm routes end': fc.constantFrom(['temporary-1'], ['temporary-99']),
  'qm break-glass': fc.constantFrom(
    ['the', 'database', 'is', 'gone', '--for=30m'],
    ['nobody answers', '--for', '9h'],
    ['<!channel>', '--for=1h'],
  ),
  'qm review': fc.constantFrom(['4fKq81Zx', 'all', 'as', 'it', 'should'], ['x', 'y']),
  'qm why': fc.constantFrom(
    ['kubectl', 'get', 'secrets', '-o', 'yaml'],
    ['kubectl', 'delete', 'pod', 'web-1'],
    ['kubectl', 'exec', 'web-1', '--', 'sh'],
    ['qm', 'why', 'qm', 'audit'],
  ),
  'qm can': fc.constantFrom(
    ['U0BOB', 'kubectl', 'scale', 'deploy/web', '--replicas=0'],
    ['@bob', 'kubectl', 'get', 'pods'],
  ),
  'qm help': fc.constantFrom([], ['kubectl', 'get'], ['exec']),
};
