// The preview and the run of `cluster off` and `cluster on`: the rest of these commands. What was tried is what runs, by the same engine as
// what timetables do.

import type { KubectlContext, Output, Preview } from '../command.ts';
import { isStopped } from '../end-reason.ts';
import { OperatorError } from '../errors.ts';
import { LIMITS } from '../limits.ts';
import type { Lease, Override, State } from '../timetable/timetable.ts';
import { turnAccesses } from './accesses.ts';
import { decideToRun } from './decide.ts';
import { displacedBy } from './displaced.ts';
import { inTurns } from './in-turns.ts';
import { kafkaInTheWay } from './kafka-health.ts';
import { leaseFor, type Span } from './lease.ts';
import { findSwitch, findSwitchOrGone } from './names.ts';
import type { NamedSwitch } from './of-settings.ts';
import { placedBySwitch } from './placed.ts';
import { type Planned, planTurn } from './plan-turn.ts';
import { withHolders } from './pool-holders.ts';
import { previewTurn } from './preview-turn.ts';
import { assertReturns } from './returns.ts';
import { runTurn } from './run-turn.ts';
import { requestOf } from './switch-workload.ts';
import { switchingOf } from './switching.ts';
import type { TurnReport, TurnWish } from './turn.ts';
import { busyOf, laterOf, outputOf, stoppedOf, type Told } from './turn-output.ts';
import { wantedAt } from './wanted.ts';

export interface TurnArgs {
  readonly name: string;
  readonly span: Span;
}

export function turning(state: State, usage: string) {
  // What the settings no longer have can be brought back.
  const find = state === 'on' ? findSwitchOrGone : findSwitch;
  const read = async (args: TurnArgs, context: KubectlContext): Promise<Asking> => {
    const of = find(args.name, context.switches ?? {}, usage);
    const asked = askedFor(state, args, { of, context, usage });
    const overrides = await switchingOf(context).store.overrides(args.name);
    return { of, asked, overrides };
  };
  return {
    ...placedBySwitch(usage, turnAccesses, find),
    deadlineMs: () => LIMITS.switchTurnMs,
    preview: async (args: TurnArgs, context: KubectlContext): Promise<Preview> => {
      const asking = await read(args, context);
      const { store } = switchingOf(context);
      const { of } = asking;
      const wish = { name: args.name, of, state, sinceMs: context.nowMs(), isAsked: true };
      const plain = await planTurn(wish, { ...context, store });
      await assertKafka(wish, { asking, planned: plain, context });
      await inTurns(plain, (each) => tryStep(each, context));
      const planned = state === 'off' ? await toldHolders(plain, context) : plain;
      return previewTurn(state, { args, ...asking, planned, context });
    },
    run: async (args: TurnArgs, context: KubectlContext): Promise<Output> => {
      const { name } = args;
      const { of, asked, overrides } = await read(args, context);
      const { timeZone } = of.timetable.timetable;
      const displaced = displacedBy(asked, overrides, { nowMs: context.nowMs(), timeZone });
      const told: Told = { name, of, asked, displaced };
      await remember({ name, of, asked }, context);
      if (asked !== undefined && asked.fromMs > context.nowMs()) return laterOf(state, told, asked);
      return await turnNow(state, told, context);
    },
  };
}

/** What keeps the nodes of its NodePools. */
async function toldHolders(
  planned: readonly Planned[],
  context: KubectlContext,
): Promise<readonly Planned[]> {
  const targets = await withHolders(
    planned.map(({ target }) => target),
    context,
  );
  return planned.map((each, index) => ({ ...each, target: targets[index] ?? each.target }));
}

interface Asking {
  readonly of: NamedSwitch;
  /** Absent where the timetable says so anyway: then what was asked for beside it ends. */
  readonly asked: Lease | undefined;
  /** What was asked for before. */
  readonly overrides: readonly Override[];
}

/** @throws OperatorError for what would not end by itself. */
function askedFor(
  state: State,
  { name, span }: TurnArgs,
  { of, context, usage }: { of: NamedSwitch; context: KubectlContext; usage: string },
): Lease | undefined {
  const isPlain = Object.values(span).every((each) => each === undefined);
  const nowMs = context.nowMs();
  if (isPlain && wantedAt(of, [], nowMs).state === state) return undefined;
  const switching = switchingOf(context);
  const asker = { id: switching.newId(), who: switching.who, nowMs };
  const lease = leaseFor(state, span, { asker, of, usage });
  assertReturns(name, of, lease, switching);
  return lease;
}

