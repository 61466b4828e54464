// Declares and ends freezes: the effect of `qm freeze` and `qm unfreeze`, and what is told of freezes.

import type { Request } from './command.ts';
import { UsageError } from './errors.ts';
import { describeFreeze, endsAt, type Freeze, type FreezeWish } from './freeze.ts';
import { LIMITS } from './limits.ts';
import type { ServiceParts } from './services.ts';

type Parts = Pick<
  ServiceParts,
  'clusters' | 'kafkas' | 'pipelines' | 'clock' | 'settings' | 'store'
>;

export async function declareFreeze(
  request: Request,
  { reason, scope, end }: FreezeWish,
  parts: Parts,
): Promise<string> {
  assertScope(scope, parts);
  const { timeZone } = parts.settings();
  const startedAtMs = parts.clock.nowMs();
  const untilMs = endsAt(end, { nowMs: startedAtMs, timeZone });
  if (untilMs === undefined || untilMs > startedAtMs + LIMITS.freezeMs) {
    throw new UsageError({
      what: 'A freeze cannot end then.',
      why:
        untilMs === undefined
          ? 'The clocks are put forward over that time.'
          : `It lasts at most ${LIMITS.freezeMs / 86_400_000} days, so that none is forgotten.`,
      fix: 'Choose another end.',
      usage: 'qm freeze REASON (--until HH:MM | --for 2h) [--on NAME]',
    });
  }
  const { teamId, userId } = request.address;
  const freeze: Freeze = {
    id: parts.clock.id(),
    scope,
    reason,
    teamId,
    userId,
    startedAtMs,
    untilMs,
  };
  await parts.store.saveFreeze(freeze);
  return describeFreeze(freeze, timeZone);
}

export async function endFreezes(scope: string, parts: Parts): Promise<readonly string[]> {
  assertScope(scope, parts);
  const nowMs = parts.clock.nowMs();
  const ended = (await parts.store.freezes(nowMs)).filter((freeze) => freeze.scope === scope);
  for (const { id } of ended) await parts.store.endFreeze(id, nowMs);
  return ended.map((freeze) => describeFreeze(freeze, parts.settings().timeZone));
}

export async function freezesInWords({
  store,
  clock,
  settings,
}: Parts): Promise<readonly string[]> {
  const freezes = await store.freezes(clock.nowMs());
  return freezes.map((freeze) => describeFreeze(freeze, settings().timeZone));
}

/** A freeze of a name that nothing has would hold nothing, and nobody would notice. */
function assertScope(scope: string, { clusters, kafkas, pipelines }: Parts): void {
  const places = [...clusters().all, ...kafkas().all, ...pipelines().all];
  const names = places.flatMap(({ name, environment }) => [name, environment]);
  if (scope === '' || names.includes(scope)) return;
  throw new UsageError({
    what: `"${scope}" is no cluster, no Kafka and no environment here.`,
    why: 'A freeze is for a cluster, for a Kafka, for all of an environment, or for everything.',
    fix: `Use one of ${[...new Set(names)].join(', ')}, or leave --on out for everything.`,
    usage: '',
  });
}
