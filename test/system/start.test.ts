// How `npm start` begins, and how it fails: in words, with nothing left running, and without touching what runs already.

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { stringify } from 'yaml';
import { withoutTokens } from './sandbox.ts';

const PATIENCE_MS = 120_000;

let folder: string;
let started: Started[] = [];
let taken: Server[] = [];

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'quartermaster-start-'));
});

afterEach(async () => {
  for (const each of started) each.child.kill('SIGTERM');
  await Promise.all(started.map(({ ended }) => ended));
  for (const server of taken) server.close();
  started = [];
  taken = [];
  await rm(folder, { recursive: true, force: true });
});

describe('a second start on the same data', () => {
  test(
    'is refused in words and leaves the settings of the first as they are',
    async () => {
      const first = start();
      await first.says(/Open http/u);
      const before = await contents(path.join(folder, 'sandbox'));

      const second = start();
      const ending = await second.ended;

      expect(ending.code).toBe(1);
      expect(ending.stderr).toMatch(/is in use by another sandbox/u);
      expect(ending.stderr).toContain('DATA_DIR');
      expect(ending.stderr).not.toMatch(STACK);
      expect(await contents(path.join(folder, 'sandbox'))).toEqual(before);
      expect(before.size).toBe(3);
      expect(first.child.exitCode).toBeNull();
    },
    PATIENCE_MS,
  );

  test(
    'is possible at once after the first was killed',
    async () => {
      const first = start();
      await first.says(/Open http/u);
      first.child.kill('SIGKILL');
      await first.ended;

      await start().says(/Open http/u);
    },
    PATIENCE_MS,
  );
});

describe('a start that cannot be is told in words, with nothing left running', () => {
  test(
    'the port of the page is taken',
    async () => {
      const { code, stderr } = await start({ SANDBOX_PORT: await takenPort() }).ended;

      expect(code).toBe(1);
      expect(stderr).toMatch(/port \d+ is taken/iu);
      expect(stderr).toContain('SANDBOX_PORT');
      expect(stderr).not.toMatch(STACK);
    },
    PATIENCE_MS,
  );

  test(
    'the port of the page is no port',
    async () => {
      const { code, stderr } = await start({ SANDBOX_PORT: 'three' }).ended;

      expect(code).toBe(1);
      expect(stderr).toContain('SANDBOX_PORT is "three"');
      expect(stderr).not.toMatch(STACK);
    },
    PATIENCE_MS,
  );

  test(
    'the port of the probes is taken',
    async () => {
      const { code, stderr } = await start({ PORT: await takenPort() }).ended;

      expect(code).toBe(1);
      expect(stderr).toMatch(/Another program has port \d+/u);
      expect(stderr).toContain('set PORT');
      expect(stderr).not.toMatch(STACK);
    },
    PATIENCE_MS,
  );

  test(
    'the store is another bot’s',
    async () => {
      const other = await bareBot();
      await other.says(/"ready":true/u);

      const { code, stderr } = await start().ended;

      expect(code).toBe(1);
      expect(stderr).toContain('Another process has it open');
      expect(stderr).not.toMatch(STACK);
      expect(stderr).not.toContain('ended before it was ready');
    },
    PATIENCE_MS,
  );

  test(
    'the settings are broken',
    async () => {
      const file = path.join(folder, 'broken.yaml');
      await writeFile(file, 'clusters: 7\n');

      const { code, stderr } = await start({ QUARTERMASTER_CONFIG: file }).ended;

      expect(code).toBe(1);
      expect(stderr).toContain('The settings in broken.yaml have');
      expect(stderr).not.toMatch(STACK);
    },
    PATIENCE_MS,
  );

  test(
    'HTTP mode finds its port taken',
    async () => {
      const sandbox = start();
      const [, url = ''] = await sandbox.says(/Open (http:\/\/\S+)/u);
      const { code, stderr } = await start({
        ...(await ownSettings()),
        SLACK_BOT_TOKEN: 'xoxb-sandbox',
        SLACK_SIGNING_SECRET: 'sandbox-signing-secret',
        SLACK_API_URL: `${url}/api/`,
        PORT: await takenPort(),
        DATA_DIR: path.join(folder, 'second'),
      }).ended;

      expect(code).toBe(1);
      expect(stderr).toMatch(/Another program has port \d+/u);
      expect(stderr).not.toMatch(STACK);
    },
    PATIENCE_MS,
  );
});

