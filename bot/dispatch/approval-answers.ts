// The two messages about one approval: that of those who are asked, and that of whoever asked. Both are edited to its end.

import type { Approval } from '../approval.ts';
import type { Address } from '../command.ts';
import type { Outgoing, Store } from '../ports.ts';
import type { ApprovalView, Problem, Reply, Verdict } from '../reply.ts';
import { keyOf, type Rooms } from './rooms.ts';

export interface ApprovalNews {
  readonly approval: Approval;
  readonly verdict: Verdict;
  /** User ids. */
  readonly approvedBy: readonly string[];
  /** Whoever ended it, where it did not run. */
  readonly endedBy?: string | undefined;
  /** How it ended, where it did not run. */
  readonly problem?: Problem;
}

/** Both messages, within the transaction that brings the news about. */
export async function showApproval(store: Store, rooms: Rooms, news: ApprovalNews): Promise<void> {
  await showApprovers(store, rooms, news);
  await showAsker(store, rooms, news);
}

export async function showApprovers(store: Store, rooms: Rooms, news: ApprovalNews): Promise<void> {
  const { approval } = news;
  const link =
    news.verdict === 'waiting for approval' ? undefined : await linkOf(store, rooms, news);
  await put(store, rooms, {
    key: approversKey(approval),
    address: approversAddress(approval),
    reply: replyOf(news, 'approvers', rooms, link),
    isFinal: news.verdict !== 'waiting for approval',
  });
}

async function showAsker(store: Store, rooms: Rooms, news: ApprovalNews): Promise<void> {
  const { approval } = news;
  await put(store, rooms, {
    key: keyOf({ id: approval.requestId }),
    address: approval.address,
    reply: replyOf(news, 'asker', rooms, undefined),
    isFinal: news.verdict !== 'waiting for approval',
    ...(approval.messageTs === undefined ? {} : { replaceTs: approval.messageTs }),
  });
}

export function approversKey({ id }: Pick<Approval, 'id'>): string {
  return `approval:${id}`;
}

export function approversAddress({ address, channelId }: Approval): Address {
  const { teamId, userId, threadTs } = address;
  // Where others are asked in the channel itself, they are asked in the thread.
  const isThere = threadTs !== undefined && channelId === address.channelId;
  return { teamId, userId, channelId, ...(isThere ? { threadTs } : {}) };
}

async function linkOf(
  store: Store,
  { bot }: Rooms,
  { approval }: ApprovalNews,
): Promise<string | undefined> {
  const ts = approval.messageTs ?? (await store.postedTs(keyOf({ id: approval.requestId })));
  return ts === undefined ? undefined : bot.linkTo(approval.address.channelId, ts);
}

function replyOf(
  { approval, verdict, approvedBy, endedBy, problem }: ApprovalNews,
  audience: ApprovalView['audience'],
  { bot }: Rooms,
  link: string | undefined,
): Reply {
  const isOpen = verdict === 'waiting for approval';
  const groups = approval.demands.flatMap(({ approvers }) => approvers);
  const call = groups.flatMap((group) => bot.settings().groups[group]?.userGroups ?? []);
  return {
    verdict,
    command: approval.command,
    cluster: approval.cluster,
    ...(approval.namespace === '' ? {} : { namespace: approval.namespace }),
    userId: approval.address.userId,
    preview: approval.preview,
    approval: {
      id: approval.id,
      audience,
      isOpen,
      reason: approval.reason,
      demands: approval.demands,
      approvedBy,
      ...(endedBy === undefined ? {} : { endedBy }),
      call: [...new Set(call)],
      expiresAtMs: approval.expiresAtMs,
      ...(link === undefined ? {} : { link }),
    },
    ...(problem === undefined ? {} : { problem }),
    notes: [],
  };
}

interface Put {
  readonly key: string;
  readonly address: Address;
  readonly reply: Reply;
  readonly isFinal: boolean;
  readonly replaceTs?: string;
}

async function put(
  store: Store,
  { bot }: Rooms,
  { key, address, reply, isFinal, replaceTs }: Put,
): Promise<void> {
  const outgoing: Outgoing = {
    key,
    address,
    kind: 'message',
    message: bot.render(reply),
    ...(replaceTs === undefined ? {} : { replaceTs }),
    final: isFinal,
  };
  await store.enqueue(outgoing, bot.clock.nowMs());
}
