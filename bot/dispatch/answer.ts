// Puts replies on their way and refusals on the record: each is stored before it counts as given.

import type { Address, Request } from '../command.ts';
import { type OperatorError, UsageError } from '../errors.ts';
import { KubectlRefusal } from '../kubernetes/refusal.ts';
import { pageOf } from '../pages.ts';
import { parse } from '../parse.ts';
import type { AuditEntry, Outgoing, Store } from '../ports.ts';
import type { OutputPage, Reply, Verdict } from '../reply.ts';
import { isPrivate } from './private.ts';
import { keyOf, type Rooms } from './rooms.ts';

/** The audit's row about a request, to be completed. */
export function auditOf(
  request: Request,
  rest: Pick<AuditEntry, 'kind' | 'command' | 'cluster' | 'verdict' | 'detail'>,
): AuditEntry {
  const { teamId, userId, channelId } = request.address;
  return { requestId: request.id, teamId, userId, channelId, surface: request.surface, ...rest };
}

/**
 * A refusal is the asker's alone: the channel does not need to read it. That something does not answer concerns all who would
 * have read the answer.
 */
export async function answerProblem(
  request: Request,
  rooms: Rooms,
  error: OperatorError,
  about: {
    readonly command?: string;
    readonly cluster?: string;
    readonly verdict?: Verdict;
    readonly detail?: Readonly<Record<string, unknown>>;
  } = {},
): Promise<void> {
  const { bot } = rooms;
  const command = bot.redact(about.command ?? textOf(request)).text;
  const verdict = about.verdict ?? verdictOf(error);
  const reply: Reply = {
    verdict,
    command,
    cluster: about.cluster ?? '',
    userId: request.address.userId,
    ...(error instanceof KubectlRefusal ? { output: pageOfStderr(error, bot) } : {}),
    problem: {
      what: error instanceof KubectlRefusal ? '' : bot.redact(error.what).text,
      why: bot.redact(error.why).text,
      fix: error.fix,
      ...(error instanceof UsageError && error.usage !== '' ? { usage: error.usage } : {}),
    },
    notes: [],
  };
  await bot.store.transaction(async (store) => {
    await store.appendAudit(
      auditOf(request, {
        kind: 'refusal',
        command,
        cluster: about.cluster ?? '',
        verdict,
        detail: {
          reason: `${bot.redact(error.what).text} ${reply.problem?.why}`,
          ...about.detail,
        },
      }),
      bot.clock.nowMs(),
    );
    await enqueue(store, rooms, {
      request,
      reply,
      kind: isForAll(request, rooms, error) ? 'message' : 'ephemeral',
      key: `${keyOf(request)}:refusal`,
    });
    await store.finish(request.id);
  });
  bot.outbound.wake();
}

function isForAll({ ask }: Request, { bot }: Rooms, { isOutage }: OperatorError): boolean {
  if (!isOutage || ask.kind !== 'command') return false;
  try {
    return !isPrivate(parse(ask.text, bot.commands).command);
  } catch {
    return false; // what was not understood concerns nobody else
  }
}

function verdictOf(error: OperatorError): Verdict {
  if (error instanceof KubectlRefusal || error.isOutage) return 'failed';
  return error instanceof UsageError ? 'not understood' : 'refused';
}

/** As kubectl prints it, in the place where what a program writes to stderr is always read. */
function pageOfStderr({ stderr }: KubectlRefusal, bot: Rooms['bot']): OutputPage {
  const output = { stdout: '', stderr: bot.redact(stderr).text, exitCode: 1 };
  return pageOf(output, { page: 1, filter: '' });
}

interface Wish {
  readonly request: Request;
  readonly reply: Reply;
  readonly kind: 'message' | 'ephemeral';
  readonly key: string;
  readonly address?: Address;
  readonly replaceTs?: string | undefined;
  readonly final?: boolean;
  readonly replacesClicked?: boolean;
}

export async function enqueue(store: Store, rooms: Rooms, wish: Wish): Promise<void> {
  const outgoing: Outgoing = {
    key: wish.key,
    address: wish.address ?? wish.request.address,
    kind: wish.kind,
    message: rooms.bot.render(wish.reply),
    ...(wish.replaceTs === undefined ? {} : { replaceTs: wish.replaceTs }),
    final: wish.final ?? true,
    ...(wish.replacesClicked === true ? { replacesClicked: true } : {}),
  };
  await store.enqueue(outgoing, rooms.bot.clock.nowMs());
}

function textOf(request: Request): string {
  const { ask } = request;
  return ask.kind === 'command' ? ask.text : `(${ask.kind} button)`;
}
