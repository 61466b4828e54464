// What goes wrong meanwhile, by the seed: the bot is killed, the API server and brokers are, and Slack breaks connections, says wait, or does what it
// was asked and gives no answer.

import { setTimeout as delay } from 'node:timers/promises';
import type { Cluster } from '../../cluster/cluster.ts';
import type { Kafka } from '../../kafka/own-kafka.ts';
import type { World } from '../../world/world.ts';

export interface Kills {
  readonly bot: number;
  readonly apiServer: number;
  readonly broker: number;
}

export interface Surroundings {
  readonly world: World;
  readonly cluster: Cluster;
  readonly kafka: Kafka;
  /** From 0 up to 1. */
  readonly random: () => number;
}

const BETWEEN_MS = 5_000;
const GONE_MS = 4_000;
const ARMED = 2;

/** @returns when every kill was made, and all that was killed runs again */
export async function makeTrouble(
  { world, cluster, kafka, random }: Surroundings,
  kills: Kills,
): Promise<void> {
  const again = async (times: number, betweenMs: number, work: () => Promise<void>) => {
    for (let count = 0; count < times; count += 1) {
      await delay(random() * betweenMs);
      await work();
    }
  };
  // The others come as often while the bot is killed, whatever it takes them to come back.
  const share = (times: number) => (BETWEEN_MS * kills.bot) / Math.max(1, times);
  await Promise.all([
    again(kills.bot, BETWEEN_MS, async () => {
      await world.killBot();
      await world.startBot();
    }),
    again(kills.apiServer, share(kills.apiServer), async () => {
      await cluster.kill();
      await delay(random() * GONE_MS);
      await cluster.resume();
    }),
    again(kills.broker, share(kills.broker), async () => {
      const broker = kafka.brokers[Math.floor(random() * kafka.brokers.length)];
      await broker?.signal('SIGKILL');
      await delay(random() * GONE_MS);
      await broker?.start();
    }),
  ]);
}

/** Until it is over. @returns how often something was done to it */
export async function troubleSlack(
  { world, random }: Surroundings,
  isOver: () => boolean,
): Promise<number> {
  let count = 0;
  for (; !isOver(); count += 1) {
    await delay(500 + random() * 2_000);
    const [trouble, times] = [Math.floor(random() * TROUBLES.length), 1 + Math.floor(random() * 2)];
    const { route, body } = TROUBLES[trouble] ?? { route: 'disconnect', body: {} };
    // What waits to go wrong would else grow faster than Slack is asked, until it does nothing at all.
    const { faults } = await world.sim('fault');
    if ((faults as readonly object[]).length < ARMED) await world.sim(route, { ...body, times });
  }
  return count;
}

const POST = 'chat.postMessage';
const EDIT = 'chat.update';
const LOOK = 'conversations.history';

const TROUBLES: readonly { readonly route: string; readonly body: object }[] = [
  { route: 'disconnect', body: { reason: 'destroy' } },
  { route: 'disconnect', body: { reason: 'warning' } },
  // It does what it was asked, and the answer gets lost.
  { route: 'fault', body: { method: POST, drop: true } },
  { route: 'fault', body: { method: POST, drop: true } },
  { route: 'fault', body: { method: EDIT, drop: true } },
  // It does nothing, and the connection breaks.
  { route: 'fault', body: { method: POST, status: 503, drop: true } },
  { route: 'fault', body: { method: EDIT, status: 503 } },
  { route: 'fault', body: { method: POST, status: 429, retry_after: 2 } },
  { route: 'fault', body: { method: EDIT, status: 429, retry_after: 2 } },
  { route: 'fault', body: { method: LOOK, status: 429, retry_after: 1 } },
  { route: 'fault', body: { method: LOOK, drop: true } },
];
