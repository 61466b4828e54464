// `qm audit`: who asked for what and what became of it, as a page or as a file; `qm audit verify` checks the chain of hashes.

import type { AuditKind, AuditVerdict, Witness } from '../../audit/row.ts';
import { type AuditWish, searchAudit, showAuditRow } from '../../audit/search.ts';
import { TIME } from '../../audit/time.ts';
import { describeChain } from '../../audit/verdict.ts';
import { readWitness } from '../../audit/witness.ts';
import { botCommand, type Output } from '../../command.ts';
import { UsageError } from '../../errors.ts';
import { choiceFlag, countFlag, textFlag } from '../../grammar.ts';
import { CLUSTER, NAMESPACE } from '../../kubernetes/flags.ts';
import { LIMITS } from '../../limits.ts';

const USAGE = 'qm audit [TEXT | row NUMBER | verify [ROWS:HASH ...]]';
const PART = { expression: /^[\w./:=@, -]{1,120}$/u, description: 'part of a text' };

/** Every kind of row, so that a new one cannot be forgotten. */
export const AUDIT_KINDS: Readonly<Record<AuditKind, string>> = {
  intent: 'about to run',
  outcome: 'what became of it',
  refusal: 'not understood, not allowed, expired',
  proposal: 'a preview that waited for a click',
  event: 'of the bot itself',
  checkpoint: 'older rows were removed',
};

export const AUDIT_FLAGS = {
  user: textFlag({
    summary: 'Only what this Slack user asked for',
    placeholder: 'USER_ID',
    pattern: { expression: /^[UW][A-Z0-9]{2,20}$/u, description: "a Slack user's id, U..." },
  }),
  command: textFlag({ summary: 'Part of the command', placeholder: 'TEXT', pattern: PART }),
  cluster: textFlag({ summary: 'On this cluster', placeholder: 'NAME', pattern: CLUSTER }),
  namespace: textFlag({
    summary: 'About something in this namespace',
    placeholder: 'NAMESPACE',
    short: 'n',
    pattern: NAMESPACE,
  }),
  resource: textFlag({
    summary: 'About this: pods, deploy/web, deployments.apps/web',
    placeholder: 'KIND[/NAME]',
    pattern: {
      expression: /^[A-Za-z][\w.-]{0,100}(?:\/[\w.:-]{1,253})?$/u,
      description: 'a kind, or KIND/NAME',
    },
  }),
  outcome: textFlag({
    summary: 'Part of the outcome: succeeded, failed, refused, unknown',
    placeholder: 'TEXT',
    pattern: { expression: /^[a-z][a-z, ]{0,40}$/u, description: 'part of an outcome in words' },
  }),
  kind: choiceFlag({
    summary: 'Only rows of this kind',
    choices: Object.keys(AUDIT_KINDS) as AuditKind[],
  }),
  since: textFlag({ summary: 'From then on', placeholder: 'TIME', pattern: TIME }),
  until: textFlag({ summary: 'Before then', placeholder: 'TIME', pattern: TIME }),
  before: countFlag({
    summary: 'Only rows older than the one with this number',
    placeholder: 'NUMBER',
    max: 999_999_999,
  }),
  limit: countFlag({
    summary: 'At most so many rows',
    placeholder: 'N',
    max: LIMITS.auditFileRows,
  }),
  output: choiceFlag({
    summary: 'As a file, sent to you alone',
    choices: ['csv', 'json'],
    short: 'o',
  }),
};

type Args = { readonly row: number } | { readonly verify: readonly Witness[] } | AuditWish;

export const audit = botCommand({
  name: 'qm audit',
  summary: 'Search the audit, or verify that no row was changed',
  examples: [
    'qm audit',
    'qm audit rollout --since 2h',
    'qm audit --resource deploy/web -n shop --kind outcome',
    'qm audit --user U0BOB --since 2026-11-24 --until 2026-11-25T18:00 -o csv',
    'qm audit verify',
  ],
  effect: 'read',
  grammar: {
    positionals: {
      usage: '[TEXT | row NUMBER | verify [ROWS:HASH ...]]',
      min: 0,
      max: 20,
      pattern: PART,
    },
    flags: AUDIT_FLAGS,
  },
  read: ({ positionals, flags }): Args => {
    const [first, second] = positionals;
    const isBare = Object.values(flags).every((value) => value === undefined);
    if (first === 'verify') {
      const witnesses = positionals.slice(1).map(readWitness);
      const isSo = witnesses.every((witness) => witness !== undefined);
      if (isBare && isSo) return { verify: witnesses };
      throw misused(
        '"qm audit verify" takes published heads (ROWS:HASH) and nothing else.',
        'A chain can only be verified whole.',
      );
    }
    if (first === 'row' && /^[1-9]\d{0,15}$/u.test(second ?? '')) {
      if (isBare && positionals.length === 2) return { row: Number(second) };
      throw misused('"qm audit row" takes one number.', 'It shows that row whole.');
    }
    const { user, command, cluster, namespace, resource, outcome, kind, before } = flags;
    const filter = {
      ...{ text: positionals.join(' ') || undefined, userId: user, command, cluster, namespace },
      ...{ resource, verdict: outcome, kind, beforeSeq: before },
    };
    const { since, until, limit, output: as = 'page' } = flags;
    return { filter: withoutAbsent(filter), since, until, limit, as };
  },
  async run(args, context): Promise<Output> {
    if ('row' in args) return await showAuditRow(args.row, context);
    if ('verify' in args) return describe(await context.services.verifyAudit(args.verify));
    return await searchAudit(args, context);
  },
});

function describe(verdict: AuditVerdict): Output {
  return {
    stdout: describeChain(verdict),
    stderr: '',
    exitCode: verdict.broken === undefined ? 0 : 1,
  };
}

function withoutAbsent<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const there = Object.entries(value).filter(([, each]) => each !== undefined);
  return Object.fromEntries(there) as { [K in keyof T]: Exclude<T[K], undefined> };
}

function misused(what: string, why: string): UsageError {
  return new UsageError({ what, why, fix: 'Leave the rest out.', usage: USAGE });
}
