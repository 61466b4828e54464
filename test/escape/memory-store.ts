// A store in memory for the escape test, which asks it millions of times. It keeps what the present input needs and shows
// every row, so that leaks can be looked for; durability is tested elsewhere.

import { createHash } from 'node:crypto';
import type { Freeze } from '../../bot/freeze.ts';
import type {
  AuditEntry,
  AuditRow,
  Outgoing,
  Proposal,
  Store,
  StoredOutput,
} from '../../bot/ports.ts';

export interface MemoryStore extends Store {
  readonly audit: AuditRow[];
  readonly outgoing: Outgoing[];
  readonly outputs: Map<string, StoredOutput>;
  readonly proposals: Map<string, Proposal>;
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
    saveFreeze: async (freeze) => void freezes.set(freeze.id, freeze),
    freezes: async (nowMs) => [...freezes.values()].filter(({ untilMs }) => untilMs > nowMs),
    endFreeze: async (id) => void freezes.delete(id),
    enqueue: async (wish) => void outgoing.push(wish),
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
  };
  const memory = { ...store, audit, outgoing, outputs, proposals, forget } as MemoryStore;
  return memory;
}
