import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { botCommand, type Call, type Command, kubectlCommand } from '../../bot/command.ts';
import { get } from '../../bot/commands/kubectl/get.ts';
import { logs } from '../../bot/commands/kubectl/logs.ts';
import { UsageError } from '../../bot/errors.ts';
import { countFlag, NO_POSITIONALS, repeatedFlag, switchFlag } from '../../bot/grammar.ts';
import {
  allNamespacesFlag,
  clusterFlag,
  durationFlag,
  LABEL_KEY,
  namespaceFlags,
  selectorFlag,
  TARGET,
} from '../../bot/kubernetes/flags.ts';
import { parse, usageLine } from '../../bot/parse.ts';

const NOTHING = { stdout: '', stderr: '', exitCode: 0 };

const watchPods = kubectlCommand({
  name: 'kubectl watch',
  summary: 'Watch objects.',
  examples: [],
  effect: 'read',
  grammar: {
    positionals: { usage: 'TYPE [NAME]', min: 1, max: 2, pattern: TARGET },
    flags: {
      ...clusterFlag,
      ...namespaceFlags,
      ...allNamespacesFlag,
      ...selectorFlag,
      wide: switchFlag('Wide.', 'w'),
      since: durationFlag({ summary: 'Since.', short: 's' }),
      lines: countFlag({ summary: 'Lines.', placeholder: 'N', max: 100 }),
      column: repeatedFlag({
        summary: 'Columns.',
        placeholder: 'LABEL',
        short: 'L',
        pattern: LABEL_KEY,
      }),
    },
  },
  read: (words) => words,
  access: () => [],
  run: async () => NOTHING,
});

const watchStop = kubectlCommand({
  name: 'kubectl watch stop',
  summary: 'Stop watching.',
  examples: [],
  effect: 'read',
  grammar: { positionals: NO_POSITIONALS, flags: {} },
  read: () => ({}),
  access: () => [],
  run: async () => NOTHING,
});

const ping = botCommand({
  name: 'qm ping',
  summary: 'Answer.',
  examples: [],
  effect: 'read',
  grammar: { positionals: NO_POSITIONALS, flags: {} },
  read: () => ({}),
  run: async () => NOTHING,
});

const COMMANDS = [watchPods, watchStop, ping, get, logs];

describe('a command', () => {
  test('becomes a call with typed values', () => {
    const call = parse('kubectl watch pods web -n shop --since=1m30s -L app -L tier', COMMANDS);
    expect(call.command).toBe(watchPods);
    expect(call.words).toEqual({
      positionals: ['pods', 'web'],
      flags: {
        cluster: undefined,
        namespace: 'shop',
        'all-namespaces': false,
        selector: undefined,
        wide: false,
        since: 90_000,
        lines: undefined,
        column: ['app', 'tier'],
      },
    });
  });

  test.each([
    ['-n shop', { namespace: 'shop' }],
    ['-nshop', { namespace: 'shop' }],
    ['-n=shop', { namespace: 'shop' }],
    ['--namespace shop', { namespace: 'shop' }],
    ['--namespace=shop', { namespace: 'shop' }],
    ['-Aw', { 'all-namespaces': true, wide: true }],
    ['-wnshop', { wide: true, namespace: 'shop' }],
    ['-wn shop', { wide: true, namespace: 'shop' }],
    ['-w=false', { wide: false }],
    ['--wide=true', { wide: true }],
    ['-l app=web', { selector: 'app=web' }],
    ['--selector=app=web', { selector: 'app=web' }],
    [`-l 'tier in (a,b)'`, { selector: 'tier in (a,b)' }],
    ['\u2014namespace shop', { namespace: 'shop' }],
    ['\u2013n shop', { namespace: 'shop' }],
    ['-l \u201capp=web\u201d', { selector: 'app=web' }],
  ])('reads %s as kubectl would', (typed, flags) => {
    expect(parse(`kubectl watch pods ${typed}`, COMMANDS).words.flags).toMatchObject(flags);
  });

  test('is the one with the longest name that fits', () => {
    expect(parse('kubectl watch stop', COMMANDS).command).toBe(watchStop);
  });

  test('of the bot itself is found beside those of kubectl', () => {
    expect(parse('qm ping', COMMANDS).command).toBe(ping);
  });

  test('has a usage line from its grammar', () => {
    expect(usageLine(watchPods)).toBe(
      'kubectl watch TYPE [NAME] [--cluster CLUSTER] [-n NAMESPACE] [-A] [-l SELECTOR] [-w] ' +
        '[-s DURATION] [--lines N] [-L LABEL]',
    );
  });
});

