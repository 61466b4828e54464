// The stand-in as a process and as a web server: start, page files, strangers, and manifests it can't use.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { startSlack } from '../../../sandbox/slack/server.ts';
import { type Body, startWorkspace } from './workspace.ts';

const MAIN = fileURLToPath(new URL('../../../sandbox/slack/main.ts', import.meta.url));
const MANIFEST = fileURLToPath(new URL('./manifest.fixture.yml', import.meta.url));

function run(env: Record<string, string>) {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', MAIN], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return { child, exited: once(child, 'exit') };
}

describe('the process', () => {
  test('says where it listens, answers there, and ends on SIGTERM', async () => {
    const { child, exited } = run({ SANDBOX_PORT: '0', SLACK_MANIFEST: MANIFEST });
    const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
    const { ready, url } = JSON.parse(line) as Body;
    expect(ready).toBe(true);
    const state = (await (await fetch(`${String(url)}/sim/state`)).json()) as Body;
    expect(state).toMatchObject({ ok: true, commands: [{ command: '/kubectl' }, {}] });
    child.kill('SIGTERM');
    expect(await exited).toEqual([0, null]);
  });

  test('says plainly what is missing', async () => {
    const { child, exited } = run({ SANDBOX_PORT: '0', SLACK_MANIFEST: '/nowhere/manifest.yml' });
    let errors = '';
    child.stderr.on('data', (part: Buffer) => {
      errors += part.toString();
    });
    expect(await exited).toEqual([1, null]);
    expect(errors).toContain('/nowhere/manifest.yml');
  });
});

test('a manifest that listens to what it may not read is refused, as by Slack', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'slack-'));
  const manifestPath = join(folder, 'manifest.yml');
  const text = await readFile(MANIFEST, 'utf8');
  await writeFile(manifestPath, text.replace('- app_mentions:read', '- pins:read'));
  await expect(startSlack({ port: 0, manifestPath })).rejects.toThrow('app_mentions:read');
  await rm(folder, { recursive: true });
});

describe('over HTTP', () => {
  test('nothing outside the page’s folder is served', async () => {
    const workspace = await startWorkspace();
    const { hostname, port } = new URL(workspace.slack.url);
    const statusOf = (path: string) =>
      new Promise((resolve) => {
        request({ hostname, port, path }, (answer) => resolve(answer.resume().statusCode)).end();
      });
    for (const path of ['/../server.ts', '/%2e%2e/server.ts', '/..%2fserver.ts', '/%00'])
      expect(await statusOf(path)).toBe(404);
    await workspace.close();
  });

  test('a page from elsewhere and a rebound name are refused', async () => {
    const workspace = await startWorkspace();
    const { hostname, port } = new URL(workspace.slack.url);
    const statusOf = (headers: Record<string, string>) =>
      new Promise((resolve) => {
        const path = '/sim/state';
        request({ hostname, port, path, headers }, (answer) =>
          resolve(answer.resume().statusCode),
        ).end();
      });
    expect(await statusOf({})).toBe(200);
    expect(await statusOf({ origin: workspace.slack.url })).toBe(200);
    expect(await statusOf({ origin: 'https://evil.example' })).toBe(403);
    expect(await statusOf({ host: 'evil.example' })).toBe(403);
    await workspace.close();
  });

  test('a body that is no JSON is refused with words', async () => {
    const workspace = await startWorkspace();
    const answer = await fetch(`${workspace.slack.url}/sim/command`, { method: 'POST', body: '{' });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ error: 'invalid_json' });
    await workspace.close();
  });

  test('the stream shows each person only what is for them', async () => {
    const workspace = await startWorkspace();
    const open = async (user: string) => {
      const { body } = await fetch(`${workspace.slack.url}/sim/stream?user=${user}`);
      const reader = body?.pipeThrough(new TextDecoderStream()).getReader();
      let text = '';
      return async (wanted: string) => {
        while (!text.includes(wanted)) text += (await reader?.read())?.value ?? '';
        await reader?.cancel();
        return text;
      };
    };
    const [alice, bob] = await Promise.all([open('alice'), open('bob')]);
    const psst = { channel: 'C0SHOPOPS', user: 'U0ALICE', text: 'psst' };
    await workspace.call('chat.postEphemeral', psst);
    await workspace.call('chat.postMessage', { channel: 'U0ALICE', text: 'in her messages' });
    await workspace.call('chat.postMessage', { channel: 'C0SHOPOPS', text: 'all' });
    const hers = await alice('"all"');
    expect(hers).toContain('psst');
    expect(hers).toContain('in her messages');
    const his = await bob('"all"');
    expect(his).not.toContain('psst');
    expect(his).not.toContain('in her messages');
    await workspace.close();
  });
});
