// Whether a worker takes records, and who has said so. A pause that is asked for with a reason is ended by who gives the same reason, or by who
// gives none: so what pauses by itself never resumes what a person has paused. It lives in the processes of the group, each of which tells
// it to who joins; when all of them are gone it is gone.
import type { Word } from './control.ts';
import type { Clock, PeerInfo } from './ports.ts';

export interface Pause {
  readonly isPaused: boolean;
  /** Why, where something has paused it by itself. */
  readonly pausedFor: string;
  /** The last that it was told and has heeded. */
  readonly word: Word | undefined;
  /** With a reason: unless a person has paused it. */
  pause(why?: string): void;
  /** With a reason: only what was paused for it. */
  resume(why?: string): void;
  /** Who comes into a group that was paused is paused with it. */
  join(peers: readonly PeerInfo[]): void;
}

export function createPause(clock: Pick<Clock, 'nowMs'>): Pause {
  let isPaused = false;
  let word: Word | undefined;
  const heed = (action: Word['action'], why: string) => {
    isPaused = action === 'pause';
    word = { action, why, atMs: clock.nowMs() };
  };
  const pausedFor = () => (isPaused ? (word?.why ?? '') : '');
  return {
    get isPaused() {
      return isPaused;
    },
    get pausedFor() {
      return pausedFor();
    },
    get word() {
      return word;
    },
    pause: (why = '') => {
      if (why === '' || !isPaused || pausedFor() !== '') heed('pause', why);
    },
    resume: (why = '') => {
      if (why === '' || pausedFor() === why) heed('resume', why);
    },
    join: (peers) => {
      const paused = peers.filter((peer) => peer.isPaused);
      if (paused.length === 0 || isPaused) return;
      // What a person has paused stays so, whoever else has.
      const isByHand = paused.some(({ pausedFor: why = '' }) => why === '');
      heed('pause', isByHand ? '' : (paused[0]?.pausedFor ?? ''));
    },
  };
}