describe('a mistake', () => {
  test.each([
    ['', 'No command was given.'],
    ['kubectl', '"kubectl" is not a command here.'],
    ['kubectl exec web', '"kubectl exec web" is not a command here.'],
    ['kubectl -A get pods', '"kubectl -A get" is not a command here.'],
    ['Kubectl get pods', '"Kubectl get pods" is not a command here.'],
    ['rm -rf /', '"rm -rf /" is not a command here.'],
    ['kubectl watch', '"kubectl watch" needs TYPE [NAME].'],
    ['kubectl watch a b c', '"kubectl watch" takes at most 2 arguments, not 3.'],
    ['qm ping pong', '"pong" is not valid for "qm ping".'],
    ['kubectl watch pods -n', '"-n" needs a value.'],
    ['kubectl watch pods -n a -n b', '--namespace is given twice.'],
    ['kubectl watch pods --wide=yes', '--wide is a switch; it takes no value "yes".'],
    ['kubectl watch pods -n Shop', 'The value of --namespace is not valid for "kubectl watch".'],
    ['kubectl watch pods -n ""', 'The value of --namespace is not valid for "kubectl watch".'],
    ['kubectl watch pods --lines many', 'The value of --lines is not valid for "kubectl watch".'],
    ['kubectl watch ../../api', '"../../api" is not valid for "kubectl watch".'],
  ])('as in %j is named', (text, what) => {
    expect(mistakeIn(text).what).toBe(what);
  });

  test.each([
    ['kubectl gte pods', 'kubectl get'],
    ['kubectl log web', 'kubectl logs'],
    ['qm pin', 'qm ping'],
    ['kubectl watch pods --namespaces shop', '--namespace'],
    ['kubectl watch pods --selectr app', '--selector'],
  ])('as in %j gets the nearest spelling', (text, near) => {
    expect(mistakeIn(text).fix).toContain(`Did you mean "${near}"?`);
  });

  test('in the second word of a command gets those that there are', () => {
    const often = { ...ping, name: 'qm ping often' };
    const mistake = mistakeIn('qm ping seldom', [...COMMANDS, often]);
    expect(mistake).toMatchObject({
      what: '"seldom" is not valid for "qm ping".',
      why: 'It takes no words. Commands that begin so: "qm ping often".',
    });
    const { fix } = mistakeIn('qm ping oftne 3', [...COMMANDS, often]);
    expect(fix).toBe('Did you mean "qm ping often"?');
    expect(mistakeIn('qm ping seldom').why).toBe('It must be absent.');
  });

  test.each([
    '--server=http://evil',
    '--kubeconfig=/etc/passwd',
    '--as=admin',
    '--token=x',
    '--raw=/api',
    '--__proto__=x',
    '--constructor',
    '--',
    '-',
    '-x',
    '-Ax',
    '--=x',
  ])('such as the flag %s does not exist', (flag) => {
    const mistake = mistakeIn(`kubectl watch pods ${flag}`);
    expect(mistake.what).toMatch(/is not a flag of "kubectl watch" here/u);
    expect(mistake.usage).toBe(usageLine(watchPods));
  });

  test.each(['-n -A', '-n=-A', '--namespace=-A', '--namespace --wide', '-l -x', '-L --server=x'])(
    'such as %s is refused, because a value never begins with a dash',
    (flags) => {
      expect(mistakeIn(`kubectl watch pods ${flags}`).why).toBe(
        'A value can never begin with "-".',
      );
    },
  );

  test.each(['\u0000', '\u202e', '\u200b', '\u001b', '\ufeff'])(
    'such as the invisible %j is refused wherever it stands',
    (character) => {
      for (const text of [`kubectl wa${character}tch pods`, `kubectl watch po${character}ds`]) {
        expect(mistakeIn(text).what).toBe('The command contains a control character.');
      }
    },
  );
});

