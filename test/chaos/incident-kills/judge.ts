// What is there of incident 1 in the end, in the store and in Slack, and what of it should not be so.

import type { Incident } from '../../../bot/incidents/incident.ts';
import type { Store } from '../../../bot/ports.ts';
import type { World } from '../../world/world.ts';

interface Channel {
  readonly id: string;
  readonly name: string;
  readonly members: readonly string[];
  readonly pins: readonly string[];
  readonly bookmarks: readonly object[];
  readonly topic: string;
}

interface Message {
  readonly ts: string;
  readonly text: string;
  readonly blocks?: unknown;
  readonly bot_id?: string;
  readonly metadata?: { readonly event_payload?: { readonly key?: string } };
}

export interface Ended {
  readonly incidents: readonly Incident[];
  /** Those that were made for incidents. */
  readonly own: readonly Channel[];
  /** Of the channel that all share. */
  readonly pins: readonly string[];
  /** By the bot, in that channel and in those of incidents. */
  readonly messages: readonly Message[];
}

export async function look(world: World, store: Store): Promise<Ended> {
  const { channels } = (await world.sim('state')) as unknown as { channels: readonly Channel[] };
  const own = channels.filter(({ name }) => name.startsWith('inc-'));
  const shared = channels.find(({ id }) => id === 'C0INCIDENT');
  const lists = ['incidents', ...own.map(({ name }) => name)].map(async (name) => {
    const { messages } = await world.sim(`messages?channel=%23${name}`);
    return (messages as readonly Message[]).filter(({ bot_id: botId }) => botId !== undefined);
  });
  return {
    ...{ incidents: await store.incidents(0, 10), own, pins: shared?.pins ?? [] },
    messages: (await Promise.all(lists)).flat(),
  };
}

export function problemsOf({ incidents, own, pins, messages }: Ended): readonly string[] {
  const [incident] = incidents;
  const [channel] = own;
  const keys = messages.map(({ metadata }) => metadata?.event_payload?.key);
  const head = messages.filter(({ metadata }) => {
    const key = metadata?.event_payload?.key;
    return key === `incident:${incident?.id}` || key === `incident:${incident?.id}:own`;
  });
  const texts = messages.filter((each) => !head.includes(each)).map((each) => JSON.stringify(each));
  const told = (words: string) => texts.filter((text) => text.includes(words)).length;
  const facts: readonly (readonly [what: string, is: unknown, wanted: unknown])[] = [
    ['incidents', incidents.length, 1],
    ['state', incident?.state, 'resolved'],
    ['channels', own.length, 1],
    ['its channel', channel?.id, incident?.room.kind === 'channel' ? incident.room.channelId : ''],
    ['bookmarks', channel?.bookmarks.length, 1],
    ['its topic', channel?.topic, 'SEV 2 · resolved · checkout is down'],
    ['pins of its channel', channel?.pins.length, 1],
    ['pins of what is over', pins.length, 0],
    ['people', channel?.members.includes('U0ALICE'), true],
    ['status messages', head.length, 2],
    [
      'that say it is over',
      head.filter((each) => /resolved/iu.test(JSON.stringify(each))).length,
      2,
    ],
    ['messages that stand there twice', keys.length - new Set(keys).size, 0],
    ['told updates', told('step 1 is done'), 1],
    ['told ends', told('rolled back'), 1],
  ];
  return facts
    .filter(([, is, wanted]) => is !== wanted)
    .map(([what, is, wanted]) => `${what}: ${is}, not ${wanted}`);
}
