import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { OperatorError } from '../../../bot/errors.ts';
import { StatusError } from '../../../bot/kubernetes/api.ts';
import { commandOfButton } from '../../../bot/render/alert-buttons.ts';
import { by, noticeOf } from './fixtures.ts';
import { calledIn, openRoom, type Room } from './room.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** Eight in the evening in Berlin, four in the morning in Seoul, whose clocks the settings go by. */
const EVENING = Date.UTC(2026, 10, 26, 19);
const ON_CALL = {
  rotations: {
    shop: {
      timeZone: 'Europe/Berlin',
      layers: [
        {
          ...{ name: 'week', people: ['T1/U1'], from: '2026-11-23' },
          handOff: { days: 7, at: '10:00' },
        },
      ],
    },
  },
  escalations: { shop: { steps: [{ rotations: ['shop'] }] } },
};
const ROUTE = { name: 'all', channel: 'C1', escalation: 'shop', callFor: ['warning'] };
const WEB = { cluster: 'production', namespace: 'shop', kind: 'Deployment', workload: 'web' };

let room: Room;
const open = async (route: object) => {
  room = await openRoom({ routes: [route] }, ON_CALL, EVENING);
  await room.see(noticeOf({ labels: WEB }));
  await room.pass(MINUTE);
};

const reopen = async (route: object) => {
  await room.close();
  await open(route);
};

beforeEach(() => open(ROUTE));
afterEach(async () => {
  await room.close();
});

describe('a silence till morning', () => {
  test('lasts till nine o’clock where it is on call', async () => {
    const said = await room.desk.silenceUntil(by('U1'), 1, 'morning');
    expect(said).toContain('is silenced till Fri 2026-11-27 09:00 (UTC+1)');
    expect(await untilOf(1)).toBe(Date.UTC(2026, 10, 27, 8));
  });

  test('lasts till the quiet hours of its route end, by the clocks of the settings', async () => {
    await reopen({ ...ROUTE, quietHours: { from: '22:00', to: '07:30', severities: ['info'] } });
    const said = await room.desk.silenceUntil(by('U1'), 1, 'morning');
    expect(said).toContain('till Fri 2026-11-27 07:30 (UTC+9)');
  });

  test('goes by the clocks of the settings where nobody is on call', async () => {
    await reopen({ name: 'all', channel: 'C1' });
    const said = await room.desk.silenceUntil(by('U1'), 1, 'morning');
    expect(said).toContain('till Fri 2026-11-27 09:00 (UTC+9)');
  });

  test('calls nobody all night, and tells in the morning that it is over', async () => {
    await room.desk.silenceUntil(by('U1'), 1, 'morning');
    room.nowMs = Date.UTC(2026, 10, 27, 7, 58);
    await room.pass(MINUTE);
    expect(calledIn(room)).toEqual(['U1']);
    await room.pass(2 * MINUTE);
    expect(answers()).toContain('The silence of alert 1 is over, and it still fires.');
    expect(calledIn(room)).toEqual(['U1', 'U1']);
  });
});

