// Runs an admitted call: intent on the record first, then the effect under a deadline with a stop button, then the outcome,
// the stored output and the answer in one transaction.

import { createHash } from 'node:crypto';
import { resourcesDetail } from '../audit/resources.ts';
import type { Output, Request } from '../command.ts';
import { EndedError, type EndReason } from '../end-reason.ts';
import { OperatorError } from '../errors.ts';
import { noteCommand } from '../incidents/note-command.ts';
import { isKubectlFailure, kubectlText } from '../kubernetes/errors.ts';
import { LIMITS } from '../limits.ts';
import { pageOf } from '../pages.ts';
import type { Store } from '../ports.ts';
import type { Problem, Reply, Verdict } from '../reply.ts';
import { UnknownOutcomeError } from '../unknown-outcome.ts';
import type { Admitted } from './admit.ts';
import { auditOf, enqueue } from './answer.ts';
import { createLive } from './live.ts';
import { fileFor, isPrivate } from './private.ts';
import { remarksOn } from './remarks.ts';
import { bounded, type Rooms, redacted } from './rooms.ts';

export interface RunOptions {
  /** Which message the answers are about. */
  readonly key: string;
  readonly replaceTs?: string | undefined;
  /** The substance of the preview that was agreed to; absent for what needs no agreement. */
  readonly agreed?: string;
  /** Done in the transaction that writes the intent; false ends it all there. */
  readonly claim?: (store: Store) => Promise<boolean>;
  /** More for the intent's row. */
  readonly detail?: Readonly<Record<string, unknown>>;
  /** More to be said beside the result. */
  readonly notes?: readonly string[];
  /** Done in the transaction that writes the outcome. */
  readonly also?: (store: Store, verdict: Verdict) => Promise<void>;
}

/** @returns false when the claim failed: somebody else was first, and nothing was run. */
export async function execute(
  request: Request,
  admitted: Admitted,
  rooms: Rooms,
  options: RunOptions,
): Promise<boolean> {
  const startedAtMs = rooms.bot.clock.nowMs();
  const intentSeq = await writeIntent(request, admitted, rooms, options);
  if (intentSeq === undefined) return false;
  const ending = await runToItsEnd(request, admitted, rooms, options);
  const durationMs = rooms.bot.clock.nowMs() - startedAtMs;
  await writeOutcome({ request, admitted, rooms, options, ending, durationMs, intentSeq });
  const { name } = admitted.call.command;
  rooms.bot.metrics?.commandEnded(name, ending.verdict, durationMs);
  return true;
}

/** Audit before act: when this cannot be written, nothing runs. */
async function writeIntent(
  request: Request,
  { call, place, namespace, policies, bound, about, brokenGlass }: Admitted,
  { bot }: Rooms,
  { claim, detail }: RunOptions,
): Promise<number | undefined> {
  return await bot.store.transaction(async (store) => {
    if (claim !== undefined && !(await claim(store))) return undefined;
    const row = await store.appendAudit(
      auditOf(request, {
        kind: 'intent',
        command: bot.redact(call.text).text,
        cluster: place.name,
        verdict: 'running',
        detail: {
          policies,
          policyVersion: bot.policies.version,
          effect: call.command.effect,
          ...resourcesDetail(about),
          ...(namespace === undefined ? {} : { namespace }),
          ...(bound.as === undefined ? {} : { as: bound.as }),
          ...(brokenGlass === undefined ? {} : { breakGlass: brokenGlass.id }),
          ...detail,
        },
      }),
      bot.clock.nowMs(),
    );
    await noteCommand(request, call, store, {
      nowMs: row.atMs,
      isPrivate: isPrivate(call.command),
    });
    return row.seq;
  });
}

interface Ending {
  readonly verdict: Verdict;
  readonly output: Output;
  readonly problem?: Problem;
}

async function runToItsEnd(
  request: Request,
  admitted: Admitted,
  rooms: Rooms,
  options: RunOptions,
): Promise<Ending> {
  const { bot } = rooms;
  const { command, args } = admitted.call;
  const controller = new AbortController();
  let ended: EndReason | undefined;
  const end = (reason: EndReason) => {
    ended ??= reason;
    controller.abort(new EndedError(reason));
  };
  const runId = bot.clock.id();
  rooms.runs.set(runId, { ...request.address, end });
  const deadlineMs = command.deadlineMs?.(args) ?? LIMITS.commandDeadlineMs;
  const timers = new AbortController();
  const deadline = bot.clock.sleep(deadlineMs, timers.signal).then(
    () => end('deadline'),
    () => {},
  );
  const live = createLive(request, admitted, rooms, { ...options, runId, signal: timers.signal });
  try {
    const output = await admitted.bound.run({
      signal: controller.signal,
      show: live.show,
      services: bot.services,
      ...(options.agreed === undefined ? {} : { agreed: options.agreed }),
    });
    const stopped = ended === 'stopped' || ended === 'shutdown';
    return {
      verdict: stopped ? 'cancelled' : output.exitCode === 0 ? 'succeeded' : 'failed',
      output,
    };
  } catch (error) {
    return endingOf(error, { ended, admitted, shown: live.newest(), deadlineMs, rooms, request });
  } finally {
    timers.abort();
    rooms.runs.delete(runId);
    await deadline;
    await live.settled();
  }
}

