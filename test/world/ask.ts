// A command as a person types it in a world, and the answer to it.

import { type Said, until, type World } from './world.ts';

const CHANNEL = '#shop-ops';
const ANSWER_MS = 60_000;

/** Types it where the shop is looked after, unless said. @returns the first message after it, once it says more than that something runs */
export async function ask(
  world: World,
  user: string,
  text: string,
  channel = CHANNEL,
): Promise<Said> {
  const before = new Set((await world.said()).map(({ ts }) => ts));
  await world.sim('command', { user, channel, text: `/${text}` });
  let answer: Said | undefined;
  await until(async () => {
    answer = (await world.said()).find(
      (message) => !before.has(message.ts) && !/^Running/u.test(message.text),
    );
    return answer === undefined ? `an answer to ${text}` : undefined;
  }, ANSWER_MS);
  if (answer === undefined) throw new Error('It came and went.');
  return answer;
}
