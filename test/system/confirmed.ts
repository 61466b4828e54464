// A change from Slack to its end: typed, its preview agreed to, done.

import { type Sandbox, type StoredMessage, words } from './sandbox.ts';

interface Wish {
  readonly user: string;
  readonly channel: string;
  readonly text: string;
}

/** @returns the message of the change once it has ended, however it did. */
export async function confirmed(sandbox: Sandbox, wish: Wish): Promise<StoredMessage> {
  const { user, channel } = wish;
  const { ts } = await sandbox.answer(wish, /Confirm/u);
  await sandbox.post('/sim/click', { user, channel, ts, action_id: 'confirm' });
  return await sandbox.until(channel, (one) => one.ts === ts && /took/u.test(words(one)));
}
