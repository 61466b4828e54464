// `qm audit`: who asked for what and what became of it, as a page or as a file; `qm audit verify` checks the chain of hashes.

import type { AuditVerdict, Witness } from '../../audit/row.ts';
import { type AuditWish, searchAudit, showAuditRow } from '../../audit/search.ts';
import { describeChain } from '../../audit/verdict.ts';
import { readWitness } from '../../audit/witness.ts';
import { botCommand, type Output } from '../../command.ts';
import { UsageError } from '../../errors.ts';
import { AUDIT_FLAGS, PART } from './audit-flags.ts';

const USAGE = 'qm audit [TEXT | row NUMBER | verify [ROWS:HASH ...]]';

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
