// Two replicas of the real dispatcher over one store in memory, with one command that needs approval. What is not real is named here:
// Slack, the store, the clock, and the policy, which is a few lines instead of Cedar.

import { type BotContext, botCommand, type Preview, type Request } from '../../bot/command.ts';
import { readSettings } from '../../bot/config.ts';
import { type Bot, createDispatcher, type Dispatcher } from '../../bot/dispatch.ts';
import type { Directory, PolicyEngine } from '../../bot/ports.ts';
import { redact } from '../../bot/redact.ts';
import type { Reply } from '../../bot/reply.ts';
import { createTestClock, type TestClock } from '../escape/clock.ts';
import { createMemoryStore, type MemoryStore } from '../escape/memory-store.ts';

export const CHANNEL = 'C0OPS';
export const TEAM = 'T0SHOP';

/** What may be broken on purpose, so that the histories are seen to notice. */
export interface Mutant {
  readonly store?: (store: MemoryStore) => MemoryStore;
  readonly policies?: (policies: PolicyEngine) => PolicyEngine;
  readonly directory?: (directory: Directory) => Directory;
  readonly withoutPeople?: boolean;
  /** Of the command, which has none otherwise. */
  readonly preview?: (signal: AbortSignal) => Promise<Preview>;
  readonly render?: (reply: Reply) => string;
}

export interface House {
  readonly store: MemoryStore;
  readonly clock: TestClock;
  readonly replicas: Dispatcher[];
  /** How often each was run, by the number that was asked for. */
  readonly runs: Map<number, number>;
  /** Slack user ids by group; changed while it runs. */
  readonly admins: Set<string>;
  need: number;
  restart(replica: number): void;
  idle(): Promise<void>;
  /** What the bot called a fault of its own. */
  readonly faults: unknown[];
}

export function createHouse(mutant: Mutant = {}): House {
  const own = createMemoryStore();
  const store = mutant.store?.(own) ?? own;
  const clock = createTestClock();
  const runs = new Map<number, number>();
  const admins = new Set<string>();
  const faults: unknown[] = [];
  const house: Pick<House, 'need'> = { need: 1 };
  const { preview } = mutant;
  const doit = botCommand({
    name: 'qm doit',
    summary: 'Something dangerous',
    examples: ['qm doit 1'],
    effect: 'change',
    grammar: {
      positionals: {
        usage: 'NUMBER',
        min: 1,
        max: 1,
        pattern: { expression: /^\d+$/u, description: 'a number' },
      },
      flags: {},
    },
    read: ({ positionals: [number = ''] }) => ({ number: Number(number) }),
    ...(preview === undefined
      ? {}
      : {
          preview: async (_args: { number: number }, { signal }: BotContext) =>
            await preview(signal),
        }),
    async run({ number }) {
      runs.set(number, (runs.get(number) ?? 0) + 1);
      return { stdout: 'done\n', stderr: '', exitCode: 0 };
    },
  });
  const settings = readSettings(
    {
      clusters: {},
      groups: { admin: {}, operator: { users: [`${TEAM}/U0BOB`] } },
      ...(mutant.withoutPeople === true
        ? {}
        : { people: { bob: [`${TEAM}/U0BOB`, `${TEAM}/U0BOBTWO`] } }),
    },
    'the approvals test',
  );
  const policies = policyOf(() => house.need);
  const directory = directoryOf();
  const log = {
    info() {},
    warn() {},
    error: ({ err }: { readonly err?: unknown }) => void faults.push(String((err as Error)?.stack)),
  };
  const bot = {
    commands: [doit],
    // Who is an admin changes while it runs, as user groups do.
    settings: () => ({
      ...settings,
      groups: {
        ...settings.groups,
        admin: { users: [...admins].map((id) => `${TEAM}/${id}`), userGroups: [] },
      },
    }),
    policies: mutant.policies?.(policies) ?? policies,
    store,
    outbound: { wake() {}, enqueue: async () => {} },
    directory: mutant.directory?.(directory) ?? directory,
    clock,
    log,
    render: (reply: Reply) => ({ text: mutant.render?.(reply) ?? reply.verdict, blocks: [] }),
    redact,
    services: {},
    linkTo: () => undefined,
    ownsAllBeforeMs: () => 0,
  } as unknown as Bot;
  const replicas = [createDispatcher(bot), createDispatcher(bot)];
  return Object.assign(house, {
    store,
    clock,
    replicas,
    runs,
    admins,
    faults,
    restart: (replica: number) => {
      replicas[replica] = createDispatcher(bot);
    },
    idle: async () => {
      while (replicas.some((each) => each.inFlight() > 0)) {
        await new Promise((resolve) => setImmediate(resolve));
      }
    },
  });
}

function policyOf(need: () => number): PolicyEngine {
  return {
    version: 'one',
    advice: () => undefined,
    demand: (policy) => ({
      kind: 'approval',
      policy,
      approvals: need(),
      approvers: ['admin'],
      validMs: 3_600_000,
    }),
    decide: ({ principal, context }) => {
      if (principal.groups.length === 0) return { allowed: false, policies: [], errors: [] };
      return (context.approvals ?? 0) >= need()
        ? { allowed: true, policies: ['may'], errors: [] }
        : { allowed: false, policies: ['needs-approval'], errors: [] };
    },
  };
}

function directoryOf(): Directory {
  return {
    person: async (teamId, userId) => ({
      teamId,
      userId,
      name: userId,
      userGroups: [],
      ...{ isBot: false, isGuest: false, isStranger: false, isDeleted: false },
    }),
    channelName: async (channelId) => channelId,
  };
}

let serial = 0;

export function requestOf(userId: string, ask: Request['ask'], { clock }: House): Request {
  serial += 1;
  return {
    id: `r${serial}`,
    surface: ask.kind === 'command' ? 'slash' : 'button',
    ask,
    address: { teamId: TEAM, channelId: CHANNEL, userId },
    receivedAtMs: clock.nowMs(),
  };
}
