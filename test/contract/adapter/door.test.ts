// The door that kubectl talks to, knocked at directly: reads alone, with the key alone, and only what the handle behind it
// gives. The program that runs kubectl is tried with a small one of our own.

import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type Door, openDoor } from '../../../bot/adapters/kubectl/door.ts';
import { runProcess } from '../../../bot/adapters/kubectl/process.ts';
import { createKubectlBinary } from '../../../bot/adapters/kubectl-binary.ts';
import { OperatorError } from '../../../bot/errors.ts';
import { type ApiRequest, type KubernetesApi, StatusError } from '../../../bot/kubernetes/api.ts';
import { UnnamedRequestError } from '../../../bot/kubernetes/guard.ts';

let asked: unknown[] = [];
let answer: (request: ApiRequest) => unknown = () => ({ kind: 'Pod' });
const api: KubernetesApi = {
  request: async (request) => {
    asked.push(request);
    return { status: 200, body: answer(request), warnings: ['old "thing"'] };
  },
  read: async (path) => {
    asked.push(path);
    return {
      status: 200,
      body: { kind: 'APIGroupDiscoveryList', apiVersion: 'apidiscovery.k8s.io/v2', items: [] },
      warnings: [],
    };
  },
  stream: () => {
    throw new Error('not through a door');
  },
};

beforeEach(() => {
  asked = [];
  answer = () => ({ kind: 'Pod' });
});

describe('the door', () => {
  let door: Door;
  beforeEach(async () => {
    door = await openDoor(api);
  });
  afterEach(async () => {
    await door.close();
  });

  test('passes a read on as a typed request, and its warnings back', async () => {
    const response = await fetch(
      `${door.url}/apis/apps/v1/namespaces/shop/deployments/web?resourceVersion=0&timeout=32s`,
      { headers: { accept: 'application/vnd.kubernetes.protobuf' } },
    );
    expect(asked).toEqual([
      {
        verb: 'get',
        resource: { group: 'apps', version: 'v1', resource: 'deployments' },
        namespace: 'shop',
        name: 'web',
        query: { resourceVersion: '0' },
        secretSizes: true,
      },
    ]);
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(response.headers.get('warning')).toBe('299 - "old \\"thing\\""');
    expect(await response.json()).toEqual({ kind: 'Pod' });
  });

  test('passes discovery on, and says which form it is', async () => {
    const response = await fetch(`${door.url}/apis?timeout=32s`);
    expect(asked).toEqual(['/apis']);
    expect(response.headers.get('content-type')).toContain('as=APIGroupDiscoveryList');
  });

  test.each(['POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'])(
    'does not pass %s',
    async (method) => {
      const response = await fetch(`${door.url}/api/v1/pods`, { method });
      expect(response.status).toBe(405);
      expect(asked).toEqual([]);
    },
  );

  test.each([
    '/api/v1/pods?watch=true',
    '/api/v1/watch/namespaces/shop/pods/web',
    '/api/v1/namespaces/shop/pods/web/log',
    '/api/v1/namespaces/shop/pods/web/exec?command=sh',
    '/api/v1/namespaces/shop/services/web/proxy/admin',
    '/logs/',
    '/metrics',
    '/',
    '//api/v1/pods',
  ])('does not pass %s', async (path) => {
    const response = await fetch(`${door.url}${path}`);
    expect([403, 404]).toContain(response.status);
    expect(asked).toEqual([]);
  });

  test('is closed to whoever has not its key', async () => {
    const { origin } = new URL(door.url);
    const key = new URL(door.url).pathname.slice(1);
    for (const wrong of ['', '/api', `/${key.slice(0, -1)}x/api`, `/x${key}/api`, `/${key}x/api`]) {
      expect((await fetch(`${origin}${wrong}`)).status).toBe(404);
    }
    expect(asked).toEqual([]);
    expect(key.length).toBeGreaterThanOrEqual(43);
  });

  test('gives kubectl the words of the server, and keeps an outage for us', async () => {
    answer = () => {
      throw new StatusError({ code: 404, reason: 'NotFound', message: 'pods "x" not found' });
    };
    const refusal = await fetch(`${door.url}/api/v1/namespaces/a/pods/x`);
    expect(await refusal.json()).toMatchObject({ kind: 'Status', reason: 'NotFound', code: 404 });
    answer = (request) => {
      throw new UnnamedRequestError(request);
    };
    expect((await fetch(`${door.url}/api/v1/secrets`)).status).toBe(403);
    expect(door.failures).toEqual([]);
    const outage = new OperatorError({ what: 'a', why: 'b', fix: 'c' });
    answer = () => {
      throw outage;
    };
    expect((await fetch(`${door.url}/api/v1/pods`)).status).toBe(500);
    expect(door.failures).toEqual([outage]);
  });
});

