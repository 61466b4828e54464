// What the lines of the suite are about: one namespace with a bit of everything that prints in its own way.

export interface Names {
  readonly namespace: string;
  /** The API group of the custom resources, which belongs to the suite alone. */
  readonly group: string;
}

const LONG = 'a long sentence that goes on and on '.repeat(8).trim();

/** Texts that YAML and JSON have to write with care. */
const ODD_TEXTS: Readonly<Record<string, string>> = {
  plain: 'hello',
  empty: '',
  yes: 'yes',
  number: '1_000',
  'leading-zero': '017',
  date: '2026-01-31',
  sexagesimal: '12:30:45',
  null: 'null',
  tilde: '~',
  float: '1e3',
  quotes: `it's a "quoted" text`,
  colon: 'key: value',
  hash: 'a #comment',
  dash: '- item',
  html: '<b>bold & "brave"</b>',
  unicode: 'grüße, 世界 😀',
  tab: 'a\tb',
  trailing: 'ends in a space ',
  leading: '  begins with spaces',
  lines: 'first\nsecond\n',
  'lines-open': 'first\nsecond',
  'lines-many': '\n\nfirst\n\n\nsecond\n\n\n',
  'lines-indented': '  first\n    second\n',
  'lines-trailing': 'first \nsecond\n',
  windows: 'first\r\nsecond\r\n',
  long: LONG,
  'long-quoted': `'${LONG}: "yes"'`,
  'long-tabs': `${LONG}\t${LONG}`,
  'long-lines': `${LONG}\n${LONG}\n`,
  escape: '\u001b[31mred\u001b[0m',
  backslash: 'C:\\temp\\new',
  'no-break': 'a\u00a0b\u2028c',
  json: '{"a":[1,2,{"b":null}]}',
};

