// Holds the small reads to the real kubectl: each line is run both ways on the same cluster, and stdout, stderr and exit code
// must be the same to the byte.

import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { apiResources } from '../../../bot/commands/kubectl/api-resources.ts';
import { apiVersions } from '../../../bot/commands/kubectl/api-versions.ts';
import { authCanI } from '../../../bot/commands/kubectl/auth-can-i.ts';
import { clusterInfo } from '../../../bot/commands/kubectl/cluster-info.ts';
import { configGetContexts } from '../../../bot/commands/kubectl/config-get-contexts.ts';
import { describe as describeCommand } from '../../../bot/commands/kubectl/describe.ts';
import { events } from '../../../bot/commands/kubectl/events.ts';
import { explain } from '../../../bot/commands/kubectl/explain.ts';
import { top } from '../../../bot/commands/kubectl/top.ts';
import { version } from '../../../bot/commands/kubectl/version.ts';
import { type Kubectl, make, makeNamespace, untilReady } from '../get/populate.ts';
import { splitLine } from '../get/words.ts';
import { RESTRICTED_LINES, SAME_LINES } from './lines.ts';
import { manifests, SECRET_VALUE } from './objects.ts';
import { compare, findTarget, LINE_MS, type Oracle, openOracle } from './oracle.ts';

const namespace = `reads-${randomBytes(3).toString('hex')}`;
const SETUP_MS = 300_000;
const commands = [
  apiResources,
  apiVersions,
  authCanI,
  clusterInfo,
  configGetContexts,
  describeCommand,
  events,
  explain,
  top,
  version,
];
const target = await findTarget('reading as kubectl does');
const suite = target === undefined ? describe.skip : describe;
const argvOf = (line: string) => splitLine(line.replaceAll('NS', namespace));

suite('the same text as kubectl', () => {
  let oracle: Oracle;

  beforeAll(async () => {
    if (target === undefined) return;
    oracle = await openOracle(target, commands);
    const kubectl: Kubectl = (argv, input) => oracle.kubectl(argv, input);
    await makeNamespace(kubectl, namespace);
    await make(kubectl, manifests(namespace));
    await untilReady(kubectl, namespace, ['deploy/web', 'sts/db', 'ds/agent']);
  }, SETUP_MS);

  afterAll(async () => {
    await oracle?.kubectl(['delete', 'namespace', namespace, '--wait=false']);
    await oracle?.close();
  }, SETUP_MS);

  test.each(SAME_LINES)(
    'kubectl %s',
    async (line) => {
      const before = oracle.refused.length;
      const { ours, theirs } = await compare(oracle, argvOf(line));
      expect(ours).toEqual(theirs);
      expect(oracle.refused.slice(before)).toEqual([]);
    },
    LINE_MS,
  );

  test.each(RESTRICTED_LINES)(
    'as somebody with few rights: kubectl %s',
    async (line) => {
      const { ours, theirs } = await compare(oracle, argvOf(line), {
        as: { user: 'reads-viewer', groups: ['reads-people', 'system:authenticated'] },
        impersonating: [
          '--as=reads-viewer',
          '--as-group=reads-people',
          '--as-group=system:authenticated',
        ],
      });
      expect(ours).toEqual(theirs);
    },
    LINE_MS,
  );

  test('prints the version of the server as kubectl does', async () => {
    const [ours, theirs] = await Promise.all([
      oracle.ours(['version', '-o', 'json']),
      oracle.kubectl(['version', '-o', 'json']),
    ]);
    const server = (text: string) => text.slice(text.indexOf('"serverVersion"'));
    expect(server(ours.stdout)).toBe(server(theirs.stdout));
    const lines = (await oracle.kubectl(['version'])).stdout.split('\n');
    expect((await oracle.ours(['version'])).stdout.split('\n')).toContain(
      lines.find((line) => line.startsWith('Server Version')),
    );
  });

  test('describes secrets by the length of their values', async () => {
    const all = await oracle.ours(['describe', 'secrets', '-n', namespace]);
    expect(all.stdout).toContain(`password:   ${SECRET_VALUE.length} bytes`);
    expect(all.stdout).toMatch(/token: {6}\d{3,4} bytes\n/u);
    expect(all.stdout).not.toContain(SECRET_VALUE);
    expect(all.stdout).not.toContain('eyJ');
  });

  test('describes in a plain form where there is no kubectl, and says so', async () => {
    const pod = await oracle.ours(['describe', 'pod', 'big', '-n', namespace], {
      withoutKubectl: true,
    });
    expect(pod.stdout.split('\n')[0]).toContain('kubectl program is not installed');
    expect(pod.stdout).toContain('PodScheduled');
    expect(pod.stdout).toContain('FailedScheduling');
    const secrets = await oracle.ours(['describe', 'secret', '-n', namespace], {
      withoutKubectl: true,
    });
    expect(secrets.stdout).toContain(`password: ${SECRET_VALUE.length} bytes`);
    expect(secrets.stdout).not.toContain(SECRET_VALUE);
  });

  test('lists the clusters with the one in use marked', async () => {
    const { stdout } = await oracle.ours(['config', 'get-contexts']);
    expect(stdout).toBe(
      'CURRENT   NAME   ENVIRONMENT   NAMESPACE\n*         test   test          default\n',
    );
    expect(await oracle.ours(['config', 'get-contexts', 'nope', '--no-headers'])).toEqual({
      stdout: '',
      stderr: 'error: context nope not found\n',
      exitCode: 1,
    });
  });
});