type Remembered = Pick<Told, 'name' | 'of' | 'asked'>;

/** What is to begin later looks then. @throws OperatorError with what is wrong with a Kafka. */
async function assertKafka(
  wish: TurnWish,
  {
    asking: { asked },
    planned,
    context,
  }: { asking: Asking; planned: readonly Planned[]; context: KubectlContext },
): Promise<void> {
  if (asked !== undefined && asked.fromMs > context.nowMs()) return;
  const targets = planned.map(({ target }) => target);
  const trouble = await kafkaInTheWay(wish, targets, switchingOf(context).kafkaTrouble);
  if (trouble === undefined) return;
  throw new OperatorError({
    what: `${wish.name} is not switched off now.`,
    why: `While its brokers are stopped nothing of it may be missing or on its way: ${trouble}.`,
    fix: 'Ask again when it has come to rest; "/kafka reassignments" and "/kafka topics" show it.',
  });
}

/** From then on the minute loop brings it about too, also what it had left out because it came late. */
async function remember({ name, of, asked }: Remembered, context: KubectlContext): Promise<void> {
  const { store } = switchingOf(context);
  const nowMs = context.nowMs();
  if (asked !== undefined) return await store.saveOverride(name, asked);
  await store.endOverrides(name, nowMs);
  await decideToRun(name, wantedAt(of, await store.overrides(name), nowMs), store);
}

/**
 * As the person who asks: what the cluster refuses them is refused here, before it is written down as wanted. That a controller has written
 * to it since it was read is no refusal: then it would be worked out anew.
 */
async function tryStep({ target, step }: Planned, { api, catalog }: KubectlContext): Promise<void> {
  // What a pipeline is told it does as soon as it is told: nothing of it can be tried.
  if (step.kind !== 'patch' || target.kind === 'Pipeline') return;
  const { metadata, ...part } = step.body;
  const { resourceVersion: _, ...rest } = metadata;
  const body = { ...part, metadata: rest };
  await api.request({ ...requestOf(target, body, { catalog }), dryRun: true });
}

const BUSY_LOOKS = 20;

async function turnNow(state: State, told: Told, context: KubectlContext): Promise<Output> {
  const { store, clock, who, kafkaTrouble } = switchingOf(context);
  const { name, of, asked } = told;
  let latest: (() => TurnReport) | undefined;
  let shownMs = Number.NEGATIVE_INFINITY;
  const ports = {
    ...{
      store,
      clock,
      kafkaTrouble,
      api: context.api,
      catalog: context.catalog,
      ...(context.pipelines === undefined ? {} : { pipelines: context.pipelines }),
      signal: context.signal,
    },
    show: (report: () => TurnReport) => {
      latest = report;
      if (context.nowMs() - shownMs < LIMITS.switchLookMs) return;
      shownMs = context.nowMs();
      context.show(outputOf(state, told, report()));
    },
  };
  const wish = {
    ...{ name, of, state, who, sinceMs: context.nowMs(), isAsked: true },
    because: asked?.why ?? 'asked for',
  };
  try {
    for (let look = 0; look < BUSY_LOOKS; look += 1) {
      const report = await runTurn(wish, ports);
      if (report !== undefined) return outputOf(state, told, report);
      await context.sleep(LIMITS.switchLookMs);
    }
    return busyOf(state, name);
  } catch (error) {
    if (!isStopped(context.signal)) throw error;
    return await stop(state, told, { report: latest?.(), context });
  }
}

/** Who stops it does not want it: what was written down as wanted is so no longer, or the minute loop would go on with it. */
async function stop(
  state: State,
  told: Told,
  { report, context }: { report: TurnReport | undefined; context: KubectlContext },
): Promise<Output> {
  const { store } = switchingOf(context);
  const nowMs = context.nowMs();
  if (told.asked !== undefined) await store.endOverrides(told.name, nowMs, told.asked.id);
  const wanted = wantedAt(told.of, await store.overrides(told.name), nowMs);
  return stoppedOf(state, told, { report, wanted });
}