describe('the program behind the door', () => {
  const folders: string[] = [];
  afterEach(async () => {
    for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
  });

  const script = async (text: string) => {
    const folder = await mkdtemp(path.join(tmpdir(), 'quartermaster-program-'));
    folders.push(folder);
    const file = path.join(folder, 'program.mjs');
    await writeFile(file, text);
    return { folder, command: [process.execPath, file] };
  };

  test('gets its argument array as it is, and an environment without anything of ours', async () => {
    const { command } = await script(
      'console.log(JSON.stringify([process.argv.slice(2), process.env, process.cwd()]))',
    );
    process.env.KUBECTL_EXTERNAL_DIFF = 'evil';
    try {
      const kubectl = createKubectlBinary({ command, outputBytes: 100_000 });
      const argv = ['describe', '--namespace=a b', '--', '$(id)', '; rm -rf /', '*'];
      const { stdout } = await kubectl.run(argv, api, AbortSignal.timeout(10_000));
      const [args, env, cwd] = JSON.parse(stdout) as [string[], Record<string, string>, string];
      expect(args).toEqual(argv);
      expect(Object.keys(env).sort()).toEqual(
        ['HOME', 'KUBECACHEDIR', 'KUBECONFIG', 'KUBERC', 'PATH', 'TZ'].sort(),
      );
      expect(env.PATH).toBe('');
      await expect(readdir(cwd)).rejects.toThrow('ENOENT');
    } finally {
      delete process.env.KUBECTL_EXTERNAL_DIFF;
    }
  });

  test('finds nothing in its kubeconfig but the door', async () => {
    const { command } = await script(
      "import { readFileSync, statSync } from 'node:fs'; const f = process.env.KUBECONFIG; console.log(JSON.stringify({ mode: statSync(f).mode & 0o777, config: JSON.parse(readFileSync(f, 'utf8')) }))",
    );
    const kubectl = createKubectlBinary({ command, outputBytes: 100_000 });
    const { stdout } = await kubectl.run([], api, AbortSignal.timeout(10_000));
    const { mode, config } = JSON.parse(stdout) as {
      mode: number;
      config: Record<string, unknown>;
    };
    expect(mode).toBe(0o600);
    expect(config.users).toEqual([]);
    expect(JSON.stringify(config.clusters)).toMatch(
      /^\[\{"name":"door","cluster":\{"server":"http:\/\/127\.0\.0\.1:\d+\/[\w-]{43}"\}\}\]$/u,
    );
  });

  test('ends with what it started when the run is cancelled', async () => {
    const { folder, command } = await script(
      "import { spawn } from 'node:child_process'; import { writeFileSync } from 'node:fs'; const c = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']); writeFileSync('child', String(c.pid)); setInterval(() => {}, 1000);",
    );
    const controller = new AbortController();
    const run = runProcess(command, {
      cwd: folder,
      env: {},
      maxBytes: 1000,
      signal: controller.signal,
    });
    let child = '';
    while (child === '') {
      child = await readFileIfThere(path.join(folder, 'child'));
    }
    const reason = new Error('cancelled');
    controller.abort(reason);
    await expect(run).rejects.toBe(reason);
    await untilGone(Number(child));
  });

  test('is ended when it prints too much, and named when it is not there', async () => {
    const { folder, command } = await script("for (;;) console.log('x'.repeat(1000))");
    const options = { cwd: folder, env: {}, maxBytes: 10_000, signal: AbortSignal.timeout(20_000) };
    await expect(runProcess(command, options)).rejects.toThrow('printed more than');
    await expect(runProcess(['/nowhere/kubectl'], options)).rejects.toThrow('/nowhere/kubectl');
  });
});

async function readFileIfThere(file: string): Promise<string> {
  return await readFile(file, 'utf8').catch(() => '');
}

/** Resolves when the process is gone or a zombie; else the test runs into its deadline. */
async function untilGone(pid: number): Promise<void> {
  for (;;) {
    const state = await readFileIfThere(`/proc/${pid}/stat`);
    if (state === '' || / Z /u.test(state)) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