describe('a number', () => {
  test('above the most is refused, never lowered', () => {
    expect(() => parse('kubectl watch pods --lines=101', COMMANDS)).toThrow(
      /a whole number from 0 to 100/u,
    );
  });
});

describe('the spelling of a call', () => {
  test.each([
    ['kubectl get -n shop pods', 'kubectl get pods -n shop'],
    ['kubectl get pods --namespace=shop -Lapp -L tier', 'kubectl get pods -n shop -L app -L tier'],
    ['kubectl logs web --since=5m --tail=007', 'kubectl logs web --tail 007 --since 5m'],
    [`kubectl get pods -l "a in (b)"`, `kubectl get pods -l 'a in (b)'`],
    ['kubectl watch pods -w=false', 'kubectl watch pods'],
  ])('%j is %j', (text, spelled) => {
    expect(parse(text, COMMANDS).text).toBe(spelled);
  });

  test('parsed again is the same call', () => {
    let understood = 0;
    fc.assert(
      fc.property(TYPED, (text) => {
        const call = parseOrNothing(text);
        if (call === undefined) return;
        understood += 1;
        expect(parse(call.text, COMMANDS)).toEqual(call);
      }),
      { numRuns: 5_000 },
    );
    expect(understood).toBeGreaterThan(500);
  });

  test('holds no value that begins with a dash', () => {
    fc.assert(
      fc.property(TYPED, (text) => {
        const call = parseOrNothing(text);
        const values = Object.values(call?.words.flags ?? {}).flat();
        for (const value of [...(call?.words.positionals ?? []), ...values]) {
          expect(String(value)).not.toMatch(/^-/u);
        }
      }),
      { numRuns: 5_000 },
    );
  });
});

test('any text is a call or a UsageError, never another error', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (tail) => {
      parseOrNothing(tail);
      parseOrNothing(`kubectl watch ${tail}`);
      parseOrNothing(`kubectl watch pods ${tail}`);
    }),
    { numRuns: 5_000 },
  );
});

/** Command lines made of pieces that are mostly right, in any order. */
const TYPED = fc
  .tuple(
    fc.constantFrom('kubectl watch pods', 'kubectl get pods', 'kubectl logs web'),
    fc.array(
      fc.constantFrom(
        ...['web', '-n shop', '-nshop', '-A', '-w', '-Aw', '--since=5m', '--since 1h30m', '-s 90s'],
        ...['--lines 7', '--tail=20', '-L app', '-L=tier', '-o wide', '--no-headers'],
        ...[`-l 'tier in (a, b)'`, '-l \u201capp=web\u201d', '\u2014namespace shop', '-l "!x"'],
        ...['-o name', '--selector=app==web', '-p', '-c main', '-n -x', '--wide=false', '-l=a'],
        ...['--server=x', "-o 'jsonpath={.items[*].metadata.name}'", '--sort-by=.spec.x', '""'],
      ),
      { maxLength: 5 },
    ),
  )
  .map(([start, rest]) => [start, ...rest].join(' '));

function mistakeIn(text: string, commands: readonly Command[] = COMMANDS): UsageError {
  try {
    parse(text, commands);
  } catch (error) {
    if (error instanceof UsageError) return error;
    throw error;
  }
  throw new Error(`this was understood: ${text}`);
}

/** kubectl's own refusals of flags that do not go together are answers too. */
function parseOrNothing(text: string): Call | undefined {
  try {
    return parse(text, COMMANDS);
  } catch (error) {
    if (error instanceof UsageError) return undefined;
    if (error instanceof Error && error.name === 'KubectlRefusal') return undefined;
    throw error;
  }
}
