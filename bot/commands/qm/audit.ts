// `qm audit`: who asked for what and what became of it, newest first; `qm audit verify` checks the chain of hashes.

import { botCommand } from '../../command.ts';
import { UsageError } from '../../errors.ts';
import { countFlag, textFlag } from '../../grammar.ts';
import type { AuditRow } from '../../ports.ts';
import { durationMs } from './duration.ts';

const USAGE = 'qm audit [verify | TEXT] [--user USER_ID] [--since 2h] [--limit N]';

export const audit = botCommand({
  name: 'qm audit',
  summary: 'Search the audit, or verify that no row was changed',
  examples: ['qm audit', 'qm audit rollout --since 2h', 'qm audit --user U0BOB', 'qm audit verify'],
  effect: 'read',
  grammar: {
    positionals: {
      usage: '[verify | TEXT]',
      min: 0,
      max: 1,
      pattern: { expression: /^[\w./ -]{1,100}$/u, description: 'part of a command or a cluster' },
    },
    flags: {
      user: textFlag({
        summary: 'Only what this Slack user asked for',
        placeholder: 'USER_ID',
        pattern: { expression: /^[UW][A-Z0-9]{2,20}$/u, description: "a Slack user's id, U..." },
      }),
      since: textFlag({
        summary: 'Only rows of the last minutes, hours or days',
        placeholder: '2h',
        pattern: { expression: /^\d{1,5}[mhd]$/u, description: 'a time such as 30m, 2h or 7d' },
      }),
      limit: countFlag({ summary: 'At most so many rows', placeholder: 'N', max: 500 }),
    },
  },
  read: ({ positionals, flags }) => {
    const [text] = positionals;
    if (text === 'verify' && (flags.user ?? flags.since) !== undefined) {
      throw new UsageError({
        what: '"qm audit verify" takes no filters.',
        why: 'A chain can only be verified whole.',
        fix: 'Leave them out.',
        usage: USAGE,
      });
    }
    return { text, userId: flags.user, sinceMs: durationMs(flags.since), limit: flags.limit ?? 50 };
  },
  async run({ text, userId, sinceMs, limit }, { services, nowMs }) {
    if (text === 'verify') {
      const { rows, headHash, broken } = await services.verifyAudit();
      const verdict =
        broken === undefined
          ? 'The chain is whole.'
          : `Row ${broken.seq} does not fit: ${broken.why}.`;
      const stdout = `${rows} rows, head ${headHash}\n${verdict}\n`;
      return { stdout, stderr: '', exitCode: broken === undefined ? 0 : 1 };
    }
    const rows = await services.searchAudit({
      limit,
      ...(text === undefined ? {} : { text }),
      ...(userId === undefined ? {} : { userId }),
      ...(sinceMs === undefined ? {} : { sinceMs: nowMs() - sinceMs }),
    });
    return { stdout: rows.map(lineOf).join(''), stderr: '', exitCode: 0 };
  },
});

function lineOf(row: AuditRow): string {
  const at = new Date(row.atMs).toISOString().replace('T', ' ').slice(0, 19);
  const where = row.cluster === '' ? '' : ` on ${row.cluster}`;
  const reason = typeof row.detail.reason === 'string' ? `  (${row.detail.reason})` : '';
  return `${row.seq}  ${at}  ${row.userId}  ${row.kind}  ${row.verdict}  ${row.command}${where}${reason}\n`;
}
