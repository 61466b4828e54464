// Holds `get` to the real kubectl: each line is run both ways on the same cluster, and stdout, stderr and exit code must be
// the same to the byte.

import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { get } from '../../../bot/commands/kubectl/get.ts';
import { LINES } from './get-lines.ts';
import { compare, findTarget, LINE_MS, type Oracle, openOracle } from './oracle.ts';
import { populate, unpopulate } from './populate.ts';
import { splitLine } from './words.ts';

const namespace = `gets-${randomBytes(3).toString('hex')}`;
const group = `${namespace}.example.com`;
const names = { namespace, group };
const SETUP_MS = 300_000;

const target = await findTarget('kubectl get');
const suite = target === undefined ? describe.skip : describe;

suite('the same text as kubectl', () => {
  let oracle: Oracle;

  beforeAll(async () => {
    if (target === undefined) return;
    oracle = openOracle(target, [get]);
    await populate((argv, input) => oracle.kubectl(argv, input), names);
  }, SETUP_MS);

  afterAll(async () => {
    if (target === undefined) return;
    await unpopulate((argv) => oracle.kubectl(argv), names);
    await oracle.close();
  }, SETUP_MS);

  test.each(LINES)(
    '%s',
    async (line) => {
      const argv = splitLine(line.replaceAll('NS', namespace).replaceAll('GROUP', group));
      const { ours, theirs } = await compare(oracle, argv);
      expect(ours).toEqual(theirs);
    },
    LINE_MS,
  );

  test('the values of Secrets are shown by no form, and nothing can be learned by sorting', async () => {
    for (const form of [
      '-o json',
      '-o yaml',
      '-o jsonpath={.items[*].data}',
      '-o jsonpath-as-json={..}',
      '-o custom-columns=D:.data',
      '-o json --show-managed-fields',
      '--sort-by=.data.password -o wide --show-labels',
    ]) {
      const output = await oracle.ours(splitLine(`get secrets -n ${namespace} ${form}`));
      expect(output.exitCode).toBe(0);
      for (const value of ['hunter2-value', 'another-value']) {
        expect(output.stdout).not.toContain(value);
        expect(output.stdout).not.toContain(Buffer.from(value).toString('base64'));
      }
    }
    const sorted = ['get', 'secrets', '-n', namespace, '--sort-by=.data.password', '-o', 'name'];
    const order = (await oracle.ours(sorted)).stdout;
    // By its value the last one would come first.
    expect(order).toBe('secret/tokens\nsecret/keys\nsecret/yielding\n');
    const filter = '{.items[?(@.data.password=="aHVudGVyMi12YWx1ZQ==")].metadata.name}';
    const guess = await oracle.ours([
      'get',
      'secrets',
      '-n',
      namespace,
      '-o',
      `jsonpath=${filter}`,
    ]);
    expect(guess).toEqual({ stdout: '', stderr: '', exitCode: 0 });
  });

  test('a plain list asks for one thing and carries no objects', async () => {
    await oracle.ours(['get', 'pods', '-n', namespace]);
    expect(oracle.accesses).toEqual([{ verb: 'list', group: '', resource: 'pods', namespace }]);
  });
});