test(
  'what the bot logs after its start is passed on',
  async () => {
    const file = path.join(folder, 'mine.yaml');
    await writeFile(file, stringify(settingsOf(folder)));
    const sandbox = start({ QUARTERMASTER_CONFIG: file });
    await sandbox.says(/Open http/u);

    await writeFile(file, 'clusters: 7\n');

    await sandbox.says(/the new settings are refused/u);
  },
  PATIENCE_MS,
);

test('the three things to try are those of the README', async () => {
  const sandbox = start();
  await sandbox.says(/Ctrl-C/u);
  const readme = await readFile('README.md', 'utf8');
  const lines = sandbox.said().match(/^ {2}\/kubectl .*$/gmu) ?? [];

  expect(lines).toHaveLength(3);
  expect(readme).toContain(`\n${lines.map((line) => line.trim()).join('\n')}\n`);
  expect(sandbox.said()).toMatch(/is up in \d+\.\d s/u);
});

const STACK = /^\s+at .+:\d+:\d+\)?$|node:internal/mu;

interface Started {
  readonly child: ChildProcess;
  /** Once all that it started has ended too: they hold its pipes. */
  readonly ended: Promise<{ code: number | null; stdout: string; stderr: string }>;
  said(): string;
  says(words: RegExp): Promise<RegExpExecArray>;
}

function start(environment: Readonly<Record<string, string>> = {}): Started {
  return run(['scripts/start.ts'], environment);
}

function run(args: readonly string[], environment: Readonly<Record<string, string>>): Started {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...args], {
    env: {
      ...withoutTokens(process.env),
      SANDBOX_PORT: '0',
      PORT: '0',
      KAFKA_BROKERS: 'none',
      DATA_DIR: folder,
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  const listeners = new Set<() => void>();
  const tell = () => {
    for (const listener of listeners) listener();
  };
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    tell();
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    tell();
  });
  const ended = new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve) => {
    child.once('close', (code) => resolve({ code, stdout, stderr }));
  });
  const one: Started = {
    child,
    ended,
    said: () => stdout,
    says: (words) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const found = words.exec(stdout);
          if (found === null) return;
          listeners.delete(look);
          resolve(found);
        };
        listeners.add(look);
        void ended.then(() => reject(new Error(`It ended: ${stdout}\n${stderr}`)));
        look();
      }),
  };
  started.push(one);
  return one;
}

/** A bot alone on the same data, as it runs without the sandbox's own parent. */
async function bareBot(): Promise<Started> {
  const slack = run(['sandbox/slack/main.ts'], {});
  const [, apiUrl = ''] = await slack.says(/"apiUrl":"([^"]+)"/u);
  return run(['bot/main.ts'], {
    ...(await ownSettings()),
    SLACK_BOT_TOKEN: 'xoxb-sandbox',
    SLACK_APP_TOKEN: 'xapp-sandbox',
    SLACK_API_URL: apiUrl,
    LOG_LEVEL: 'warn',
  });
}

async function ownSettings(): Promise<Record<string, string>> {
  const own = path.join(folder, 'own');
  await mkdir(own, { recursive: true });
  const file = path.join(own, 'quartermaster.yaml');
  await writeFile(file, stringify({ ...settingsOf(folder), clusters: {} }));
  return { QUARTERMASTER_CONFIG: file };
}

function settingsOf(data: string): object {
  return {
    policies: path.resolve('policies', 'starter'),
    clusters: {
      staging: {
        environment: 'staging',
        kubeconfig: path.join(data, 'sandbox', 'staging.kubeconfig'),
      },
    },
    groups: { admin: { userGroups: ['S0ADMINS'] } },
  };
}

async function takenPort(): Promise<string> {
  const server = createServer();
  taken.push(server);
  // On every address, as a program of somebody else would listen.
  await new Promise<void>((resolve) => server.listen(0, '0.0.0.0', resolve));
  const address = server.address();
  return String(typeof address === 'object' && address !== null ? address.port : 0);
}

async function contents(directory: string): Promise<ReadonlyMap<string, string>> {
  const names = (await readdir(directory)).filter((name) => /\.(?:yaml|kubeconfig)$/u.test(name));
  const texts = names.map(
    async (name) => [name, await readFile(path.join(directory, name), 'utf8')] as const,
  );
  return new Map(await Promise.all(texts));
}
