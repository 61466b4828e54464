// A certificate of cert-manager that runs out and was not renewed. Only what cert-manager says of it is read, never the Secret that holds it.
// Renewal is due when a third of its life is left; it is told when two weeks are, or a fifth where that is less. Pure.

import { conditionOf, type Matter, msOf, saidBy } from './matter.ts';
import type { Certificate } from './objects.ts';

const WARNING_MS = 14 * 24 * 60 * 60_000;
const CRITICAL_MS = 3 * 24 * 60 * 60_000;

export function expiring({
  metadata = {},
  spec = {},
  status = {},
}: Certificate): readonly Matter[] {
  const endMs = msOf(status.notAfter);
  if (endMs === 0) return [];
  const lifeMs = endMs - msOf(status.notBefore);
  const warnMs = endMs - Math.min(WARNING_MS, lifeMs / 5);
  const alarmMs = endMs - Math.min(CRITICAL_MS, lifeMs / 20);
  const ready = conditionOf(status, 'Ready');
  const words = ready?.status === 'False' ? [saidBy(ready)] : [];
  const matter = {
    reason: 'CertificateExpiring',
    title: `certificate/${metadata.name ?? ''} runs out at ${status.notAfter ?? ''}`,
    lines: [
      ...words,
      ...(spec.dnsNames === undefined ? [] : [`Names: ${spec.dnsNames.slice(0, 5).join(', ')}`]),
      `Secret: ${spec.secretName ?? 'unknown'}`,
    ],
    ...{ count: 1, sinceMs: warnMs },
  };
  return [
    { ...matter, severity: 'warning', fromMs: warnMs, untilMs: alarmMs },
    { ...matter, severity: 'critical', fromMs: alarmMs },
  ];
}
