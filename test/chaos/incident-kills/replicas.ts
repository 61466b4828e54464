// Two bots on one database server, of which the one that leads can be killed, and whatever is left of it told.

import type { BotProcess } from '../../../sandbox/bot-process.ts';
import { until, type World } from '../../world/world.ts';

const SETTLE_MS = 240_000;
const COUNT = 2;

export interface Replicas {
  startAll(): Promise<void>;
  killAll(): Promise<void>;
  /** Returns when the other leads and a new one stands beside it. */
  killLeader(): Promise<void>;
}

export function createReplicas(world: Pick<World, 'startReplica'>): Replicas {
  const living = new Set<BotProcess>();
  const kill = async (bot: BotProcess) => {
    living.delete(bot);
    await bot.end('SIGKILL');
  };
  const leader = async () => {
    let found: BotProcess | undefined;
    await until(async () => {
      for (const bot of living) if (await leads(bot.port)) found = bot;
      return found === undefined ? 'a leader' : undefined;
    }, SETTLE_MS);
    return found as BotProcess;
  };
  const start = async () => {
    while (living.size < COUNT) living.add(await world.startReplica());
  };
  return {
    startAll: start,
    killAll: async () => {
      await Promise.all([...living].map(kill));
    },
    killLeader: async () => {
      await kill(await leader());
      await leader();
      await start();
    },
  };
}

/** By its metrics; a bot that is just coming up does not. */
export async function leads(port: number | undefined): Promise<boolean> {
  const answer = await fetch(`http://127.0.0.1:${port}/metrics`).catch(() => undefined);
  return /^quartermaster_leads 1$/mu.test((await answer?.text()) ?? '');
}
