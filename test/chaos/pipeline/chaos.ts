// Rounds of trouble for a settlement on three brokers, drawn by a seed; afterwards the verdict of the Java verifier, and whether
// what the processes hold is what it worked out.
import { setTimeout as delay } from 'node:timers/promises';
import { createRandom } from '../../../bench/clicks/generate.ts';
import { nameOf } from '../../../pipeline/adapters/kafka/request.ts';
import { type Arena, type Member, untilSo, type Verdict } from './arena.ts';

export const TROUBLES = [
  'kill -9',
  'killed before the answer to EndTxn',
  'killed before the answer to TxnOffsetCommit',
  'asleep with a transaction open',
  'asleep with its offsets sent',
  'SIGSTOP beyond the session',
  'broker killed',
  'connections cut',
  'answer to TxnOffsetCommit lost',
  'answer to EndTxn lost',
  'answer to Produce lost',
  'rebalance',
  'stop in order',
] as const;

export type Trouble = (typeof TROUBLES)[number];

export interface ChaosResult {
  readonly verdict: Verdict;
  /** What is wrong beside the verdict. */
  readonly problems: readonly string[];
  readonly troubles: Readonly<Record<string, number>>;
  readonly dropped: number;
  readonly snapshotsRead: number;
}

const PRODUCE = 0;
const TXN_OFFSET_COMMIT = 28;
const ADD_OFFSETS_TO_TXN = 25;
const END_TXN = 26;
/** The session is 6 s: by then the group has given its partitions to others. */
const ASLEEP_MS = 9_000;
/** Beyond the session, and within the 10 s after which the coordinator ends the transaction. */
const ASLEEP_IN_TRANSACTION_MS = 8_500;
const HAPPENS_WITHIN_MS = 15_000;
const RECOVER_MS = 180_000;
/** In a control run: whoever does not go on by then is seen to be wrong. */
export const CONTROL_MS = 90_000;
const FEED = 400;
const LEAST_PARTS = 10;
const MOST_PARTS = 100;
const MEMBERS = 3;

export interface ChaosOptions {
  readonly troubles: readonly Trouble[];
  readonly seed: number;
  readonly say: (line: string) => void;
  readonly signal?: AbortSignal;
  /** How long the work may stand still after a trouble. */
  readonly recoverMs?: number;
}

export async function runChaos(arena: Arena, options: ChaosOptions): Promise<ChaosResult> {
  const { seed, say, signal, recoverMs = RECOVER_MS } = options;
  const random = createRandom(seed);
  const members: Member[] = [];
  const happened: Record<string, number> = {};
  let born = 0;
  const start = (slot: number, name?: string) => {
    born += 1;
    members[slot] = arena.startMember(name ?? `m${slot}-${born}`);
  };
  for (let slot = 0; slot < MEMBERS; slot += 1) start(slot);
  const problems: string[] = [];
  /** The work goes on: what was fed is read to its end by somebody. */
  const goesOn = async (what: string) => {
    const isOn = await untilSo(() => isAllSettled(arena, members), recoverMs);
    if (isOn) return;
    problems.push(`after ${what} it did not go on`);
    for (const { instanceId, lines } of members)
      say(`${instanceId}: ${lines.slice(-8).join('\n')}`);
  };
  await arena.feed(FEED);
  await goesOn('the start');
  for (const trouble of options.troubles) {
    if (problems.length > 0 || signal?.aborted) break;
    happened[trouble] = (happened[trouble] ?? 0) + 1;
    const slot = random(members.length);
    const over = new AbortController();
    const feeding = feedSlowly(arena, over.signal);
    await delay(200 + random(800));
    await bring(trouble, { arena, random, slot, members, start });
    over.abort();
    await feeding;
    for (const proxy of arena.proxies) proxy.disarm();
    await goesOn(trouble);
    say(`${trouble}: went on, ${arena.fed} records so far`);
  }
  const held = await Promise.all(
    members.map(async (member) => ({ member, status: await member.status() })),
  );
  const balances = new Map<string, unknown>();
  const ask = async (campaign: string) => {
    for (const { member } of held) {
      const found = await member.query(campaign);
      if (found !== undefined) balances.set(campaign, found.value);
    }
  };
  const campaigns = Array.from({ length: 40 }, (_, number) => `campaign-${number}`);
  await Promise.all(campaigns.map(ask));
  for (const { process } of members) process.kill('SIGTERM');
  await Promise.race([Promise.all(members.map((member) => member.ended())), nap(30_000)]);
  const verdict = await arena.verify();
  for (const campaign of campaigns) {
    const kept = (balances.get(campaign) as { readonly balance: number } | undefined)?.balance;
    const wanted = verdict.balances[campaign] ?? 0;
    if ((kept ?? 0) === wanted) continue;
    problems.push(`a process says that ${campaign} has ${kept}, and it has ${wanted}`);
  }
  const dropped = arena.proxies.reduce((sum, proxy) => sum + proxy.dropped, 0);
  const { snapshotsRead } = arena;
  return { verdict, problems, troubles: happened, dropped, snapshotsRead };
}

