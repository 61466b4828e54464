// Something that a click needs does not answer: nothing is decided by that click, it says so, and pressed again it does what it was for.

import { afterEach, describe, expect, jest, test } from '@jest/globals';
import type { Preview } from '../../../bot/command.ts';
import { OperatorError } from '../../../bot/errors.ts';
import { createHouse, type House, requestOf } from '../../approvals/house.ts';

const PREVIEW: Preview = { summary: 'Do it.', diff: '', warnings: [], substance: 'it' };
const SILENT = new OperatorError({
  ...{ what: 'It is silent.', why: 'Nobody knows.', fix: 'Wait.', isOutage: true },
});
const GONE = new OperatorError({ what: 'It is gone.', why: 'Somebody took it.', fix: 'Look.' });

/** What fails, and how; undefined: all is well. */
interface Weather {
  person?: Error;
  preview?: Error | 'too slow';
}

let weather: Weather = {};
let told: string[] = [];

afterEach(() => {
  weather = {};
  told = [];
  jest.restoreAllMocks();
});

function open(need: number): House {
  const house = createHouse({
    preview: async (signal) => {
      if (weather.preview === 'too slow') signal.throwIfAborted();
      else if (weather.preview !== undefined) throw weather.preview;
      return PREVIEW;
    },
    directory: (directory) => ({
      ...directory,
      person: async (teamId, userId) => {
        if (weather.person !== undefined) throw weather.person;
        return await directory.person(teamId, userId);
      },
    }),
    render: ({ verdict, command, problem }) =>
      [verdict, command, problem?.what, problem?.fix].join(' | '),
  });
  for (const admin of ['U0ALICE', 'U0DANA']) house.admins.add(admin);
  house.need = need;
  return house;
}

/** @returns what is said because of it */
async function send(
  house: House,
  userId: string,
  ask: Parameters<typeof requestOf>[1],
): Promise<readonly string[]> {
  const before = house.store.outgoing.length;
  await house.replicas[0]?.handle(requestOf(userId, ask, house));
  await house.idle();
  told = house.store.outgoing.slice(before).map(({ message }) => message.text);
  return told;
}

function turn(how: keyof Weather | 'time'): void {
  if (how === 'person') weather = { person: SILENT };
  if (how === 'preview') weather = { preview: SILENT };
  if (how !== 'time') return;
  weather = { preview: 'too slow' };
  const late = new DOMException('The operation was aborted due to timeout', 'TimeoutError');
  jest.spyOn(AbortSignal, 'timeout').mockReturnValue(AbortSignal.abort(late));
}

function clear(): void {
  weather = {};
  jest.restoreAllMocks();
}

describe.each(['person', 'preview', 'time'] as const)('without an answer: %s', (how) => {
  test('a confirmation changes nothing, and can be pressed again', async () => {
    const house = open(0);
    await send(house, 'U0ALICE', { kind: 'command', text: 'qm doit 1' });
    const [proposalId = ''] = house.store.proposals.keys();
    turn(how);
    expect(await send(house, 'U0ALICE', { kind: 'confirm', proposalId })).toEqual([
      expect.stringMatching(
        /^failed \| qm doit 1 \| Nothing was changed: .* its button can be pressed again\.$/u,
      ),
    ]);
    expect(house.runs.get(1)).toBeUndefined();
    clear();
    expect(await send(house, 'U0ALICE', { kind: 'confirm', proposalId })).toEqual([
      expect.stringMatching(/^succeeded/u),
    ]);
    expect(house.runs.get(1)).toBe(1);
    expect(house.faults).toEqual([]);
  });

  test('the last yes of others runs nothing and leaves it open, and can be pressed again', async () => {
    const house = open(1);
    await send(house, 'U0BOB', { kind: 'command', text: 'qm doit 1' });
    const [proposalId = ''] = house.store.proposals.keys();
    await send(house, 'U0BOB', { kind: 'ask-approval', proposalId, reason: 'it is needed' });
    const [approvalId = ''] = house.store.approvals.keys();
    turn(how);
    await send(house, 'U0ALICE', { kind: 'approve', approvalId });
    // Of whom it is not known what they may, they may nothing.
    const verdict = how === 'person' ? 'refused' : 'failed';
    expect(told).toContainEqual(expect.stringMatching(new RegExp(`^${verdict} \\| `, 'u')));
    expect(house.store.approvals.get(approvalId)?.state).toBe('open');
    expect(house.runs.get(1)).toBeUndefined();
    clear();
    await send(house, 'U0ALICE', { kind: 'approve', approvalId });
    expect(house.store.approvals.get(approvalId)?.state).toBe('taken');
    expect(house.runs.get(1)).toBe(1);
    expect(house.faults).toEqual([]);
  });
});

test('what is refused at the click is said with its command, and is no outage', async () => {
  const house = open(0);
  await send(house, 'U0ALICE', { kind: 'command', text: 'qm doit 1' });
  const [proposalId = ''] = house.store.proposals.keys();
  weather = { preview: GONE };
  expect(await send(house, 'U0ALICE', { kind: 'confirm', proposalId })).toEqual([
    'refused | qm doit 1 | It is gone. | Look.',
  ]);
});
