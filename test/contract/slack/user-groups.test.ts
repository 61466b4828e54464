// User groups over the real adapter and a stand-in Slack: who is in one, that others are, and each reason why not in words.

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { webApi } from '@slack/bolt';
import { channelProblem } from '../../../bot/adapters/slack/channel-problem.ts';
import { createUserGroups } from '../../../bot/adapters/slack/user-groups.ts';
import { OperatorError } from '../../../bot/errors.ts';
import type { UserGroups } from '../../../bot/user-groups.ts';
import { PATIENT } from '../../sandbox/slack/patient.ts';
import { startWorkspace, type Workspace } from '../../sandbox/slack/workspace.ts';

const MANIFEST = fileURLToPath(new URL('../../../manifest.yml', import.meta.url));
const GROUP = 'S0OPERATORS';

let folder: string;
let workspace: Workspace | undefined;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'quartermaster-user-groups-'));
});
afterEach(async () => {
  await workspace?.close();
  await rm(folder, { recursive: true, force: true });
});

test('its members are whoever was set last, and nobody else', async () => {
  const groups = await start();
  expect(await groups.members(GROUP)).toEqual(['U0BOB']);
  await groups.setMembers(GROUP, ['U0ALICE', 'U0CAROL']);
  expect(await groups.members(GROUP)).toEqual(['U0ALICE', 'U0CAROL']);
  expect(await groups.problem(GROUP)).toBeUndefined();
});

test('without its scope it says which one is missing and what to do, before it is tried', async () => {
  const groups = await start((manifest) => manifest.replace('      - usergroups:write\n', ''));
  expect(await groups.problem(GROUP)).toBe(
    'The scope usergroups:write is missing: the group stays as it is. Bring the app up to manifest.yml on its page at api.slack.com, and install it to the workspace again.',
  );
  const refused = await errorOf(groups.setMembers(GROUP, ['U0ALICE']));
  expect(refused.why).toBe('The scope usergroups:write is missing.');
  expect(await groups.members(GROUP)).toEqual(['U0BOB']);
});

test.each([
  [{ error: 'permission_denied' }, 'The workspace lets only its owners change user groups.'],
  [{ error: 'plan_upgrade_required' }, 'Slack answers "plan_upgrade_required".'],
  [{ status: 503 }, 'Slack does not answer.'],
  [{ drop: true }, 'Slack does not answer.'],
])('%j is said in words', async (fault, why) => {
  const groups = await start();
  await workspace?.act('fault', { method: 'usergroups.users.update', ...fault });
  expect((await errorOf(groups.setMembers(GROUP, ['U0ALICE']))).why).toBe(why);
});

test.each([
  ['C0SHOPOPS', undefined],
  ['C0NOWHERE', 'there is none of this id'],
])('whether it can write in %s is known without a word there', async (channelId, problem) => {
  await start();
  const before = await workspace?.messages();
  const found = await channelProblem(client(), channelId);
  if (problem === undefined) expect(found).toBeUndefined();
  else expect(found).toContain(problem);
  expect(await workspace?.messages()).toEqual(before);
});

test('a group that there is not is said', async () => {
  const groups = await start();
  expect(await groups.problem('S0NOBODY')).toContain('There is no user group S0NOBODY.');
  expect((await errorOf(groups.members('S0NOBODY'))).fix).toContain('userGroup');
});

async function start(change = (manifest: string) => manifest): Promise<UserGroups> {
  const manifestPath = path.join(folder, 'manifest.yml');
  await writeFile(manifestPath, change(await readFile(MANIFEST, 'utf8')));
  workspace = await startWorkspace({ manifestPath, settings: PATIENT });
  return createUserGroups(client());
}

function client(): webApi.WebClient {
  return new webApi.WebClient('xoxb-sandbox', {
    ...{ slackApiUrl: workspace?.slack.apiUrl ?? '', retryConfig: { retries: 0 } },
    ...{ rejectRateLimitedCalls: true, timeout: 10_000, logger: QUIET },
  });
}

const QUIET = {
  ...{ debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
  ...{ setLevel: () => {}, getLevel: () => webApi.LogLevel.ERROR, setName: () => {} },
};

async function errorOf(work: Promise<unknown>): Promise<OperatorError> {
  try {
    await work;
  } catch (error) {
    if (error instanceof OperatorError) return error;
    throw error;
  }
  throw new Error('it was done');
}
