import { describe, expect, test } from '@jest/globals';
import { OperatorError } from '../../../bot/errors.ts';
import { resolveOutcome } from '../../../bot/kafka/unknown-change.ts';
import { UnknownOutcomeError } from '../../../bot/unknown-outcome.ts';

const LOST = new UnknownOutcomeError({ what: 'Unknown.', why: 'No answer came.', fix: 'Look.' });
const VALUES = [
  { of: 'orders-0', before: '1', after: '5' },
  { of: 'orders-1', before: undefined, after: '7' },
];

describe('a change whose answer is lost', () => {
  test('is told to be made as soon as reading back shows all of it, and is looked at until then', async () => {
    const looks = [
      ['1', undefined],
      ['5', undefined],
      ['5', '7'],
    ];
    const { said, slept } = await resolved(async () => looks.shift() ?? []);
    expect(said).toContain('the change was made');
    expect(slept).toHaveLength(3);
  });

  test('stays unknown when all is as it was, and says so', async () => {
    const { error, slept } = await resolved(async () => ['1', undefined]);
    expect(error?.why).toContain('all is as it was before');
    expect(slept.reduce((sum, ms) => sum + ms, 0)).toBe(7_000); // longer than a broker is at it
  });

  test('stays unknown when it was made in part, and says what is there, and the way back', async () => {
    const { error } = await resolved(async () => ['5', undefined]);
    expect(error?.why).toContain('orders-0 is 5, orders-1 is not set');
    expect(error?.fix).toContain('Undo: kafka back');
  });

  test('stays unknown when it cannot be read back, and says why', async () => {
    const { error } = await resolved(async () => {
      throw new OperatorError({ what: 'x', why: 'No broker could be reached.', fix: 'x' });
    });
    expect(error?.why).toContain('could not be read back either: No broker could be reached.');
  });

  test('stays unknown when the command is ended before it could be looked at for long enough, and the way back is told', async () => {
    const controller = new AbortController();
    const looks = [['1', undefined]];
    const look = async () => {
      const seen = looks.shift();
      if (seen !== undefined) return seen;
      controller.abort(new Error('stopped'));
      throw controller.signal.reason;
    };
    const { error, slept } = await resolved(look, controller.signal);
    expect(error?.why).toContain('It was ended before it could be read back.');
    expect(error?.fix).toBe('Look. Undo: kafka back');
    expect(slept).toHaveLength(2);
  });
});

async function resolved(
  look: () => Promise<readonly (string | undefined)[]>,
  signal = new AbortController().signal,
) {
  const slept: number[] = [];
  const sleep = async (ms: number) => void slept.push(ms);
  try {
    const readBack = { values: VALUES, look, undo: 'kafka back', context: { sleep, signal } };
    return { said: await resolveOutcome(LOST, readBack), slept };
  } catch (error) {
    if (!(error instanceof UnknownOutcomeError)) throw error;
    return { error, slept };
  }
}
