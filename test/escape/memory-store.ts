// A store in memory for the escape test, which asks it millions of times. It keeps what the present input needs and shows
// every row, so that leaks can be looked for; durability is tested elsewhere.

import { createHash } from 'node:crypto';
import type { Approval, Vote } from '../../bot/approval.ts';
import type { BreakGlass } from '../../bot/break-glass.ts';
import type { Freeze } from '../../bot/freeze.ts';
import type { OffsetSnapshot } from '../../bot/kafka/snapshot.ts';
import type {
  AuditEntry,
  AuditRow,
  Outgoing,
  Proposal,
  Store,
  StoredOutput,
} from '../../bot/ports.ts';
import { createMemoryAlerts } from './memory-alerts.ts';
import { createMemoryIncidents } from './memory-incidents.ts';
import { createMemorySwitches } from './memory-switches.ts';

export interface MemoryStore extends Store {
  readonly audit: AuditRow[];
  readonly outgoing: Outgoing[];
  readonly outputs: Map<string, StoredOutput>;
  readonly proposals: Map<string, Proposal>;
  readonly approvals: Map<string, Approval>;
  /** Before the next input: the rows go, but for the newest audit rows, which `qm audit` shows. */
  forget(): void;
}

const KEPT_ROWS = 20;

export function createMemoryStore(): MemoryStore {
  const requests = new Set<string>();
  const audit: AuditRow[] = [];
  const older: AuditRow[] = [];
  const outgoing: Outgoing[] = [];
  const outputs = new Map<string, StoredOutput>();
  const proposals = new Map<string, Proposal>();
  const freezes = new Map<string, Freeze>();
  const snapshots = new Map<string, OffsetSnapshot>();
  const approvals = new Map<string, Approval>();
  const votes = new Map<string, Vote[]>();
  const reminded = new Set<string>();
  const glasses = new Map<string, BreakGlass>();
  const told = new Set<string>();
  const switches = createMemorySwitches();
  const alerts = createMemoryAlerts();
  const incidents = createMemoryIncidents();
  let seq = 0;
  const append = (entry: AuditEntry, atMs: number): AuditRow => {
    seq += 1;
    const hash = createHash('sha256').update(String(seq)).digest('hex');
    const row = { ...entry, seq, atMs, previousHash: '', hash };
    audit.push(row);
    return row;
  };
  const store: Partial<Store> = {
    transaction: (body) => body(memory),
    receive: async ({ id }) => !requests.has(id) && requests.add(id) !== undefined,
    finish: async () => {},
    unfinished: async () => [],
    deadOwners: async () => [],
    adopt: async () => [],
    appendAudit: async (entry, atMs) => append(entry, atMs),
    searchAudit: async ({ limit }) => [...older, ...audit].slice(-limit).reverse(),
    verifyAudit: async () => ({ rows: seq, headHash: '' }),
    saveOutput: async (output) => void outputs.set(output.id, output),
    output: async (id) => outputs.get(id),
    saveProposal: async (proposal) => void proposals.set(proposal.id, proposal),
    proposal: async (id) => proposals.get(id),
    settleProposal: async (id, state) => {
      const proposal = proposals.get(id);
      if (proposal?.state !== 'open') return false;
      proposals.set(id, { ...proposal, state });
      return true;
    },
    expiredProposals: async (nowMs) =>
      [...proposals.values()].filter(
        ({ state, expiresAtMs }) => state === 'open' && expiresAtMs <= nowMs,
      ),
    saveApproval: async (approval) => void approvals.set(approval.id, approval),
    approval: async (id) => approvals.get(id),
    settleApproval: async (id, state) => {
      const approval = approvals.get(id);
      if (approval?.state !== 'open') return false;
      approvals.set(id, { ...approval, state });
      return true;
    },
    addVote: async (id, vote) => {
      if (approvals.get(id)?.state !== 'open') return undefined;
      const all = votes.get(id) ?? [];
      const isNew = all.every(({ person }) => person !== vote.person);
      if (isNew) votes.set(id, [...all, vote]);
      return { votes: votes.get(id) ?? [], isNew };
    },
    votes: async (id) => votes.get(id) ?? [],
    dueApprovals: async (nowMs) =>
      [...approvals.values()].filter(
        ({ id, state, remindAtMs, expiresAtMs }) =>
          state === 'open' && (expiresAtMs <= nowMs || (remindAtMs <= nowMs && !reminded.has(id))),
      ),
    markReminded: async (id) => !reminded.has(id) && reminded.add(id) !== undefined,
    saveBreakGlass: async (glass) => void glasses.set(glass.id, glass),
    breakGlasses: async (nowMs) => [...glasses.values()].filter(({ untilMs }) => untilMs > nowMs),
    unreviewed: async () => [...glasses.values()].filter(({ state }) => state === 'unreviewed'),
    endBreakGlass: async (id, nowMs) => {
      const glass = glasses.get(id);
      if (glass !== undefined && glass.untilMs > nowMs)
        glasses.set(id, { ...glass, untilMs: nowMs });
    },
    endedBreakGlasses: async (nowMs) =>
      [...glasses.values()].filter(({ id, untilMs }) => untilMs <= nowMs && !told.has(id)),
    markEndTold: async (id) => !told.has(id) && told.add(id) !== undefined,
    review: async (id, review) => {
      const glass = glasses.get(id);
      if (glass?.state !== 'unreviewed') return false;
      glasses.set(id, { ...glass, state: 'reviewed', review });
      return true;
    },
    saveFreeze: async (freeze) => void freezes.set(freeze.id, freeze),
    freezes: async (nowMs) => [...freezes.values()].filter(({ untilMs }) => untilMs > nowMs),
    endFreeze: async (id) => void freezes.delete(id),
    saveOffsetSnapshot: async (snapshot) => void snapshots.set(snapshot.id, snapshot),
    offsetSnapshot: async (id) => snapshots.get(id),
    ...switches.part,
    ...alerts.part,
    ...incidents.part,
    enqueue: async (wish) => void outgoing.push(wish),
    postedTs: async () => undefined,
    check: async () => {},
    close: async () => {},
  };
  const forget = () => {
    older.push(...audit.splice(0));
    older.splice(0, older.length - KEPT_ROWS);
    requests.clear();
    outgoing.length = 0;
    outputs.clear();
    proposals.clear();
    freezes.clear();
    approvals.clear();
    votes.clear();
    reminded.clear();
    glasses.clear();
    told.clear();
    switches.forget();
    alerts.forget();
    incidents.forget();
  };
  const memory = {
    ...store,
    audit,
    outgoing,
    outputs,
    proposals,
    approvals,
    forget,
  } as MemoryStore;
  return memory;
}