describe('a silence until the rollout ends', () => {
  test('says for how long at most, and ends when the rollout is complete', async () => {
    room.workload = () => deployment({ updatedReplicas: 1 });
    const said = await room.desk.silenceUntil(by('U1'), 1, 'rollout');
    expect(said).toContain(
      'until the rollout of deployment/web is complete or has failed, for 4 h',
    );
    await room.pass(20 * MINUTE);
    expect(head()).toContain('Silenced by <@U1> until the rollout of deployment/web ends');
    expect(await untilOf(1)).toBeGreaterThan(room.nowMs + 3 * HOUR);
    room.workload = () => deployment();
    await room.pass(MINUTE);
    expect(answers()).toContain(
      'The rollout of deployment/web is complete. The silence of alert 1 is over, and it still fires.',
    );
    expect(head()).not.toContain('Silenced by');
    expect(await room.desk.show(by('U1'), 1)).toContain('web is complete: its silence is over');
    expect(calledIn(room)).toEqual(['U1', 'U1']);
  });

  test('ends when the rollout fails, and says so', async () => {
    await room.desk.silenceUntil(by('U1'), 1, 'rollout');
    const conditions = [{ type: 'Progressing', reason: 'ProgressDeadlineExceeded' }];
    room.workload = () => deployment({ updatedReplicas: 1, conditions });
    await room.pass(MINUTE);
    expect(answers()).toMatch(/web has failed: .*exceeded its progress deadline.* still fires/u);
    expect(await untilOf(1)).toBeUndefined();
  });

  test('ends when the workload is gone', async () => {
    await room.desk.silenceUntil(by('U1'), 1, 'rollout');
    room.workload = () => {
      throw new StatusError({ message: 'not found', reason: 'NotFound', code: 404 });
    };
    await room.pass(MINUTE);
    expect(answers()).toContain('deployment/web is gone. The silence of alert 1 is over');
  });

  test('goes on where the cluster cannot be asked, says that once, and ends after four hours', async () => {
    await room.desk.silenceUntil(by('U1'), 1, 'rollout');
    room.workload = () => {
      throw new OperatorError({ what: 'No.', why: 'It is gone for a while.', fix: 'Wait.' });
    };
    await room.pass(10 * MINUTE);
    expect(answers().match(/It cannot be seen whether the rollout/gu)).toHaveLength(1);
    expect(answers()).toContain('It is gone for a while.');
    expect(await untilOf(1)).toBeDefined();
    room.nowMs += 4 * HOUR;
    await room.pass(MINUTE);
    expect(answers()).toContain('neither ended nor failed within 4 h');
    expect(await untilOf(1)).toBeUndefined();
  });

  test('that ends after its alert did says nothing', async () => {
    room.workload = () => deployment({ updatedReplicas: 1 });
    await room.desk.silenceUntil(by('U1'), 1, 'rollout');
    await room.see(noticeOf({ labels: WEB, state: 'resolved' }));
    room.workload = () => deployment();
    await room.pass(MINUTE);
    expect(await untilOf(1)).toBeUndefined();
    expect(answers()).not.toContain('still fires');
  });

  test('is refused where the labels name nothing that rolls out', async () => {
    const labels = { ...WEB, kind: 'Job' };
    await room.see(noticeOf({ labels, key: 'job', group: 'job' }));
    await room.see(noticeOf({ labels: { ...WEB, namespace: 'a b' }, key: 'odd', group: 'odd' }));
    for (const number of [2, 3]) {
      await expect(room.desk.silenceUntil(by('U1'), number, 'rollout')).rejects.toThrow(
        /labels name no Deployment/u,
      );
    }
    await room.pass(2_000);
    expect(head('job')).not.toContain('Until the rollout ends');
    expect(head()).toContain('Until the rollout ends');
  });
});

test('is offered as what can be typed', () => {
  expect(commandOfButton('silence 3 morning')).toBe('incident silence 3 --until morning');
  expect(commandOfButton('silence 3 rollout')).toBe('incident silence 3 --until rollout');
  expect(commandOfButton('silence 3 4h')).toBe('incident silence 3 --for 4h');
  expect(commandOfButton('close 3 morning')).toBeUndefined();
});

/** Of three replicas, all of them new unless said. */
function deployment(status: object = {}): object {
  return {
    metadata: { name: 'web', generation: 2 },
    spec: { replicas: 3 },
    status: {
      ...{ observedGeneration: 2, replicas: 3, updatedReplicas: 3, availableReplicas: 3 },
      ...status,
    },
  };
}

async function untilOf(number: number): Promise<number | undefined> {
  return (await room.store.numberedAlertGroup(number))?.handling.silenced?.untilMs;
}

function answers(): string {
  return [...room.messages.values()]
    .filter(({ threadTs }) => threadTs !== undefined)
    .map(({ states }) => states.join('\n'))
    .join('\n');
}

/** The newest state of the message of a group. */
function head(group = 'shop/deployment/web'): string {
  const messages = [...room.messages.values()].filter(({ threadTs }) => threadTs === undefined);
  const index = group === 'job' ? 1 : 0;
  const heads = messages.filter(
    ({ key, channelId }) => key.startsWith('alert:') && channelId === 'C1',
  );
  return heads[index]?.states.at(-1) ?? '';
}
