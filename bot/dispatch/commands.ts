// A typed command: understood and admitted; a read is run, a change is previewed and waits for its click.

import { approvalDemands } from '../approval.ts';
import { resourcesDetail } from '../audit/resources.ts';
import type { Call, Preview, Request } from '../command.ts';
import { OperatorError } from '../errors.ts';
import { refusalFrom } from '../kubernetes/refusal.ts';
import { LIMITS } from '../limits.ts';
import { parse } from '../parse.ts';
import type { Proposal } from '../ports.ts';
import type { Reply } from '../reply.ts';
import { type Admitted, admit, isTried } from './admit.ts';
import { auditOf, enqueue } from './answer.ts';
import { remarksOn } from './remarks.ts';
import { keyOf, type Rooms } from './rooms.ts';
import { execute } from './run.ts';

export async function runTyped(request: Request, text: string, rooms: Rooms): Promise<void> {
  const { bot } = rooms;
  const call = parse(text, bot.commands);
  const waits = needsConfirmation(call);
  // What waits for a click asks afresh at the click; a change that runs at once, or is only tried, asks now.
  const fresh = call.command.effect === 'change' && !waits;
  const admitted = await admit(request, call, rooms, { fresh });
  if (admitted === undefined) return;
  if (waits || admitted.demands.length > 0) await propose(request, admitted, rooms);
  else await execute(request, admitted, rooms, { key: keyOf(request) });
}

/**
 * A change that a person asked to be tried only (`--dry-run=server`) changes nothing and needs no click. What changes only the
 * bot's own rules for a time is done at once, but where it has something to show before.
 */
export function needsConfirmation(call: Call): boolean {
  const { command, args } = call;
  if (command.effect !== 'change' || isTried(call)) return false;
  if (command.on === 'bot') return command.preview !== undefined;
  return command.changes?.(args) ?? true;
}

/** @param agreed the substance of the preview that was agreed to, when it is looked at again */
export async function previewOf(
  { call, place, bound }: Admitted,
  rooms: Rooms,
  agreed?: string,
): Promise<Preview> {
  if (!needsConfirmation(call)) return plainPreview(call.text);
  if (bound.preview === undefined) {
    throw new Error(`${call.command.name} changes things and has no preview`);
  }
  const signal = AbortSignal.timeout(LIMITS.commandDeadlineMs);
  try {
    const live = { signal, show: () => {}, services: rooms.bot.services };
    return await bound.preview({ ...live, ...(agreed === undefined ? {} : { agreed }) });
  } catch (error) {
    if (error === signal.reason) throw tooSlow(place.name, error);
    throw refusalFrom(error, {
      why: `It ended in the dry run on ${place.name}, so nothing was changed.`,
      fix: 'Correct the command and send it again.',
    });
  }
}

function tooSlow(place: string, cause: unknown): OperatorError {
  return new OperatorError({
    what: `${place} gave no answer within ${LIMITS.commandDeadlineMs / 1000} s.`,
    why: 'It ended in the dry run, so nothing was changed.',
    fix: 'Try again in a moment; look at what is slow there if it stays.',
    ...{ cause, isOutage: true },
  });
}

/** Of what policy wants to be asked about though it changes no object of a cluster. */
function plainPreview(text: string): Preview {
  return { summary: `Run "${text}".`, diff: '', warnings: [], substance: text };
}

/** Shows what would happen, with a button that only the asker's own click can use. */
export async function propose(request: Request, admitted: Admitted, rooms: Rooms): Promise<void> {
  const { bot } = rooms;
  const { call, place, namespace } = admitted;
  const preview = await previewOf(admitted, rooms);
  const createdAtMs = bot.clock.nowMs();
  const proposal: Proposal = {
    id: bot.clock.id(),
    requestId: request.id,
    address: request.address,
    surface: request.surface,
    command: call.text,
    cluster: place.name,
    namespace: namespace ?? '',
    substance: preview.substance,
    createdAtMs,
    expiresAtMs: createdAtMs + LIMITS.confirmationMs,
    state: 'open',
  };
  const demands = approvalDemands(admitted.demands);
  const verdict = demands.length === 0 ? 'waiting for confirmation' : 'approval needed';
  const reply: Reply = {
    verdict,
    demands,
    command: call.text,
    cluster: proposal.cluster,
    ...(namespace === undefined ? {} : { namespace }),
    userId: request.address.userId,
    preview: safePreview(preview, rooms),
    proposal,
    notes: remarksOn(admitted, rooms),
  };
  await bot.store.transaction(async (store) => {
    await store.saveProposal(proposal);
    await store.appendAudit(
      auditOf(request, {
        kind: 'proposal',
        command: call.text,
        cluster: proposal.cluster,
        verdict,
        detail: {
          summary: reply.preview?.summary,
          policies: admitted.policies,
          ...resourcesDetail(admitted.about),
        },
      }),
      createdAtMs,
    );
    await enqueue(store, rooms, {
      request,
      reply,
      kind: 'message',
      key: keyOf(request),
      final: false,
    });
    await store.finish(request.id);
  });
  bot.outbound.wake();
}

export function safePreview(preview: Preview, { bot }: Pick<Rooms, 'bot'>): Preview {
  return {
    ...preview,
    summary: bot.redact(preview.summary).text,
    diff: bot.redact(preview.diff).text,
    warnings: preview.warnings.map((warning) => bot.redact(warning).text),
  };
}
