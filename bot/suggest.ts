// What the builder offers while somebody picks: the kinds, namespaces and names that this person may list, nothing else. It
// only reads, through the same decision and the same guard as the command itself.

import { askerOf, authorizeAccesses, authorizeEntry, type Case } from './authorize.ts';
import type { Request } from './command.ts';
import { type Admitted, contextOf, impersonationOf } from './dispatch/admit.ts';
import type { Bot } from './dispatch/rooms.ts';
import { LIMITS } from './limits.ts';
import { parse } from './parse.ts';
import { joinWords } from './words.ts';

export interface SuggestWish {
  readonly teamId: string;
  readonly userId: string;
  readonly channelId: string;
  readonly field: 'kind' | 'namespace' | 'name';
  readonly values: Readonly<Record<string, string>>;
  readonly text: string;
}

/** At most a hundred that contain the text, those that begin with it first; none where policy allows none. */
export async function suggest(wish: SuggestWish, bot: Bot): Promise<readonly string[]> {
  const text = wish.text.toLowerCase();
  const options = await optionsOf(wish, bot);
  return options
    .filter((option) => option.includes(text))
    .sort((left, right) => rank(left, text) - rank(right, text) || left.localeCompare(right))
    .slice(0, 100);
}

function rank(option: string, text: string): number {
  return option.startsWith(text) ? 0 : 1;
}

async function optionsOf(wish: SuggestWish, bot: Bot): Promise<readonly string[]> {
  const { kind = '', namespace = '' } = wish.values;
  if (wish.field === 'name' && kind === '') return [];
  const words = ['kubectl', 'get', wish.field === 'name' ? kind : 'namespaces', '-o', 'name'];
  if (wish.field === 'name' && namespace !== '') words.push('-n', namespace);
  const admitted = await mayList(wish, joinWords(words), bot);
  if (admitted?.catalog === undefined || admitted.call.command.on !== 'cluster') return [];
  if (wish.field === 'kind') {
    return admitted.catalog.resources
      .filter(({ verbs }) => verbs.includes('list'))
      .map(({ resource }) => resource);
  }
  const signal = AbortSignal.timeout(LIMITS.receiptMs);
  const context = contextOf(admitted, bot, { signal, show: () => {} });
  const { stdout } = await admitted.call.command.run(admitted.call.args, context);
  return stdout
    .split('\n')
    .map((line) => line.slice(line.indexOf('/') + 1))
    .filter(Boolean);
}

/** The same decision as for the command itself, without a refusal on the record: nobody asked for anything yet. */
async function mayList(wish: SuggestWish, text: string, bot: Bot): Promise<Admitted | undefined> {
  const settings = bot.settings();
  const channel = settings.channels[wish.channelId];
  const clusterName = channel?.cluster ?? settings.defaultCluster;
  const cluster = bot.clusters().all.find(({ name }) => name === clusterName);
  const call = parse(text, bot.commands);
  if (cluster === undefined || call.command.on !== 'cluster') return undefined;
  const { teamId, userId, channelId } = wish;
  const request: Request = {
    id: '',
    surface: 'modal',
    ask: { kind: 'command', text },
    address: { teamId, userId, channelId },
    receivedAtMs: bot.clock.nowMs(),
  };
  const asker = askerOf(await bot.directory.person(teamId, userId), settings);
  const { policies } = bot;
  const context: Case = {
    asker,
    request,
    call,
    cluster,
    settings,
    policies,
    nowMs: bot.clock.nowMs(),
    freezes: [],
  };
  const entry = authorizeEntry(context);
  if (!entry.allowed) return undefined;
  const flag = call.words.flags.namespace;
  const namespace = typeof flag === 'string' ? flag : (channel?.namespace ?? 'default');
  const catalog = await bot.clusters().catalog(cluster.name);
  const accesses = call.command.access(call.args, { namespace, catalog });
  const { decision } = authorizeAccesses(context, accesses, {});
  if (!decision.allowed) return undefined;
  const impersonation = impersonationOf(settings.clusters[cluster.name]?.impersonate, asker);
  return {
    call,
    cluster,
    namespace,
    catalog,
    accesses,
    impersonation,
    policies: decision.policies,
    contexts: () => [],
  };
}
