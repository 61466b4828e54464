// What senders of a free form say of a matter: whatever they leave out has a sense of its own. Pure.

import { linkOf, linksOf, oneLine, severityOf } from './delivery.ts';
import type { Notice } from './source.ts';

/** As both forms name it (docs/operating.md). */
export interface Told {
  readonly status: Notice['state'];
  readonly severity?: string | null | undefined;
  readonly title?: string | null | undefined;
  readonly text?: string | null | undefined;
  readonly count?: number | null | undefined;
  readonly runbook?: string | null | undefined;
  readonly dashboard?: string | null | undefined;
}

/** @param name what the matter is called by a sender that gives it no title */
export function toldOf(
  { status, severity, title, text, count, runbook, dashboard }: Told,
  name: string,
): Pick<Notice, 'state' | 'severity' | 'title' | 'lines' | 'count' | 'links'> {
  return {
    ...{ state: status, severity: severityOf(severity ?? undefined) },
    title: oneLine(title ?? '') || name,
    lines: (text ?? '').split('\n').filter((line) => line.trim() !== ''),
    count: Math.max(1, Math.trunc(count ?? 1)),
    ...linksOf(linkOf(runbook ?? undefined), linkOf(dashboard ?? undefined)),
  };
}