export function manifests({ namespace, group }: Names): readonly unknown[] {
  const at = (name: string, labels: Record<string, string> = {}) => ({
    metadata: { name, namespace, labels: { suite: namespace, ...labels } },
  });
  const pod = (label: string, containers: readonly string[], init: readonly string[] = []) => ({
    metadata: { labels: { app: label, suite: namespace, 'app.kubernetes.io/name': label } },
    spec: {
      terminationGracePeriodSeconds: 0,
      containers: containers.map((name) => ({ name, image: `registry.test/${name}:1` })),
      ...(init.length === 0
        ? {}
        : { initContainers: init.map((name) => ({ name, image: `registry.test/${name}:1` })) }),
    },
  });
  const workload = (kind: string, name: string, spec: object) => ({
    apiVersion: 'apps/v1',
    kind,
    ...at(name, { app: name }),
    spec: { selector: { matchLabels: { app: name } }, ...spec },
  });
  const config = (name: string, data: object, labels: Record<string, string> = {}) => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    ...at(name, labels),
    data,
  });
  const ranks = Array.from({ length: 40 }, (_, index) =>
    config(
      `rank-${String(index).padStart(2, '0')}`,
      {
        same: 'same',
        group: `g${(index * 7) % 5}`,
        amount: ['10', '9', '1k', '500m', '1Ki', '2'][index % 6],
        ...(index % 4 === 0 ? {} : { some: String((index * 13) % 11) }),
      },
      { kind: 'rank', tier: index % 2 === 0 ? 'even' : 'odd' },
    ),
  );
  return [
    workload('Deployment', 'web', { replicas: 3, template: pod('web', ['app']) }),
    workload('Deployment', 'pair', {
      replicas: 1,
      template: pod('pair', ['first', 'second'], ['setup']),
    }),
    workload('Deployment', 'none', { replicas: 0, template: pod('none', ['idle']) }),
    workload('StatefulSet', 'db', {
      serviceName: 'db',
      replicas: 2,
      template: pod('db', ['postgres']),
    }),
    workload('DaemonSet', 'agent', { template: pod('agent', ['agent']) }),
    {
      apiVersion: 'batch/v1',
      kind: 'Job',
      ...at('once'),
      spec: {
        template: {
          ...pod('once', ['work']),
          spec: { ...pod('once', ['work']).spec, restartPolicy: 'Never' },
        },
      },
    },
    {
      apiVersion: 'batch/v1',
      kind: 'CronJob',
      ...at('nightly'),
      spec: {
        schedule: '0 3 * * *',
        jobTemplate: {
          spec: {
            template: { spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'i' }] } },
          },
        },
      },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      ...at('web'),
      spec: { selector: { app: 'web' }, ports: [{ port: 80 }] },
    },
    { apiVersion: 'v1', kind: 'Service', ...at('bare'), spec: { ports: [{ port: 80 }] } },
    {
      apiVersion: 'v1',
      kind: 'Pod',
      ...at('preset', { app: 'preset' }),
      ...{
        metadata: {
          ...at('preset').metadata,
          annotations: { 'kubectl.kubernetes.io/default-container': 'second' },
        },
      },
      spec: pod('preset', ['first', 'second']).spec,
    },
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        ...at('mispreset').metadata,
        annotations: { 'kubectl.kubernetes.io/default-container': 'gone' },
      },
      spec: pod('mispreset', ['first', 'second']).spec,
    },
    {
      apiVersion: 'v1',
      kind: 'Pod',
      ...at('pending'),
      spec: { ...pod('pending', ['app']).spec, nodeSelector: { 'no-such-node': 'yes' } },
    },
    config('odd', ODD_TEXTS),
    config('order', {
      a: '1',
      b2: '1',
      b10: '1',
      B: '1',
      '10': '1',
      '9': '1',
      'a.b': '1',
      a_b: '1',
      'a-b': '1',
    }),
    ...ranks,
    {
      apiVersion: 'v1',
      kind: 'Secret',
      ...at('keys'),
      stringData: { password: 'hunter2-value', user: 'bob' },
    },
    { apiVersion: 'v1', kind: 'Secret', ...at('tokens'), stringData: { token: 'another-value' } },
    { apiVersion: 'v1', kind: 'Secret', ...at('yielding'), stringData: { password: 'aardvark' } },
    { apiVersion: 'v1', kind: 'ServiceAccount', ...at('robot') },
    ...['small', 'large', 'odd-one'].map((name, index) => ({
      apiVersion: `${group}/v1`,
      kind: 'Gadget',
      ...at(name, { app: name }),
      spec: {
        size: [3, 20, 9_007_199_254_740_993n][index],
        share: [0.5, 1.25, 1234567.5][index],
        note: ['one\ntwo', 'tab\there', '\u001b[31mred'][index],
        on: index === 0,
        until: '2020-01-01T00:00:00Z',
      },
    })),
  ];
}

/** A kind with columns of its own, some of them only for the wide form. */
export function gadgetDefinition({ group }: Names): unknown {
  const column = (name: string, type: string, jsonPath: string, priority = 0) => ({
    name,
    type,
    jsonPath,
    priority,
  });
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `gadgets.${group}` },
    spec: {
      group,
      scope: 'Namespaced',
      names: { plural: 'gadgets', singular: 'gadget', kind: 'Gadget', shortNames: ['gdg'] },
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          subresources: { status: {} },
          additionalPrinterColumns: [
            column('Size', 'integer', '.spec.size'),
            column('Note', 'string', '.spec.note'),
            column('On', 'boolean', '.spec.on'),
            column('Share', 'number', '.spec.share', 1),
            column('Until', 'date', '.spec.until', 1),
            column('Missing', 'string', '.spec.missing'),
          ],
          schema: {
            openAPIV3Schema: {
              type: 'object',
              properties: {
                spec: {
                  type: 'object',
                  properties: {
                    size: { type: 'integer', format: 'int64' },
                    share: { type: 'number' },
                    note: { type: 'string' },
                    on: { type: 'boolean' },
                    until: { type: 'string' },
                  },
                },
                status: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
              },
            },
          },
        },
      ],
    },
  };
}
