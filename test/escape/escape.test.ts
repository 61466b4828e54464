import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Command, type KubectlCommand, kubectlCommand } from '../../bot/command.ts';
import { COMMANDS } from '../../bot/commands/index.ts';
import { NO_POSITIONALS } from '../../bot/grammar.ts';
import { chosenSeed } from '../seeds.ts';
import { RULES } from './allowed.ts';
import type { Act, Input } from './inputs.ts';
import { callsIn, secretIn } from './leaks.ts';
import { playOne, runEscape } from './run.ts';
import { type Stage, startStage } from './stage.ts';
import { TRICKS } from './tricks.ts';
import { CANARY } from './world.ts';

/** `npm run soak -- escape` takes a million. */
const COUNT = 20_000;
const LONG_MS = 900_000;

describe('generated inputs', () => {
  const seed = Number(process.env.QM_ESCAPE_SEED ?? chosenSeed());

  test(
    `ask and start nothing that their command does not name (seed ${seed})`,
    async () => {
      const { counts, ...found } = await runEscape({ commands: COMMANDS, count: COUNT, seed });
      expect(found).toEqual({});
      expect(counts.inputs).toBe(COUNT);
      // Otherwise the generator does not get through to what is tested here. Commands about the bot itself reach nobody.
      expect(counts.reached / counts.inputs).toBeGreaterThan(0.12);
      for (const { name } of COMMANDS)
        expect([name, counts.byVerb[name] ?? 0]).not.toEqual([name, 0]);
      for (const key of ['writes', 'started'] as const) expect(counts[key]).toBeGreaterThan(0);
    },
    LONG_MS,
  );

  test('are held to a rule for every verb there is', () => {
    const missing = COMMANDS.map(({ name }) => name).filter((name) => !Object.hasOwn(RULES, name));
    expect(missing.map((name) => `verb ${name} has no specification in test/escape`)).toEqual([]);
  });
});

describe('a known trick', () => {
  let stage: Stage;

  beforeAll(async () => {
    stage = await startStage(COMMANDS);
  });
  afterAll(() => stage.close());

  test.each(TRICKS)('$name', async ({ line, isHarmless }) => {
    for (const act of onEverySurface(line)) {
      for (const policies of ['permissive', 'starter'] as const) {
        const input: Input = {
          policies,
          person: 'alice',
          channel: 'C0SHOPOPS',
          act,
          follow: 'confirm',
        };
        const { reached } = await playOne(input, stage, { commands: COMMANDS });
        if (isHarmless !== true) expect([act, reached]).toEqual([act, false]);
      }
    }
  });
});

function onEverySurface(line: string): readonly Act[] {
  const words = line.split(' ');
  const [root = '', verb = '', kind = '', ...rest] = words;
  const where = { namespace: '', name: '', kafka: '' };
  const values = { kind, ...where, flags: rest.join(' '), verb: `${root} ${verb}` };
  const text = line.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return [
    { on: 'slash', text: line },
    { on: 'mention', text },
    { on: 'mention', text: `\`\`\`${text}\`\`\`` },
    { on: 'thread', text },
    { on: 'proposal', text: line },
    { on: 'builder', root: 'kubectl', values },
    { on: 'builder-change', root: 'kubectl', values },
    { on: 'suggest', root: 'kubectl', field: 'kind', text: line, values },
    { on: 'builder', root: 'kafka', values },
    { on: 'suggest', root: 'kafka', field: 'name', text: line, values },
    { on: 'filter', outputId: line, filter: line },
    { on: 'click', actionId: 'confirm', value: line.slice(0, 2000) },
    { on: 'click', actionId: line.slice(0, 255), value: 'x' },
    { on: 'click', actionId: 'output_next', value: `${line.slice(0, 1000)}:1:` },
    { on: 'home', tab: line },
  ];
}