/** Keeps nobody from ending who has not to wait any more. */
function nap(ms: number): Promise<void> {
  return delay(ms, undefined, { ref: false });
}

interface Scene {
  readonly arena: Arena;
  readonly random: (below: number) => number;
  readonly slot: number;
  readonly members: readonly Member[];
  readonly start: (slot: number, name?: string) => void;
}

async function bring(trouble: Trouble, scene: Scene): Promise<void> {
  const { arena, random, slot, members, start } = scene;
  const member = members[slot] as Member;
  // Half of those who come back have the name that they had.
  const name = random(2) === 0 ? member.instanceId : undefined;
  switch (trouble) {
    case 'kill -9':
      member.process.kill('SIGKILL');
      await member.ended();
      return start(slot, name);
    case 'killed before the answer to EndTxn':
    case 'killed before the answer to TxnOffsetCommit': {
      const key = trouble.endsWith('EndTxn') ? END_TXN : TXN_OFFSET_COMMIT;
      const met = await whoMeets(scene, key, 'SIGKILL');
      if (met < 0) return;
      await members[met]?.ended();
      return start(met, random(2) === 0 ? members[met]?.instanceId : undefined);
    }
    case 'asleep with a transaction open':
    case 'asleep with its offsets sent': {
      // Once it is awake, it ends what it had begun.
      const key = trouble.endsWith('open') ? ADD_OFFSETS_TO_TXN : TXN_OFFSET_COMMIT;
      const met = await whoMeets(scene, key, 'SIGSTOP', trouble.endsWith('open') ? 'lost' : 'late');
      await delay(ASLEEP_IN_TRANSACTION_MS);
      return void members[met]?.process.kill('SIGCONT');
    }
    case 'stop in order':
      member.process.kill('SIGTERM');
      await Promise.race([member.ended(), nap(20_000)]);
      member.process.kill('SIGKILL');
      return start(slot, name);
    case 'SIGSTOP beyond the session':
      member.process.kill('SIGSTOP');
      await delay(ASLEEP_MS);
      return void member.process.kill('SIGCONT');
    case 'broker killed': {
      const broker = arena.kafka.brokers[random(arena.kafka.brokers.length)];
      await broker?.signal('SIGKILL');
      await delay(1_000 + random(3_000));
      return await broker?.start();
    }
    case 'connections cut':
      for (const proxy of arena.proxies) proxy.cutAll();
      return;
    case 'answer to TxnOffsetCommit lost':
      return dropOnce(arena, TXN_OFFSET_COMMIT);
    case 'answer to EndTxn lost':
      return dropOnce(arena, END_TXN);
    case 'answer to Produce lost':
      return dropOnce(arena, PRODUCE);
    case 'rebalance': {
      const guest = arena.startMember(`guest-${random(1_000_000)}`);
      await untilSo(async () => (await guest.status())?.phase === 'running', 30_000);
      guest.process.kill('SIGTERM');
      await Promise.race([guest.ended(), nap(20_000)]);
      return void guest.process.kill('SIGKILL');
    }
  }
}

/**
 * The signal reaches whoever is the first to wait for such an answer, before it comes, if it comes. Returns which of them; -1 for
 * nobody.
 */
async function whoMeets(
  { arena, members }: Scene,
  apiKey: number,
  signal: NodeJS.Signals,
  fate: 'lost' | 'late' = 'lost',
): Promise<number> {
  let met = -1;
  for (const proxy of arena.proxies) {
    const meet = fate === 'lost' ? proxy.dropNextAnswer : proxy.meetNextAnswer;
    meet(apiKey, (clientId) => {
      const index = members.findIndex(({ instanceId }) => instanceId === clientId);
      if (met >= 0 || index < 0) return;
      met = index;
      members[index]?.process.kill(signal);
    });
  }
  await untilSo(async () => met >= 0, HAPPENS_WITHIN_MS);
  return met;
}

function dropOnce(arena: Arena, apiKey: number): void {
  for (const proxy of arena.proxies) proxy.dropNextAnswer(apiKey);
}

/** Until the trouble is over, and for a while at least: whatever happens finds transactions open. */
async function feedSlowly(arena: Arena, over: AbortSignal): Promise<void> {
  for (let part = 0; part < LEAST_PARTS || (!over.aborted && part < MOST_PARTS); part += 1) {
    await arena.feed(FEED / LEAST_PARTS);
    await delay(200);
  }
}

/** Every partition has one owner among the processes that answer, and has been read to its end. */
async function isAllSettled(arena: Arena, members: readonly Member[]): Promise<boolean> {
  const statuses = await Promise.all(members.map((member) => member.status()));
  const tasks = statuses.flatMap((status) => status?.tasks ?? []);
  const owned = new Set(tasks.map(({ partition }) => partition));
  if (owned.size !== 4 || tasks.length !== 4) return false;
  const ends = await arena.inputEnds();
  return tasks.every(({ partition, inputs }) =>
    inputs.every(({ topic, committed }) => committed === ends.get(nameOf({ topic, partition }))),
  );
}
