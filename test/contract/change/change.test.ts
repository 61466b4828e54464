// Holds the verbs that change something to the real kubectl: each line is run by kubectl in one namespace and by our command
// in its twin; what is printed must be the same to the byte, and so must what became of the objects.

import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Output } from '../../../bot/command.ts';
import { findTarget, type Oracle, openOracle } from '../adapter/oracle.ts';
import { splitLine } from '../get/words.ts';
import { FAMILIES } from './families.ts';
import type { ChangeLine, Family } from './family.ts';
import { ask } from './ours.ts';
import {
  alikeOutput,
  dropTwins,
  lineIn,
  makeTwins,
  prepareTwins,
  stateOf,
  statesOf,
  type Twins,
} from './twins.ts';

const base = `change-${randomBytes(3).toString('hex')}`;
const LINE_MS = 120_000;
const target = await findTarget('changing as kubectl does');
const suite = target === undefined ? describe.skip : describe;

interface Deviation {
  readonly entry: ChangeLine;
  readonly theirs: Output;
  readonly ours: Output;
}

const deviations: Deviation[] = [];
let same = 0;

suite('the same change as kubectl', () => {
  let oracle: Oracle;

  beforeAll(async () => {
    if (target !== undefined) oracle = await openOracle(target, []);
  });

  afterAll(async () => {
    process.stdout.write(summary());
    await oracle?.close();
  });

  describe.each(FAMILIES)('$name', (family) => {
    const alike = family.lines.filter(({ ours }) => ours === undefined);
    const unlike = family.lines.filter(({ ours }) => ours !== undefined);

    inTwins(family, 'a', alike, async (twins, entry) => {
      const { theirs, ours } = await both(oracle, family, twins, entry);
      expect(ours).toEqual(theirs);
      const states = await statesOf(oracle, family, twins);
      expect(states.ours).toEqual(states.theirs);
      same += 1;
    });

    inTwins(family, 'b', unlike, async (twins, entry) => {
      const before = await stateOf(oracle, family, twins.ours);
      const { theirs, ours } = await both(oracle, family, twins, entry);
      deviations.push({ entry, theirs, ours });
      expect(ours).not.toEqual(theirs);
      if (ours.exitCode !== 0 && !entry.isPartial)
        expect(await stateOf(oracle, family, twins.ours)).toEqual(before);
    });
  });

  function inTwins(
    family: Family,
    suffix: string,
    lines: readonly ChangeLine[],
    check: (twins: Twins, entry: ChangeLine) => Promise<void>,
  ): void {
    if (lines.length === 0) return;
    describe(suffix === 'a' ? 'the same' : 'deliberately not the same', () => {
      let twins: Twins;

      beforeAll(async () => {
        const kubectl = oracle.kubectl.bind(oracle);
        twins = await makeTwins(kubectl, family, `${base}-${family.name}-${suffix}`);
        const { theirs, ours } = await statesOf(oracle, family, twins);
        expect(ours).toEqual(theirs);
      }, LINE_MS);

      afterAll(async () => {
        await dropTwins(oracle.kubectl.bind(oracle), twins);
      }, LINE_MS);

      test.each(lines.map((entry) => ({ entry, title: entry.line })))(
        'kubectl $title',
        async ({ entry }) => {
          await prepareTwins(oracle.kubectl.bind(oracle), twins, entry);
          await check(twins, entry);
        },
        LINE_MS,
      );
    });
  }
});

/** What both print, each in its own twin; on the way, that our preview changes nothing and that nothing unnamed is asked. */
async function both(oracle: Oracle, family: Family, twins: Twins, { line }: ChangeLine) {
  const refusedBefore = oracle.refused.length;
  const kubectl = oracle.kubectl.bind(oracle);
  const before = await stateOf(oracle, family, twins.ours);
  const typed = await lineIn(kubectl, line, twins.ours);
  const answer = await ask(oracle, typed, async () => {
    expect(await stateOf(oracle, family, twins.ours)).toEqual(before);
  });
  expect(oracle.refused.slice(refusedBefore)).toEqual([]);
  const theirs = await kubectl(splitLine(await lineIn(kubectl, line, twins.theirs)));
  return {
    ours: alikeOutput(answer.output, family, twins.ours),
    theirs: alikeOutput(theirs, family, twins.theirs),
  };
}

function summary(): string {
  const all = FAMILIES.flatMap(({ lines }) => lines).length;
  const list = deviations.map(
    ({ entry, theirs, ours }) =>
      `  kubectl ${entry.line}\n    why:     ${entry.ours}\n    kubectl: ${brief(theirs)}\n    ours:    ${brief(ours)}\n`,
  );
  return `\nChanges: ${same} of ${all} lines are the same as kubectl's, ${deviations.length} deliberately not:\n${list.join('')}`;
}

function brief({ stdout, stderr, exitCode }: Output): string {
  const text = `${stdout}${stderr}`.trim().replaceAll('\n', ' | ');
  return `[${exitCode}] ${text.length > 200 ? `${text.slice(0, 200)}...` : text}`;
}
