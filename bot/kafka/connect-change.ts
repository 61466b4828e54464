// What the changes of connectors have in common: each instance (the connector, a task) with the state that it is in and shall come to,
// and the look whether it has come to it. Connect only takes a wish; its workers carry it out a moment later.

import type { KafkaContext } from '../command.ts';
import { OperatorError } from '../errors.ts';
import { LIMITS } from '../limits.ts';
import type { KafkaAccess } from './access.ts';
import type { ChangePlan, KafkaVerb, Value } from './change.ts';
import type { ConnectInstance, ConnectorStatus } from './connect.ts';
import { tableOf } from './table.ts';
import { rootCause } from './trace.ts';

/** Said of what runs and is restarted: its state alone cannot tell that it was. */
const RESTARTED = ' (restarted)';
const UNTOLD = ', which does not tell whether it was restarted';
/** Looks in a row that have to agree: that all have come to it, or that what has not has failed. */
const STEADY = { reached: 3, failed: 8 };

export interface Instance {
  /** `connector`, `task 3`. */
  readonly of: string;
  readonly state: string;
  readonly trace: string | undefined;
}

export interface ConnectPlan extends ChangePlan {
  readonly kafka: string;
}

/** What a change of one needs. */
export function connectorAccesses({ name }: { readonly name: string }): readonly KafkaAccess[] {
  return [
    { operation: 'Alter', resourceType: 'Connector', name },
    { operation: 'Describe', resourceType: 'Connector', name, implied: true },
  ];
}

/** How each of them is watched once it was taken, and read back. */
export const watchingStates: Pick<
  Required<KafkaVerb<{ readonly name: string }, ConnectPlan>>,
  'follow' | 'look'
> = {
  follow: async ({ name }, plan, context) => await followStates(name, plan, context),
  look: async ({ name }, { values }, { connect }) =>
    statesNow(values, await connect.connector(name)),
};

/** The connector itself, then its tasks. */
export function instancesOf(status: ConnectorStatus): readonly Instance[] {
  const named = (of: string, { state, trace }: ConnectInstance) => ({ of, state, trace });
  return [
    named('connector', status),
    ...status.tasks.map((task) => named(`task ${task.id}`, task)),
  ];
}

/** What a restart makes of it: what is paused stays so. */
export function afterRestart(state: string): string {
  return state === 'RUNNING' || state === 'PAUSED' ? `${state}${RESTARTED}` : 'RUNNING';
}

export function planOf(
  { name, type }: ConnectorStatus,
  given: {
    readonly values: readonly Value[];
    readonly summary: string;
    readonly warnings?: readonly string[];
    readonly kafka: string;
  },
): ConnectPlan {
  const { values } = given;
  return {
    ...{ warnings: [], ...given, bound: [name, type] },
    shown: tableOf([
      ['INSTANCE', 'STATE', 'AFTER'],
      ...values.map(({ of, before = '-', after = '-' }) => [of, before, after]),
    ]),
  };
}

/** The states that there are now of the values, for reading back. */
export function statesNow(
  values: readonly Value[],
  status: ConnectorStatus | undefined,
): readonly (string | undefined)[] {
  const now = new Map(
    status === undefined ? [] : instancesOf(status).map(({ of, state }) => [of, state]),
  );
  return values.map(({ of, after }) => {
    const state = now.get(of);
    return state !== undefined && after === `${state}${RESTARTED}` ? `${state}${UNTOLD}` : state;
  });
}

/**
 * Looks until all have come to what was wished and stay there, or something has failed anew, or the time is up.
 * @returns what came of it, in whole lines; nothing when all is as it was wished
 */
async function followStates(
  name: string,
  { values }: ChangePlan,
  context: Pick<KafkaContext, 'connect' | 'nowMs' | 'sleep' | 'signal'>,
): Promise<string> {
  const untilMs = context.nowMs() + LIMITS.connectFollowMs;
  const steady = { reached: 0, failed: 0 };
  let seen: readonly Instance[] | OperatorError = [];
  while (
    context.nowMs() < untilMs &&
    steady.reached < STEADY.reached &&
    steady.failed < STEADY.failed
  ) {
    try {
      await context.sleep(LIMITS.connectLookMs);
      const status = await context.connect.connector(name);
      seen = status === undefined ? [] : instancesOf(status);
    } catch (error) {
      if (context.signal.aborted) return 'It was taken; it is no longer looked at.\n';
      if (!(error instanceof OperatorError)) throw error;
      seen = error; // a worker that cannot be asked now undoes nothing
      continue;
    }
    const instances = seen;
    const open = values.filter((value) => !isReached(value, instances));
    const isFailed = open.length > 0 && open.every(({ of }) => stateOf(of, instances) === 'FAILED');
    steady.reached = open.length === 0 ? steady.reached + 1 : 0;
    steady.failed = isFailed ? steady.failed + 1 : 0;
  }
  return outcomeLines(name, values, seen);
}

function outcomeLines(
  name: string,
  values: readonly Value[],
  seen: readonly Instance[] | OperatorError,
): string {
  if (seen instanceof OperatorError) {
    return `It was taken; what came of it could not be looked at: ${seen.why} "kafka connector ${name}" shows it.\n`;
  }
  return values
    .filter((value) => !isReached(value, seen))
    .map(({ of }) => lineOf(of, seen))
    .join('');
}

function isReached({ of, after }: Value, seen: readonly Instance[]): boolean {
  return stateOf(of, seen) === after?.replace(RESTARTED, '');
}

function stateOf(of: string, seen: readonly Instance[]): string | undefined {
  return seen.find((each) => each.of === of)?.state;
}

function lineOf(of: string, seen: readonly Instance[]): string {
  const found = seen.find((each) => each.of === of);
  if (found === undefined) return `It was taken, and ${of} is not there now.\n`;
  const why = found.trace === undefined ? '' : `: ${rootCause(found.trace)}`;
  return found.state === 'FAILED'
    ? `It was taken, and ${of} has failed${why}\n`
    : `It was taken; ${of} is ${found.state} yet.\n`;
}
