// Settings and policies of a running bot: what is good on disk is taken, what is broken is refused, and people can see which.

import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { stringify } from 'yaml';
import { until } from '../world/world.ts';
import { type Sandbox, startSandbox, words } from './sandbox.ts';

const LONG_MS = 240_000;
const SETTLE_MS = 60_000;
let folder: string;
let sandbox: Sandbox;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'quartermaster-reload-'));
  for (const set of ['first', 'second']) {
    await cp(path.join('policies', 'starter'), path.join(folder, set), { recursive: true });
  }
  await writeFile(path.join(folder, 'second', '99-more.cedar'), NO_VERSION);
  await writeSettings('first');
  sandbox = await startSandbox({ QUARTERMASTER_CONFIG: path.join(folder, 'quartermaster.yaml') });
}, LONG_MS);

afterAll(async () => {
  await sandbox?.stop();
  await rm(folder, { recursive: true, force: true });
});

test(
  'a broken set of policies is told by doctor and policy test until it is mended',
  async () => {
    const broken = path.join(folder, 'first', '98-broken.cedar');
    await writeFile(broken, 'permit (');
    await says('/qm doctor', /FAIL\s+policies: .*last good/u);
    const tested = await ask('/qm policy test');
    expect(tested).toMatch(/^Failed/u);
    expect(tested).toContain('last good');
    expect(tested).toContain('98-broken.cedar');

    await rm(broken);

    await says('/qm doctor', /ok\s+policies/u);
    expect(await ask('/qm policy test')).toMatch(/^Succeeded/u);
  },
  LONG_MS,
);

test(
  'broken settings are told by doctor and on the record, and nothing is said to be reloaded',
  async () => {
    await writeFile(path.join(folder, 'quartermaster.yaml'), 'clusters: 7\n');
    await says('/qm doctor', /FAIL\s+settings: .*quartermaster\.yaml/u);
    await says('/qm audit --kind event', /refused \(event\)\s+reload settings/u);

    await writeSettings('first');

    await says('/qm doctor', /ok\s+settings/u);
    const record = await ask('/qm audit --kind event');
    const [sinceRefusal = ''] = record.split(/refused \(event\)\s+reload settings/u);
    expect(sinceRefusal).toMatch(/succeeded \(event\)\s+reload settings/u);
    expect(sinceRefusal).not.toContain('reload policies');
  },
  LONG_MS,
);

test(
  'another folder of policies in the settings is taken, and its fixtures are those that are run',
  async () => {
    expect(await ask('/qm version')).toMatch(/^Succeeded/u);

    await writeSettings('second');

    await says('/qm version', /policy "nobody-asks-the-version"/u);
    expect(await ask('/qm policy test')).toContain('nobody-asks-the-version');
  },
  LONG_MS,
);

const NO_VERSION = `@id("nobody-asks-the-version")
forbid (principal, action == Action::"qm version", resource);
`;

async function writeSettings(policies: string): Promise<void> {
  await writeFile(
    path.join(folder, 'quartermaster.yaml'),
    stringify({
      policies,
      clusters: {},
      groups: {
        viewer: { userGroups: ['S0VIEWERS'] },
        operator: { userGroups: ['S0OPERATORS'] },
        admin: { userGroups: ['S0ADMINS'] },
      },
    }),
  );
}

async function ask(text: string): Promise<string> {
  const about = new RegExp(text.slice(1).split(' ').slice(0, 2).join(' '), 'u');
  return words(await sandbox.answer({ user: 'alice', channel: '#general', text }, about));
}

async function says(text: string, wanted: RegExp): Promise<void> {
  await until(async () => {
    const said = await ask(text);
    return wanted.test(said) ? undefined : said;
  }, SETTLE_MS);
}
