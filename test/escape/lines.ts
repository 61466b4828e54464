// Command lines for the escape test: valid ones made from the real grammar, then bent. New verbs are taken in by their own
// examples and flags without a word here.

import fc from 'fast-check';
import type { Command } from '../../bot/command.ts';
import type { Flag } from '../../bot/grammar.ts';
import { AFFIXES, HOSTILE_WORDS, KUBECTL_FLAGS } from './hostile.ts';
import { KINDS } from './world.ts';

export const rawText = fc.oneof(
  fc.string({ maxLength: 30 }),
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.string({ unit: 'grapheme', maxLength: 20 }),
);

export function linesOf(commands: readonly Command[]): fc.Arbitrary<string> {
  const valid = fc.oneof(
    { weight: 2, arbitrary: exampleOf(commands) },
    { weight: 1, arbitrary: fc.constantFrom(...POINTED) },
    { weight: 6, arbitrary: fc.constantFrom(...commands.flatMap(weighed)).chain(wordsOf) },
  );
  const bent = fc
    .tuple(valid, fc.array(bends(commands), { maxLength: 3 }), separators)
    .map(([words, all, separator]) => all.reduce(bend, words).join(separator));
  return fc.oneof(
    { weight: 11, arbitrary: valid.map((words) => words.join(' ')) },
    { weight: 10, arbitrary: bent },
    { weight: 1, arbitrary: rawText },
    { weight: 1, arbitrary: rawText.map((text) => `kubectl get ${text}`) },
  );
}

type Words = readonly string[];

/** Understood, and as near to what must not come out as one gets. */
const POINTED: readonly Words[] = [
  'kubectl get vaults -o yaml',
  'kubectl get vaults web-1 -o jsonpath={.spec.template.data}',
  'kubectl get secrets -o json',
  'kubectl get secret web-1 -o yaml --show-managed-fields',
  'kubectl get secrets -A -o jsonpath={.items[*].metadata.annotations}',
  'kubectl get pods,secrets --sort-by=.data.password --show-labels',
  'kubectl get sec -o custom-columns=A:.data,B:.stringData',
  'kubectl describe secrets',
  'kubectl describe secret web-1',
  'kubectl get pods --sort-by=.metadata.name',
  'kubectl get pods -o jsonpath={.items[*].metadata.name}',
].map((line) => line.split(' '));

/** What can do harm more often than what cannot. */
function weighed(command: Command): readonly Command[] {
  if (command.on === 'bot') return [command];
  const times = command.effect === 'change' || command.name === 'kubectl get' ? 4 : 2;
  return Array.from({ length: times }, () => command);
}

function exampleOf(commands: readonly Command[]): fc.Arbitrary<Words> {
  return fc.constantFrom(
    ...commands.flatMap(({ examples }) => examples.map((one) => one.split(' '))),
  );
}

const separators = fc.oneof(
  { weight: 12, arbitrary: fc.constant(' ') },
  {
    weight: 1,
    arbitrary: fc.constantFrom('\t', '\n', '\u00a0', '  ', '\u3000', '\r\n', '\u200b', '+'),
  },
);

// --- valid lines ----------------------------------------------------------------------------------------------------

function wordsOf(command: Command): fc.Arbitrary<Words> {
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
function needed({ grammar }: Command): fc.Arbitrary<Words> {
  return 'replicas' in grammar.flags
    ? fc.constantFrom<Words>(['--replicas=3'], ['--replicas', '0'])
    : fc.constant<Words>([]);
}

function positionalsOf({ name, grammar, examples }: Command): fc.Arbitrary<Words> {
  if (grammar.positionals.max === 0) return fc.constant([]);
  const own = POSITIONALS[name];
  const examined = examples.map((one) =>
    one
      .split(' ')
      .slice(name.split(' ').length)
      .filter((word) => !word.startsWith('-')),
  );
  return own ?? fc.oneof(targets, fc.constantFrom(...examined));
}

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
const names = fc.constantFrom('web-1', 'web', 'web-2', 'missing-1', 'system:node', 'db');
const targets: fc.Arbitrary<Words> = fc.oneof(
  kindWords.map((kind) => [kind]),
  fc.tuple(kindWords, kindWords).map(([one, other]) => [`${one},${other}`]),
  fc.tuple(kindWords, names).map((words) => words),
  fc.tuple(kindWords, names).map(([kind, name]) => [`${kind}/${name}`]),
  fc.tuple(workloads, names).map(([kind, name]) => [`${kind}/${name}`]),
  fc.tuple(kindWords, names, names).map(([kind, one, two]) => [`${kind}/${one}`, `${kind}/${two}`]),
);

const POSITIONALS: Readonly<Record<string, fc.Arbitrary<Words>>> = {
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
  'qm audit': fc.constantFrom([], ['verify'], ['secrets']),
  'qm help': fc.constantFrom([], ['kubectl', 'get'], ['exec']),
};

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
  for: ['pod/web-1', 'secret/web-1', 'nosuch/x'],
  types: ['Warning', 'Normal,Warning'],
  user: ['U0ALICE'],
  limit: ['5'],
};

// --- bending --------------------------------------------------------------------------------------------------------

interface Bend {
  readonly how: 'insert' | 'replace' | 'append' | 'prepend' | 'case' | 'drop' | 'repeat' | 'swap';
  readonly at: number;
  readonly word: string;
  readonly affix: string;
}

function bends(commands: readonly Command[]): fc.Arbitrary<Bend> {
  const flags = commands.flatMap(({ grammar }) =>
    Object.keys(grammar.flags).map((name) => `--${name}`),
  );
  return fc.record({
    how: fc.constantFrom(
      'insert',
      'insert',
      'replace',
      'append',
      'prepend',
      'case',
      'drop',
      'repeat',
      'swap',
    ),
    at: fc.nat(9),
    word: fc.oneof(
      fc.constantFrom(...KUBECTL_FLAGS),
      fc.constantFrom(...HOSTILE_WORDS),
      fc.constantFrom(...new Set(flags)),
      rawText,
    ),
    affix: fc.constantFrom(...AFFIXES),
  });
}

function bend(words: Words, { how, at, word, affix }: Bend): Words {
  const index = words.length === 0 ? 0 : at % words.length;
  const old = words[index] ?? '';
  const put = (...changed: string[]) => words.toSpliced(index, 1, ...changed);
  switch (how) {
    case 'insert':
      return words.toSpliced(index + 1, 0, word);
    case 'replace':
      return put(word);
    case 'append':
      return put(old + affix);
    case 'prepend':
      return put(affix + old);
    case 'case':
      return put(at % 2 === 0 ? old.toUpperCase() : old.slice(0, 1).toUpperCase() + old.slice(1));
    case 'drop':
      return put();
    case 'repeat':
      return put(old, old);
    case 'swap':
      return put(words[index + 1] ?? '', old);
  }
}
