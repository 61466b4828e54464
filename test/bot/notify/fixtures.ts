// Notices and groups as plain values, for tests that care about a few of their fields.

import type { Request } from '../../../bot/command.ts';
import { type AlertGroup, NONE } from '../../../bot/notify/alert.ts';
import type { Directory } from '../../../bot/ports.ts';
import type { Notice } from '../../../bot/sources/source.ts';

export function noticeOf(some: Partial<Notice> = {}): Notice {
  return {
    ...{ key: 'pod-uid CrashLoopBackOff', group: 'shop/deployment/web', groupTitle: 'web crashes' },
    ...{ state: 'firing', severity: 'warning', title: 'web-1 crashes', lines: [], labels: {} },
    ...{ count: 1, startedAtMs: 1_000 },
    ...some,
  };
}

export function groupOf(some: Partial<AlertGroup> = {}): AlertGroup {
  return {
    ...{
      id: 'g1',
      number: 1,
      handling: {},
      key: 'test shop/deployment/web',
      source: 'test',
      title: 'web crashes',
    },
    ...{ route: 'all', channelId: 'C1', telling: { kind: 'own' }, state: 'resolved' },
    ...{ severity: 'warning', firing: NONE, resolved: 0, occurrences: 0, labels: {} },
    ...{ openedAtMs: 0, toldAtMs: 0, changedAtMs: 0, turnsAtMs: [] },
    ...some,
  };
}

/** Somebody of the team T1 who asks in C1. */
export function by(userId: string): Request {
  return {
    ...{ id: 'r', surface: 'slash', ask: { kind: 'command', text: '' }, receivedAtMs: 0 },
    address: { teamId: 'T1', channelId: 'C1', userId },
  };
}

/** Everybody is a person of the workspace but a bot, somebody who has left, and a stranger. */
export const DIRECTORY: Pick<Directory, 'person'> = {
  person: async (teamId, userId) => ({
    ...{ teamId, userId, name: userId, isGuest: false, userGroups: [] },
    ...{ isBot: userId === 'U0ROBO', isDeleted: userId === 'U0GONE' },
    isStranger: userId === 'U0EVE',
  }),
};

/** Nothing to draw graphs from but what the bot has seen. */
export const NO_SERIES = {
  lagHistory: () => [],
  openPrometheus: () => {
    throw new Error('no Prometheus is asked here');
  },
};
