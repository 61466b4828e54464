// Values for the store's suites: plain ones, made different by what a test names.

import type { Request } from '../../../bot/command.ts';
import type { Freeze } from '../../../bot/freeze.ts';
import type { AuditEntry, Outgoing, Proposal, StoredOutput } from '../../../bot/ports.ts';

export const AT_MS = 1_780_000_000_000;

export const ADDRESS = { teamId: 'T1', channelId: 'C1', userId: 'U1' };

export function requestOf(id: string, changes: Partial<Request> = {}): Request {
  return {
    id,
    surface: 'slash',
    ask: { kind: 'command', text: 'kubectl get pods' },
    address: { ...ADDRESS, responseUrl: 'https://hooks.example/1' },
    receivedAtMs: AT_MS,
    ...changes,
  };
}

export function entryOf(changes: Partial<AuditEntry> = {}): AuditEntry {
  return {
    kind: 'intent',
    requestId: 'r1',
    teamId: 'T1',
    userId: 'U1',
    channelId: 'C1',
    surface: 'slash',
    command: 'kubectl get pods -n shop',
    cluster: 'staging',
    verdict: 'running',
    detail: { policies: ['viewer'], nested: { b: 1, a: [true, null] } },
    ...changes,
  };
}

export function outputOf(id: string, changes: Partial<StoredOutput> = {}): StoredOutput {
  return {
    id,
    requestId: 'r1',
    teamId: 'T1',
    channelId: 'C1',
    userId: 'U1',
    command: 'kubectl get pods',
    cluster: 'staging',
    namespace: 'shop',
    output: { stdout: 'web-1\n', stderr: '', exitCode: 0 },
    verdict: 'succeeded',
    durationMs: 12,
    createdAtMs: AT_MS,
    expiresAtMs: AT_MS + 1000,
    ...changes,
  };
}

export function proposalOf(id: string, changes: Partial<Proposal> = {}): Proposal {
  return {
    id,
    requestId: 'r1',
    address: ADDRESS,
    surface: 'slash',
    command: 'kubectl scale deploy/web --replicas=5',
    cluster: 'staging',
    namespace: 'shop',
    substance: 'web 3 -> 5',
    createdAtMs: AT_MS,
    expiresAtMs: AT_MS + 1000,
    state: 'open',
    ...changes,
  };
}

export function outgoingOf(
  key: string,
  changes: Partial<Outgoing> & { text?: string } = {},
): Outgoing {
  const { text = key, ...rest } = changes;
  return { key, address: ADDRESS, kind: 'message', message: { text, blocks: [] }, ...rest };
}

export function freezeFor(id: string, rest: Partial<Freeze> = {}): Freeze {
  const what = { scope: 'production', reason: 'the sale', teamId: 'T1', userId: 'U1' };
  return { id, ...what, startedAtMs: AT_MS, untilMs: AT_MS + 1000, ...rest };
}