function endingOf(
  error: unknown,
  context: {
    ended: EndReason | undefined;
    admitted: Admitted;
    shown: Output;
    deadlineMs: number;
    rooms: Rooms;
    request: Request;
  },
): Ending {
  const { ended, admitted, shown, deadlineMs, rooms, request } = context;
  const isChange = admitted.call.command.effect === 'change';
  if (isKubectlFailure(error)) {
    const stderr = `${shown.stderr}${kubectlText(error)}`;
    return { verdict: 'failed', output: { stdout: shown.stdout, stderr, exitCode: 1 } };
  }
  const output = { ...shown, exitCode: 1 };
  if (error instanceof UnknownOutcomeError)
    return { verdict: 'outcome unknown', output, problem: error };
  if (ended !== undefined) {
    const seconds = Math.round(deadlineMs / 1000);
    const why = ended === 'deadline' ? `It did not end within ${seconds} s.` : 'It was stopped.';
    if (isChange) {
      return {
        verdict: 'outcome unknown',
        output,
        problem: {
          what: 'It is not known whether the change was made.',
          why,
          fix: 'Look at the object before trying again.',
        },
      };
    }
    return {
      verdict: ended === 'deadline' ? 'timed out' : 'cancelled',
      output,
      problem: {
        what: 'The command was ended.',
        why,
        fix: 'Nothing was changed; ask for less, or try again.',
      },
    };
  }
  if (error instanceof OperatorError) return { verdict: 'failed', output, problem: error };
  const reference = rooms.bot.clock.id().slice(0, 8);
  rooms.bot.log.error(
    { err: error, requestId: request.id, reference },
    'a command threw what nobody expected',
  );
  return {
    verdict: isChange ? 'outcome unknown' : 'failed',
    output,
    problem: {
      what: 'Quartermaster failed while running this.',
      why: `It is a fault of ours (reference ${reference}).`,
      fix: isChange
        ? 'Look at the object before trying again.'
        : 'Try again; if it stays, give the reference to whoever runs the bot.',
    },
  };
}

async function writeOutcome(context: {
  request: Request;
  admitted: Admitted;
  rooms: Rooms;
  options: RunOptions;
  ending: Ending;
  durationMs: number;
  intentSeq: number;
}): Promise<void> {
  const { request, admitted, rooms, options, ending, durationMs, intentSeq } = context;
  const { bot } = rooms;
  const { output, found } = redacted(bounded(ending.output), bot);
  const command = bot.redact(admitted.call.text).text;
  const cluster = admitted.place.name;
  const nowMs = bot.clock.nowMs();
  const outputId = bot.clock.id();
  const { teamId, channelId, userId } = request.address;
  const reply: Reply = {
    verdict: ending.verdict,
    command,
    cluster,
    ...(admitted.namespace === undefined ? {} : { namespace: admitted.namespace }),
    userId,
    durationMs,
    ...(output.file === undefined
      ? { output: pageOf(output, { page: 1, filter: '', outputId }) }
      : {}),
    ...(ending.problem === undefined ? {} : { problem: plainProblem(ending.problem, rooms) }),
    notes: [
      ...(output.file === undefined
        ? []
        : [`${output.stderr}; ${output.file} is ${placeOf(output, admitted)}`]),
      ...remarksOn(admitted, rooms),
      ...(options.notes ?? []),
      ...(found === 0 ? [] : [`${found} value${found === 1 ? '' : 's'} redacted`]),
    ],
  };
  await bot.store.transaction(async (store) => {
    await store.appendAudit(
      auditOf(request, {
        kind: 'outcome',
        command,
        cluster,
        verdict: ending.verdict,
        detail: {
          intent: intentSeq,
          exitCode: output.exitCode,
          durationMs,
          redacted: found,
          outputSha256: createHash('sha256')
            .update(output.stdout)
            .update(output.stderr)
            .digest('hex'),
          ...resourcesDetail(admitted.about),
        },
      }),
      nowMs,
    );
    await store.saveOutput({
      id: outputId,
      requestId: request.id,
      teamId,
      channelId,
      userId,
      command,
      cluster,
      namespace: admitted.namespace ?? '',
      output,
      verdict: ending.verdict,
      durationMs,
      createdAtMs: nowMs,
      expiresAtMs: nowMs + LIMITS.outputKeptMs,
    });
    await enqueue(store, rooms, {
      request,
      reply,
      kind: isPrivate(admitted.call.command) ? 'ephemeral' : 'message',
      key: options.key,
      replaceTs: options.replaceTs,
    });
    if (output.file !== undefined) {
      const file = { outputId, name: output.file, onlyStdout: true };
      await store.enqueue(fileFor(request, admitted.call, file, output.place), nowMs);
    }
    for (const [chart, { name }] of (output.charts ?? []).entries()) {
      const file = { outputId, name, chart };
      await store.enqueue(fileFor(request, admitted.call, file, output.place), nowMs);
    }
    await options.also?.(store, ending.verdict);
    await store.finish(request.id);
  });
  bot.outbound.wake();
}

function placeOf({ place }: Output, { call }: Admitted): string {
  if (place === undefined) return isPrivate(call.command) ? 'in your messages' : 'below';
  return place.threadTs === undefined ? 'in its channel' : 'in its thread';
}

function plainProblem(problem: Problem, { bot }: Rooms): Problem {
  return {
    what: bot.redact(problem.what).text,
    why: bot.redact(problem.why).text,
    fix: problem.fix,
  };
}
