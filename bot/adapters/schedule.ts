// Wakes work up by the clock: every minute, at its beginning. What is due is for the work to say.

import { schedule } from 'node-cron';

export interface Schedule {
  /** Waits for what is being done. */
  stop(): Promise<void>;
}

/** @param work never throws. What takes longer than a minute is not begun a second time meanwhile. */
export function everyMinute(work: () => Promise<void>): Schedule {
  let running = work();
  let isBusy = true;
  const settle = () => {
    isBusy = false;
  };
  void running.then(settle);
  const task = schedule('* * * * *', () => {
    if (isBusy) return;
    isBusy = true;
    running = work();
    void running.then(settle);
  });
  return {
    stop: async () => {
      await task.stop();
      await running;
    },
  };
}
