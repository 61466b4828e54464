// Random histories of asking, voting, withdrawing, expiring, changed policies and rights, restarts, redelivered clicks and two replicas,
// each played by the real dispatcher and by the model, and compared after each step.

import type { Request } from '../../bot/command.ts';
import { createRandom } from '../world/random.ts';
import { createHouse, type House, type Mutant, requestOf } from './house.ts';
import { ASKER, approve, ask, expire, type Model, reject, withdraw } from './model.ts';

export interface HistoryCounts {
  histories: number;
  steps: number;
  ran: number;
  ended: number;
}

export interface HistoriesResult {
  readonly counts: HistoryCounts;
  /** The first difference, with the seed that shows it again. */
  readonly found?: string;
}

const PEOPLE = ['U0ALICE', 'U0DANA', 'U0FRANK', 'U0BOB', 'U0BOBTWO', 'U0CAROL'];
const BEGIN_ADMINS = ['U0ALICE', 'U0DANA', 'U0FRANK', 'U0BOBTWO'];
const MOST_ASKED = 3;
const STEPS = 12;

export async function playHistories(options: {
  readonly count: number;
  readonly seed: number;
  readonly mutant?: Mutant;
  readonly signal?: AbortSignal;
  readonly tell?: (done: number) => void;
}): Promise<HistoriesResult> {
  const counts: HistoryCounts = { histories: 0, steps: 0, ran: 0, ended: 0 };
  for (let index = 0; index < options.count && options.signal?.aborted !== true; index += 1) {
    const seed = (options.seed + index) % 2 ** 31;
    const found = await playHistory(seed, counts, options.mutant);
    if (found !== undefined) return { counts, found: `seed ${seed}: ${found}` };
    counts.histories += 1;
    if (index % 500 === 0) options.tell?.(index);
  }
  return { counts };
}

interface Play {
  readonly house: House;
  readonly model: Model;
  readonly random: () => number;
  /** The store's id of each approval, by its number; absent until it is asked for. */
  readonly ids: string[];
  readonly story: string[];
  last: Request | undefined;
}

async function playHistory(
  seed: number,
  counts: HistoryCounts,
  mutant: Mutant | undefined,
): Promise<string | undefined> {
  const house = createHouse(mutant);
  for (const admin of BEGIN_ADMINS) house.admins.add(admin);
  const model: Model = { approvals: [], admins: house.admins, need: 1 };
  const play: Play = {
    house,
    model,
    random: createRandom(seed),
    ids: [],
    story: [],
    last: undefined,
  };
  await step(play, 'ask');
  for (let index = 0; index < STEPS; index += 1) {
    await step(play, pick(play, KINDS));
    counts.steps += 1;
    const difference = await compare(play);
    if (difference !== undefined) return `${difference}\n  ${play.story.join('\n  ')}`;
  }
  counts.ran += model.approvals.filter(({ state }) => state === 'taken').length;
  counts.ended += model.approvals.filter(({ state }) => state !== 'open').length;
  return undefined;
}

const KINDS = [
  ...['ask', 'approve', 'approve', 'approve', 'approve', 'approve', 'burst', 'burst', 'reject'],
  ...['withdraw', 'expire', 'reload', 'restart', 'redeliver', 'demote', 'promote'],
] as const;
type Kind = (typeof KINDS)[number];

async function step(play: Play, kind: Kind): Promise<void> {
  const { house, model, ids } = play;
  const index = Math.floor(play.random() * ids.length);
  const who = pick(play, PEOPLE);
  const approvalId = ids[index] ?? '';
  play.story.push(`${kind} ${index} ${who}`);
  switch (kind) {
    case 'ask':
      if (ids.length < MOST_ASKED) await askOthers(play);
      return;
    case 'approve':
      approve(model, index, who);
      return await send(play, requestOf(who, { kind, approvalId }, house));
    case 'burst': {
      const other = pick(play, PEOPLE);
      play.story.push(`  and at once ${other}`);
      // Whoever comes first, the end is the same: a second yes adds to the first or comes too late.
      approve(model, index, who);
      approve(model, index, other);
      const clicks = [who, other].map((each) =>
        requestOf(each, { kind: 'approve', approvalId }, house),
      );
      await Promise.all(clicks.map((click, replica) => house.replicas[replica]?.handle(click)));
      return await house.idle();
    }
    case 'reject':
      reject(model, index, who);
      return await send(play, requestOf(who, { kind, approvalId, reason: 'not now' }, house));
    case 'withdraw':
      withdraw(model, index, who);
      return await send(play, requestOf(who, { kind, approvalId }, house));
    case 'expire':
      expire(model);
      house.clock.advance(3_600_001);
      // Sometimes a click comes before anybody has looked.
      if (play.random() < 0.3)
        await send(play, requestOf(who, { kind: 'approve', approvalId }, house));
      return await house.replicas[Math.floor(play.random() * 2)]?.sweep();
    case 'reload':
      model.need = 1 + Math.floor(play.random() * 2);
      house.need = model.need;
      return;
    case 'restart':
      return house.restart(Math.floor(play.random() * 2));
    case 'redeliver':
      if (play.last !== undefined) await send(play, play.last);
      return;
    case 'demote':
      house.admins.delete(who);
      return;
    case 'promote':
      if (who !== 'U0CAROL' && who !== ASKER) house.admins.add(who);
  }
}

async function askOthers(play: Play): Promise<void> {
  const { house, model, ids } = play;
  await send(play, requestOf(ASKER, { kind: 'command', text: `qm doit ${ids.length}` }, house));
  const proposal = [...house.store.proposals.values()].at(-1);
  const about = { proposalId: proposal?.id ?? '', reason: 'it has to be' };
  await send(play, requestOf(ASKER, { kind: 'ask-approval', ...about }, house));
  ids.push([...house.store.approvals.keys()].at(-1) ?? '');
  ask(model);
}

async function send(play: Play, request: Request): Promise<void> {
  const { house, random } = play;
  await house.replicas[Math.floor(random() * 2)]?.handle(request);
  await house.idle();
  play.last = request;
}

async function compare({ house, model, ids }: Play): Promise<string | undefined> {
  for (const [index, approval] of model.approvals.entries()) {
    const is = (await house.store.approval(ids[index] ?? ''))?.state;
    if (is !== approval.state) return `approval ${index} is ${is}, and should be ${approval.state}`;
    const runs = house.runs.get(index) ?? 0;
    const wanted = approval.state === 'taken' ? 1 : 0;
    if (runs !== wanted) return `approval ${index} ran ${runs} times, and should have ${wanted}`;
  }
  return house.faults.length === 0 ? undefined : `a fault: ${JSON.stringify(house.faults[0])}`;
}

function pick<T>({ random }: Pick<Play, 'random'>, all: readonly T[]): T {
  return all[Math.floor(random() * all.length)] as T;
}
