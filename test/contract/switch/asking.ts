// What people ask of switches in such nights: the production path of a command from its words to its end, without Slack and policy.

import type { KubectlCommand, Output, Preview } from '../../../bot/command.ts';
import { COMMANDS } from '../../../bot/commands/index.ts';
import { parse } from '../../../bot/parse.ts';
import type { Live } from '../../../bot/place.ts';
import { clusterKind } from '../../../bot/places/cluster.ts';
import type { PlaceParts } from '../../../bot/places.ts';
import type { Nights } from './nights.ts';

export interface Asked {
  readonly preview: Preview | undefined;
  readonly run: () => Promise<Output>;
}

/** Understood and previewed. @param signal what a stop button ends */
export async function ask(
  nights: Nights,
  line: string,
  { who = 'U0ALICE', signal = new AbortController().signal } = {},
): Promise<Asked> {
  const call = parse(line, COMMANDS);
  const { settings, store, clock, clusters, kafkas, policies, directory, pipelines } = nights;
  const parts = {
    ...{ settings: () => settings, store, clock, clusters: () => clusters, kafkas: () => kafkas },
    ...{ policies, directory, commands: COMMANDS, pipelines: () => pipelines },
  } as unknown as PlaceParts;
  const kind = clusterKind(call.command as KubectlCommand, parts);
  const request = {
    ...{ id: 'r', surface: 'slash' as const, ask: { kind: 'command' as const, text: line } },
    ...{ address: { teamId: 'T', channelId: 'C', userId: who }, receivedAtMs: clock.nowMs() },
  };
  const wanted = await kind.wanted(request, call);
  const place = kind.all().find(({ name }) => name === wanted);
  if (place === undefined) throw kind.unknown(wanted, []);
  const person = {
    ...{ teamId: 'T', userId: who, name: who, userGroups: [] },
    ...{ isBot: false, isGuest: false, isStranger: false, isDeleted: false },
  };
  const asker = { person, groups: ['operator'] };
  const plan = await kind.plan({ request, call, place, asker, isOpen: () => true });
  const bound = plan.bind();
  const live = { signal, show: () => {}, services: undefined } as unknown as Live;
  return { preview: await bound.preview?.(live), run: () => bound.run(live) };
}
