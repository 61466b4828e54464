// Holds `get` to the real kubectl: each line is run both ways on the same cluster, and stdout, stderr and exit code must be
// the same to the byte.

import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { get } from '../../../bot/commands/kubectl/get.ts';
import { LINES } from './get-lines.ts';
import { gadgetDefinition, manifests } from './objects.ts';
import { compare, findTarget, type Oracle, openOracle } from './oracle.ts';
import { splitLine } from './words.ts';

const namespace = `gets-${randomBytes(3).toString('hex')}`;
const group = `${namespace}.example.com`;
const names = { namespace, group };
const SETUP_MS = 180_000;
const MANY = 620;

const target = await findTarget('kubectl get');
const suite = target === undefined ? describe.skip : describe;

suite('the same text as kubectl', () => {
  let oracle: Oracle;

  beforeAll(async () => {
    if (target === undefined) return;
    oracle = openOracle(target, [get]);
    const make = async (items: readonly unknown[]) => {
      const list = { apiVersion: 'v1', kind: 'List', items };
      const text = JSON.stringify(list, (_key, value) =>
        typeof value === 'bigint' ? rawJson(String(value)) : value,
      );
      const made = await oracle.kubectl(['create', '-f', '-'], text);
      if (made.exitCode !== 0) throw new Error(made.stderr);
    };
    const space = (name: string) => ({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name, labels: { suite: namespace } },
    });
    await make([space(namespace), space(`${namespace}-many`), gadgetDefinition(names)]);
    await must(oracle, `wait --for=condition=Established crd/gadgets.${group} --timeout=30s`);
    await make(manifests(names));
    await make(
      Array.from({ length: MANY }, (_, index) => ({
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: {
          name: `many-${(index * 7919) % MANY}`,
          namespace: `${namespace}-many`,
          labels: { n: String(index % 10) },
        },
        data: { same: String(index % 3) },
      })),
    );
    for (const workload of ['deploy/web', 'deploy/pair', 'sts/db', 'ds/agent']) {
      await must(oracle, `rollout status ${workload} -n ${namespace} --timeout=60s`);
    }
    await must(oracle, `wait --for=condition=Complete job/once -n ${namespace} --timeout=60s`);
  }, SETUP_MS);

  afterAll(async () => {
    if (target === undefined) return;
    await oracle.kubectl(['delete', 'crd', `gadgets.${group}`, '--wait=false']);
    await oracle.kubectl(['delete', 'ns', namespace, `${namespace}-many`, '--wait=false']);
    await oracle.close();
  }, SETUP_MS);

  test.each(LINES)('%s', async (line) => {
    const argv = splitLine(line.replaceAll('NS', namespace).replaceAll('GROUP', group));
    const { ours, theirs } = await compare(oracle, argv);
    expect(ours).toEqual(theirs);
  });

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

async function must(oracle: Oracle, line: string): Promise<void> {
  const output = await oracle.kubectl(splitLine(line));
  if (output.exitCode !== 0) throw new Error(`${line}: ${output.stderr}`);
}

/** JSON.rawJSON of ES2026, which Node has and the type library has not yet. */
function rawJson(text: string): unknown {
  return (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON(text);
}
