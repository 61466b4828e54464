// What the verbs that read may ask, as rows of the specification. No row may have a method but GET; the two reviews, which
// Kubernetes makes by POST and which store nothing, are the exception and are written out.

import type { Allowed, Placed, Rule } from './allowed.ts';
import { described } from './allowed-describe.ts';
import { INCIDENT_RULES } from './allowed-incidents.ts';
import {
  CLUSTER,
  flagValue,
  get,
  kindsOf,
  NAME,
  namespaceItself,
  PLACE,
  PRINTABLE,
  pathOf,
  TARGET,
  targetsOf,
  theKind,
} from './allowed-paths.ts';
import type { Kind } from './world.ts';

const NOTHING = { most: 0, each: /^$/u };
const SELECTORS = { '-l': PRINTABLE, '--field-selector': PRINTABLE } as const;
const FORMS = /^(?:wide|name|json|yaml|(?:jsonpath|jsonpath-as-json|custom-columns)=\P{C}*)$/u;
const ONLY_CLUSTER = { '--cluster': CLUSTER } as const;
const COUNT = /^\d{1,9}$/u;
const PODS = theKind('', 'pods');

const ONE_ALERT = { most: 1, each: /^#?\d+$/u };
const SPAN = /^\d+[mhd]$/u;

export const READ_RULES: Readonly<Record<string, Rule>> = {
  'kubectl get': {
    positionals: { most: 50, each: TARGET },
    repeated: ['-L'],
    flags: {
      ...PLACE,
      ...SELECTORS,
      ...{ '-A': null, '--no-headers': null, '--show-labels': null, '--show-kind': null },
      ...{ '--ignore-not-found': null, '--show-managed-fields': null },
      ...{ '-o': FORMS, '--sort-by': PRINTABLE, '-L': /^[\w./,-]+$/u },
      '--subresource': /^(?:status|scale)$/u,
    },
    reads: (shown) => [
      ...targetsOf(shown.positionals).map(({ kind, name }) =>
        name === undefined
          ? list(kind, shown, { as: 'table', limit: '500' })
          : get(
              pathOf(kind, shown.namespace, {
                name,
                subresource: flagValue(shown, '--subresource'),
              }),
              {
                as: 'table',
                query: { includeObject: /^(?:None|Object)$/u },
              },
            ),
      ),
      namespaceItself(shown),
    ],
  },
  'kubectl describe': {
    positionals: { most: 50, each: TARGET },
    flags: { ...PLACE, '-A': null, '-l': PRINTABLE, '--show-events': /^(?:true|false)$/u },
    reads: described,
    argv: (shown) => [
      [
        'describe',
        shown.isEverywhere ? '--all-namespaces' : `--namespace=${shown.namespace}`,
        ...(shown.flags.get('-l') ?? []).map((value) => `--selector=${value}`),
        ...(shown.flags.get('--show-events') ?? []).map((value) => `--show-events=${value}`),
        '--',
        ...shown.positionals,
      ],
    ],
  },
  'kubectl logs': {
    positionals: { most: 2, each: TARGET },
    flags: {
      ...PLACE,
      ...{ '-l': PRINTABLE, '-c': NAME, '--all-containers': null, '--all-pods': null, '-f': null },
      ...{ '-p': null, '--timestamps': null, '--prefix': null, '--tail': COUNT },
      ...{ '--limit-bytes': COUNT, '--since': /^[\d.a-z]+$/u, '--since-time': /^[\dTtZz:.+-]+$/u },
      '--max-log-requests': COUNT,
    },
    reads: logged,
  },
  'kubectl top': {
    positionals: { most: 2, each: NAME },
    flags: {
      ...{
        ...PLACE,
        ...SELECTORS,
        '-A': null,
        '--no-headers': null,
        '--sort-by': /^(?:cpu|memory)$/u,
      },
      ...{ '--containers': null, '--sum': null, '--show-capacity': null },
    },
    reads: measured,
  },
  'kubectl events': {
    positionals: NOTHING,
    flags: {
      ...{ ...PLACE, '-A': null, '--no-headers': null, '--for': TARGET },
      ...{ '--types': /^[A-Za-z,]+$/u, '-o': /^(?:json|yaml)$/u },
    },
    reads: (shown) => [
      get(pathOf(theKind('', 'events'), shown.namespace, shown), {
        query: { limit: '500', ...aboutQuery(flagValue(shown, '--for')) },
      }),
    ],
  },
  'kubectl explain': {
    positionals: { most: 1, each: /^[A-Za-z0-9][\w.$/-]*$/u },
    flags: {
      ...{ ...ONLY_CLUSTER, '-R': null, '--api-version': /^[a-z0-9][a-z0-9./-]*$/u },
      '-o': /^(?:plaintext|plaintext-openapiv2)$/u,
    },
    argv: (shown) => [
      [
        'explain',
        ...(shown.flags.has('-R') ? ['--recursive'] : []),
        ...(shown.flags.get('--api-version') ?? []).map((value) => `--api-version=${value}`),
        ...(shown.flags.get('-o') ?? []).map((value) => `--output=${value}`),
        '--',
        ...shown.positionals,
      ],
    ],
  },
  'kubectl api-resources': {
    positionals: NOTHING,
    flags: {
      ...{ ...ONLY_CLUSTER, '--no-headers': null, '--api-group': /^[a-z0-9.-]*$/u },
      ...{ '--namespaced': /^(?:true|false)$/u, '--verbs': /^[a-z,-]+$/u },
      ...{
        '--categories': /^[a-z,-]+$/u,
        '--sort-by': /^(?:name|kind)$/u,
        '-o': /^(?:wide|name)$/u,
      },
    },
  },
  'kubectl api-versions': { positionals: NOTHING, flags: ONLY_CLUSTER },
  'kubectl version': {
    positionals: NOTHING,
    flags: { ...ONLY_CLUSTER, '--client': null, '-o': /^(?:json|yaml)$/u },
    reads: () => [get('/version')],
  },
  'kubectl cluster-info': {
    positionals: NOTHING,
    flags: PLACE,
    reads: (shown) => [
      get(pathOf(theKind('', 'services'), flagValue(shown, '-n') ?? 'kube-system'), {
        query: { labelSelector: 'kubernetes.io/cluster-service=true' },
      }),
    ],
  },
  'kubectl auth can-i': {
    positionals: { most: 2, each: /^[A-Za-z0-9*/][A-Za-z0-9*._:/-]*$/u },
    flags: {
      ...{ ...PLACE, '-A': null, '--no-headers': null, '--list': null, '-q': null },
      '--subresource': /^[a-z]+$/u,
    },
    reads: (shown) => [review(shown)],
  },
  'kubectl config get-contexts': {
    positionals: { most: 20, each: CLUSTER },
    flags: { ...ONLY_CLUSTER, '--no-headers': null, '-o': /^name$/u },
  },
  // Alerts and who is on call are the bot's own.
  'incident now': { positionals: NOTHING, flags: {} },
  'incident alerts': { positionals: NOTHING, flags: {} },
  'incident alert': { positionals: ONE_ALERT, flags: {} },
  'incident ack': { positionals: ONE_ALERT, flags: { '--for': SPAN } },
  'incident unack': { positionals: ONE_ALERT, flags: {} },
  'incident silence': {
    positionals: ONE_ALERT,
    flags: { '--for': SPAN, '--until': /^(?:morning|rollout)$/u },
  },
  'incident unsilence': { positionals: ONE_ALERT, flags: {} },
  'incident assign': {
    positionals: { most: 2, each: /^(?:#?\d+|[UW][A-Z0-9]+|<@[UW][A-Z0-9]+(?:\|[^>]*)?>)$/u },
    flags: {},
  },
  'incident graph': { positionals: ONE_ALERT, flags: {} },
  'incident escalate': { positionals: ONE_ALERT, flags: {} },
  'incident close': { positionals: ONE_ALERT, flags: {} },
  'incident reopen': { positionals: ONE_ALERT, flags: {} },
  'incident oncall': { positionals: { most: 1, each: CLUSTER }, flags: {} },
  'incident oncall swap': {
    positionals: { most: 2, each: /^(?:[a-z0-9-]+|[UW][A-Z0-9]+|<@[UW][A-Z0-9]+(?:\|[^>]*)?>)$/u },
    flags: { '--for': SPAN, '--in': SPAN },
  },
  'incident oncall unswap': { positionals: { most: 1, each: /^[A-Za-z0-9]{6}$/u }, flags: {} },
  ...INCIDENT_RULES,
  'qm help': { positionals: { most: 4, each: /^[a-z-]+$/u }, flags: {} },
  'qm version': { positionals: NOTHING, flags: {} },
  'qm audit': {
    positionals: { most: 20, each: /^[\w./:=@, -]+$/u },
    flags: {
      ...{ '--user': /^[UW][A-Z0-9]+$/u, '--command': /^[\w./:=@, -]+$/u, '--cluster': CLUSTER },
      ...{ '-n': NAME, '--resource': /^[A-Za-z][\w.-]*(?:\/[\w.:-]+)?$/u },
      ...{ '--outcome': /^[a-z, ]+$/u, '--kind': /^[a-z]+$/u, '-o': /^(?:csv|json)$/u },
      ...{ '--since': /^[\d:T mhd-]+$/u, '--until': /^[\d:T mhd-]+$/u },
      ...{ '--before': COUNT, '--limit': COUNT },
    },
  },
  // Asks each cluster whether it is there.
  'qm doctor': { positionals: NOTHING, flags: {}, reads: () => [get('/version')] },
  'qm policy test': { positionals: NOTHING, flags: {} },
  'qm freeze': {
    positionals: { most: 40, each: /^\P{Cc}+$/u },
    flags: { '--until': /^\d\d:\d\d$/u, '--for': /^\d+[mhd]$/u, '--on': CLUSTER },
  },
  'qm unfreeze': { positionals: NOTHING, flags: { '--on': CLUSTER } },
  'qm freezes': { positionals: NOTHING, flags: {} },
  'qm routes': { positionals: NOTHING, flags: {} },
  'qm routes test': {
    positionals: { most: 30, each: /^[a-zA-Z_][\w./-]*=\P{Cc}+$/u },
    flags: {
      ...{ '--severity': /^(?:critical|warning|info)$/u, '--source': CLUSTER },
      ...{ '--alert': /^#?\d+$/u, '--at': /^\d\d:\d\d$/u, '--route': /^[^\0]+$/u },
    },
  },
  'qm routes add': {
    positionals: { most: 40, each: /^\P{Cc}+$/u },
    flags: { '--route': /^[^\0]+$/u, '--for': /^\d+[mhd]$/u, '--until': /^\d\d:\d\d$/u },
  },
  'qm routes end': { positionals: { most: 1, each: /^temporary-\d+$/u }, flags: {} },
  'qm break-glass': {
    positionals: { most: 40, each: /^\P{Cc}+$/u },
    flags: { '--for': /^\d+[mh]$/u },
  },
  'qm end-break-glass': { positionals: NOTHING, flags: {} },
  'qm reviews': { positionals: NOTHING, flags: {} },
  'qm review': { positionals: { most: 60, each: /^\P{Cc}+$/u }, flags: {} },
  // They speak of commands, whose words may be anything; they run none.
  'qm why': { positionals: { most: 100, each: /^[^\0]+$/u }, flags: {}, isQuoted: true },
  'qm can': { positionals: { most: 100, each: /^[^\0]+$/u }, flags: {}, isQuoted: true },
};

function list(
  kind: Kind,
  shown: Placed,
  { as, limit }: { as?: 'table'; limit?: string } = {},
): Allowed {
  const [labels] = shown.flags.get('-l') ?? [];
  const [fields] = shown.flags.get('--field-selector') ?? [];
  return get(pathOf(kind, shown.namespace, shown), {
    ...(as === undefined ? {} : { as }),
    query: {
      ...(limit === undefined ? {} : { limit }),
      ...(labels === undefined ? {} : { labelSelector: labels }),
      ...(fields === undefined ? {} : { fieldSelector: fields }),
      ...(as === 'table' ? { includeObject: /^(?:None|Object)$/u } : {}),
    },
  });
}

function logged(shown: Placed): readonly Allowed[] {
  const [target] = shown.positionals;
  const [kindWord, named] = target?.includes('/') ? target.split('/') : ['pods', target];
  const [kind] = kindsOf(kindWord ?? '');
  const isPod = kind === PODS && named !== undefined;
  const labels = flagValue(shown, '-l');
  const readable = isPod ? [named] : ['web-1', 'web-2'];
  return [
    ...(kind === undefined || named === undefined
      ? []
      : [get(pathOf(kind, shown.namespace, { name: named })), namespaceItself(shown)]),
    ...(isPod
      ? []
      : // The pods of a workload are found by its own selector, which here is app=web.
        [
          get(pathOf(PODS, shown.namespace), {
            query: {
              labelSelector:
                target === undefined ? (labels ?? '') : /^(?:matchLabels=.*|app=web)$/u,
            },
          }),
        ]),
    ...readable.map((name) =>
      get(pathOf(PODS, shown.namespace, { name, subresource: 'log' }), {
        as: 'text',
        query: {
          container: NAME,
          ...(shown.flags.has('-f') ? { follow: 'true' } : {}),
          ...(shown.flags.has('-p') ? { previous: 'true' } : {}),
          ...(shown.flags.has('--timestamps') ? { timestamps: 'true' } : {}),
          ...{
            sinceSeconds: COUNT,
            sinceTime: /^[\dTZ:-]+$/u,
            tailLines: COUNT,
            limitBytes: COUNT,
          },
        },
      }),
    ),
  ];
}

function measured(shown: Placed): readonly Allowed[] {
  const [of = '', name] = shown.positionals;
  const plural = of.startsWith('po') ? 'pods' : 'nodes';
  return ['metrics.k8s.io', ''].flatMap((group) => {
    const kind = theKind(group, plural);
    if (name === undefined)
      return [list(kind, shown), list(kind, { ...shown, isEverywhere: false })];
    return [true, false].map((isEverywhere) =>
      get(
        pathOf(kind, shown.namespace, { name, isEverywhere: isEverywhere && shown.isEverywhere }),
      ),
    );
  });
}

function aboutQuery(subject: string | undefined): NonNullable<Allowed['query']> {
  if (subject === undefined) return {};
  const [word = '', name = ''] = subject.split('/');
  const [kind] = kindsOf(word.toLowerCase());
  if (kind === undefined) return {};
  const version = kind.group === '' ? kind.version : `${kind.group}/${kind.version}`;
  const about = { kind: kind.kind, apiVersion: version, name };
  const fields = Object.entries(about).map(([field, value]) => `involvedObject.${field}=${value}`);
  return { fieldSelector: fields.join(',') };
}

function review(shown: Placed): Allowed {
  const isList = shown.flags.has('--list');
  const kind = isList ? 'SelfSubjectRulesReview' : 'SelfSubjectAccessReview';
  return {
    method: 'POST',
    path: `/apis/authorization.k8s.io/v1/${kind.toLowerCase()}s`,
    contentType: 'application/json',
    body: (body) => {
      const { spec, ...rest } = body as { spec?: object };
      const keys = ['resourceAttributes', 'nonResourceAttributes', 'namespace'];
      return (
        JSON.stringify(rest) === JSON.stringify({ kind, apiVersion: 'authorization.k8s.io/v1' }) &&
        Object.keys(spec ?? {}).every((key) => keys.includes(key))
      );
    },
  };
}
