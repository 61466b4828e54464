// Who may end which pause: a person any, what pauses by itself its own alone.
import { describe, expect, test } from '@jest/globals';
import { createPause } from '../../pipeline/pause.ts';
import type { PeerInfo } from '../../pipeline/ports.ts';

const NIGHT = 'switch nights';

function start() {
  let nowMs = 0;
  return createPause({ nowMs: () => ++nowMs });
}

function peer(isPaused: boolean, pausedFor = ''): PeerInfo {
  const nobody = { instanceId: '', partitions: [], endpoint: '', copies: [] };
  return { ...nobody, isPaused, pausedFor };
}

describe('a pause', () => {
  test('with a reason is ended by who gives the same, and by a person', () => {
    const pause = start();
    pause.pause(NIGHT);
    expect([pause.isPaused, pause.pausedFor]).toEqual([true, NIGHT]);
    pause.resume('switch days');
    expect(pause.isPaused).toBe(true);
    pause.resume(NIGHT);
    expect([pause.isPaused, pause.word]).toEqual([
      false,
      { action: 'resume', why: NIGHT, atMs: 2 },
    ]);
    pause.pause(NIGHT);
    pause.resume();
    expect([pause.isPaused, pause.word]).toEqual([false, { action: 'resume', why: '', atMs: 4 }]);
  });

  test('of a person is ended by nobody who gives a reason, nor made their own', () => {
    const pause = start();
    pause.pause();
    pause.pause(NIGHT);
    pause.resume(NIGHT);
    expect([pause.isPaused, pause.pausedFor]).toEqual([true, '']);
  });

  test('of a person stays, also where something had paused it by itself', () => {
    const pause = start();
    pause.pause(NIGHT);
    pause.pause();
    pause.resume(NIGHT);
    expect(pause.isPaused).toBe(true);
  });

  test.each<[string, readonly PeerInfo[], readonly [boolean, string]]>([
    ['nobody has paused', [peer(false)], [false, '']],
    ['something has paused by itself', [peer(false), peer(true, NIGHT)], [true, NIGHT]],
    ['a person has paused as well', [peer(true, NIGHT), peer(true)], [true, '']],
  ])('of a group that %s is that of who joins it', (_, peers, after) => {
    const pause = start();
    pause.join(peers);
    expect([pause.isPaused, pause.pausedFor]).toEqual(after);
  });
});