// Each of these is a bot with one hole. The run has to find it and to say where.
describe('a hole is found:', () => {
  const holed = async (command: Command, name: string) => {
    // Among its like alone: the more commands there are, the seldomer one of them is tried.
    const others = COMMANDS.filter((each) => each.on === command.on && each.name !== name);
    const commands = [...others, command];
    const count = 10_000;
    return (await runEscape({ commands, count, seed: 1 })).escape ?? '';
  };
  const original = (name: string) => {
    const found = COMMANDS.find((each) => each.name === name);
    if (found?.on !== 'cluster') throw new Error(`no command ${name}`);
    return found;
  };

  test(
    'a verb that reads Secrets whose accesses say so, but not its words',
    async () => {
      const events = original('kubectl events');
      const secrets = { group: '', version: 'v1', resource: 'secrets' };
      const leaky: KubectlCommand = {
        ...events,
        access: (args, place) => [
          ...events.access(args, place),
          { verb: 'list', group: '', resource: 'secrets', implied: true },
        ],
        run: async (args, context) => {
          await context.api.request({ verb: 'list', resource: secrets, namespace: 'shop' });
          return await events.run(args, context);
        },
      };
      const found = await holed(leaky, events.name);
      expect(found).toContain('not named by the command: GET /api/v1/namespaces/shop/secrets');
      expect(found).toMatch(/^seed 1, path \d/u);
      // Shrunk: nothing is left of the input but what matters.
      expect(found).toMatch(/"text":"kubectl events[^"]{0,30}"/u);
    },
    LONG_MS,
  );

  test(
    'a verb that asks for what its accesses do not name',
    async () => {
      const events = original('kubectl events');
      const pods = { group: '', version: 'v1', resource: 'pods' };
      const leaky: KubectlCommand = {
        ...events,
        run: async (args, context) => {
          await context.api.request({ verb: 'get', resource: pods, name: 'web-1', namespace: 'x' });
          return await events.run(args, context);
        },
      };
      expect(await holed(leaky, events.name)).toContain('refused a request that no access');
    },
    LONG_MS,
  );

  test(
    'a grammar that takes a flag nobody specified',
    async () => {
      const get = original('kubectl get');
      const pattern = { expression: /^.*$/u, description: 'anything' };
      const flag = {
        kind: 'value',
        pattern,
        summary: '',
        placeholder: 'URL',
        read: String,
      } as const;
      const flags = { ...get.grammar.flags, server: flag };
      const leaky: KubectlCommand = { ...get, grammar: { ...get.grammar, flags } };
      expect(await holed(leaky, get.name)).toContain('this flag may not be: --server');
    },
    LONG_MS,
  );

  test(
    'a change that does more at the click than its preview showed',
    async () => {
      const scale = original('kubectl scale');
      const leaky: KubectlCommand = {
        ...scale,
        run: async (args, context) => {
          await scale.run(args, context);
          return await scale.run(args, context);
        },
      };
      expect(await holed(leaky, scale.name)).toContain('previewed');
    },
    LONG_MS,
  );

  test(
    'a change that happens while it is previewed',
    async () => {
      const scale = original('kubectl scale');
      const leaky: KubectlCommand = {
        ...scale,
        preview: async (args, context) => {
          await scale.run(args, context);
          return { summary: '', diff: '', warnings: [], substance: 'x' };
        },
      };
      expect(await holed(leaky, scale.name)).toContain('asked: not named by the command: PATCH');
    },
    LONG_MS,
  );

  test(
    'an argument for kubectl that nobody typed',
    async () => {
      const explain = original('kubectl explain');
      const leaky: KubectlCommand = {
        ...explain,
        run: async (_args, { kubectl, api, signal }) =>
          (await kubectl?.run(['explain', '--token=x', '--', 'pods'], api, signal)) ?? NOTHING,
      };
      const found = await holed(leaky, explain.name);
      expect(found).toContain('argument --token=x');
    },
    LONG_MS,
  );

  test(
    'the value of a Secret in an answer',
    async () => {
      const version = original('kubectl version');
      const spread = [...CANARY].join(' ');
      const leaky: KubectlCommand = {
        ...version,
        run: async () => ({ ...NOTHING, stdout: spread }),
      };
      expect(await holed(leaky, version.name)).toContain('of a Secret came out');
    },
    LONG_MS,
  );

  test(
    'a verb whose accesses are not asked of policy',
    async () => {
      const get = original('kubectl get');
      const leaky: KubectlCommand = {
        ...get,
        access: (args, place) =>
          get.access(args, place).map((access) => ({ ...access, implied: true })),
      };
      expect(await holed(leaky, get.name)).toMatch(/may not, and it was asked: GET \S*secrets/u);
    },
    LONG_MS,
  );

  test(
    'a new verb without a rule',
    async () => {
      const fresh = kubectlCommand({
        name: 'kubectl fresh',
        summary: '',
        examples: ['kubectl fresh'],
        effect: 'read',
        grammar: { positionals: NO_POSITIONALS, flags: {} },
        read: () => ({}),
        access: () => [],
        run: async () => NOTHING,
      });
      expect(await holed(fresh, fresh.name)).toContain('has no specification');
    },
    LONG_MS,
  );
});

const NOTHING = { stdout: '', stderr: '', exitCode: 0 };

describe('what looks for leaks', () => {
  const bytes = Buffer.from(CANARY);
  test.each([
    ['as it is', CANARY],
    ['in base64', bytes.toString('base64')],
    ['in base64, behind something', Buffer.from(`password=${CANARY}`).toString('base64')],
    ['in hexadecimal', bytes.toString('hex')],
    ['in percent encoding', [...bytes].map((byte) => `%${byte.toString(16)}`).join('')],
    ['backwards', [...CANARY].reverse().join('')],
    ['in part', CANARY.slice(5, 24)],
    ['a letter a time', [...CANARY].join(' ')],
  ])('sees a value %s', (_name, text) => {
    expect(secretIn(`before ${text} after`)).toBeDefined();
  });

  test.each([
    [
      'a call in markup',
      { blocks: [{ type: 'section', text: { type: 'mrkdwn', text: '<!here>' } }] },
    ],
    ['a call in the text', { text: 'hello <!channel>' }],
    ['a person', { text: 'hello <@U0BOB>' }],
    ['a link', { text: '<https://evil.example|ok>' }],
    ['an element', { elements: [{ type: 'broadcast', range: 'here' }] }],
  ])('sees %s', (_name, message) => {
    expect(callsIn(message, ['U0ALICE'])).toHaveLength(1);
  });

  test('lets escaped and preformatted text pass, and who may be named', () => {
    const elements = [{ type: 'text', text: '<!here>' }];
    const blocks = [{ type: 'rich_text_preformatted', elements }];
    expect(callsIn({ text: '&lt;!here&gt; <@U0ALICE>', blocks }, ['U0ALICE'])).toEqual([]);
  });
});
