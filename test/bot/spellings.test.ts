// Whatever way a command is written in, it is the same command, and nothing comes into it that was not written.

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { COMMANDS } from '../../bot/commands/index.ts';
import { parse } from '../../bot/parse.ts';
import { inOneForm } from '../../bot/spellings.ts';

const spelled = (line: string) => parse(line, COMMANDS).text;

test('the broker whose end is foreseen may be called one', () => {
  expect(spelled('kafka impact broker 2')).toBe('kafka impact 2');
  expect(() => spelled('kafka impact topic 2')).toThrow();
});

describe('flags before the verb', () => {
  test.each([
    ['kubectl -n shop get pods', 'kubectl get pods -n shop'],
    ['kubectl -nshop get pods', 'kubectl get pods -n shop'],
    ['kubectl -n=shop get pods', 'kubectl get pods -n shop'],
    ['kubectl --namespace shop get pods -o wide', 'kubectl get pods -n shop -o wide'],
    [
      'kubectl --namespace=shop --cluster=staging get pods',
      'kubectl get pods --cluster staging -n shop',
    ],
    ['kubectl -n shop rollout restart deploy/web', 'kubectl rollout restart deploy/web -n shop'],
    ['kubectl -n get get pods', 'kubectl get pods -n get'],
  ])('as in %j are read as %j', (line, text) => {
    expect(spelled(line)).toBe(text);
  });

  test.each([
    'kubectl -n shop exec web -- sh',
    'kubectl -n get pods',
    'kubectl -n',
    'kubectl -n shop',
    'kubectl --as admin get pods',
    'kubectl -n shop --server=https://evil.example get pods',
    'kubectl -n --as=admin get pods',
    'kubectl -A get pods',
    'kubectl -n shop get pods -n web',
    'kafka -n shop topics',
  ])('as in %j are refused', (line) => {
    expect(() => spelled(line)).toThrow();
  });
});

describe('help', () => {
  test.each([
    ['qm', 'qm help'],
    ['kubectl', 'qm help kubectl'],
    ['kafka', 'qm help kafka'],
    ['incident', 'incident now'],
    ['incident help', 'qm help incident'],
    ['kubectl get --help', 'qm help kubectl get'],
    ['kubectl get pods -h', 'qm help kubectl get'],
    ['kubectl -n shop get pods --help', 'qm help kubectl get'],
    ['kubectl rollout -h', 'qm help kubectl rollout'],
    ['kubectl help', 'qm help kubectl'],
    ['kubectl help rollout undo', 'qm help kubectl rollout undo'],
    ['kubectl delete pod web --help', 'qm help kubectl delete'],
    ['kubectl exec web --help', 'qm help kubectl'],
    ['qm audit --help', 'qm help qm audit'],
  ])('asked for by %j is %j', (line, text) => {
    expect(spelled(line)).toBe(text);
  });

  test('is not what a command asks for that speaks of another', () => {
    expect(spelled('qm why kubectl get pods --help')).toBe('qm why kubectl get pods --help');
  });

  test('is asked for by no flag that a command has', () => {
    const flags = COMMANDS.flatMap(({ grammar }) => Object.entries(grammar.flags));
    expect(flags.filter(([name, { short }]) => name === 'help' || short === 'h')).toEqual([]);
  });
});

test('only words that were written come out, but for qm help, each as often as it was written', () => {
  const word = fc.constantFrom(
    ...['kubectl', 'qm', 'get', 'delete', 'pods', 'shop', '-n', '--cluster', '-n=x', '--as', '-h'],
    ...['--help', 'help', '--namespace=a', '-A', '', 'rollout', 'restart', 'why'],
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 9 }), (words) => {
      const formed = inOneForm(words, COMMANDS);
      const isHelp = formed[0] === 'qm' && formed[1] === 'help';
      const written = isHelp ? formed.slice(2) : formed;
      for (const each of new Set(written)) {
        const count = (all: readonly string[]) => all.filter((one) => one === each).length;
        expect(count(written)).toBeLessThanOrEqual(count(words));
      }
      if (!isHelp) expect([...formed].sort()).toEqual([...words].sort());
      expect(inOneForm(formed, COMMANDS)).toEqual(formed);
    }),
    { numRuns: 2000 },
  );
});
