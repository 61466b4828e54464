// What a switch has left off on a cluster where the settings no longer have it: whether it is off still, and that it is told, once a day.
// Nothing brings it back but a person, since nobody knows what the settings were meant to say.

import type { Settings } from '../config.ts';
import { cutTo } from '../cut-to.ts';
import type { Pipelines } from '../pipelines.ts';
import type { Clock, Clusters, Store } from '../ports.ts';
import { dayAt } from '../zoned-time.ts';
import { lookAccesses } from './accesses.ts';
import { isAlerted } from './alerted.ts';
import { isOn, withoutTiers } from './in-play.ts';
import { openInTime } from './in-time.ts';
import { switchNamed } from './names.ts';
import { LEFT_TIER } from './notes.ts';
import { type TellParts, tellOnce } from './notices.ts';
import { switchesOf } from './of-settings.ts';
import { holdersOf, isOff, originalOf, readMark } from './original.ts';
import { ownersOf } from './owners.ts';
import { openPipelines } from './pipelines.ts';
import { keyOf, type Target } from './plan.ts';
import type { Planned } from './plan-turn.ts';
import { readTargets } from './read-found.ts';
import type { StoredOriginal } from './switch-store.ts';
import type { Wanted } from './wanted.ts';

export interface LeftParts extends TellParts {
  readonly settings: () => Settings;
  readonly clusters: () => Clusters;
  readonly pipelines: () => Pick<Pipelines, 'open'>;
  readonly store: Store;
  readonly clock: Clock;
}

const LISTED = 20;

/** What a switch of the settings has left off and names no longer: it comes back with the switch. */
export async function tellNarrowed(
  name: string,
  wanted: Wanted,
  planned: readonly Planned[],
  parts: LeftParts & { readonly channelId: string | undefined },
): Promise<void> {
  const left = planned.map(({ target }) => target).filter(isLeft);
  if (left.length === 0) return;
  await tellOnce(
    {
      ...{ name, wanted, channelId: parts.channelId },
      about: `left ${left.length}`,
      text: {
        sign: ':mag:',
        title: `${workloads(left.length)} off that ${name} no longer names`,
        lines: [
          'The settings were changed while they were off. They come back when it is switched on.',
        ],
        listing: listed(left.map(keyOf)),
        hint: `"/cluster on ${name}" switches it on now.`,
      },
    },
    parts,
  );
}

/** What switches have left off that the settings no longer have on that cluster. */
export async function lookLeftOff(parts: LeftParts, signal: AbortSignal): Promise<void> {
  const named = switchesOf(parts.settings());
  const off = await parts.store.switchedOff();
  const left = off.filter((each) => {
    const of = switchNamed(each.switchName, named);
    return of === undefined || !isOn(each, of.settings.cluster);
  });
  const places = new Map(left.map((each) => [`${each.switchName} ${each.cluster}`, each]));
  for (const { switchName, cluster } of places.values()) {
    await lookAt(
      switchName,
      cluster,
      { ...parts, isNamed: Object.hasOwn(named, switchName) },
      signal,
    );
  }
}

async function lookAt(
  name: string,
  cluster: string,
  parts: LeftParts & { readonly isNamed: boolean },
  signal: AbortSignal,
): Promise<void> {
  const { store, clock } = parts;
  const rows = (await store.originals(name)).filter((row) => row.cluster === cluster);
  const isKnown = Object.hasOwn(parts.settings().clusters, cluster);
  const left = isKnown ? await stillOff(name, rows, { ...parts, cluster, signal }) : rows;
  const over = rows.filter((row) => !left.includes(row));
  if (over.length > 0) await store.dropOriginals(over);
  if (left.length === 0) return;
  const trouble = { name, cluster, state: 'on', reason: 'SwitchLeftOff' } as const;
  if (isAlerted(trouble, parts.settings())) return;
  const day = dayAt(clock.nowMs(), parts.settings().timeZone);
  const cause = `left off on ${cluster}, day ${day}`;
  // Of a switch of the settings this row is about what is wanted of it now.
  const about = parts.isNamed ? `${name}@${cluster}` : name;
  const known = await store.decision(about);
  if (known?.cause !== cause) {
    await store.saveDecision({ switchName: about, cause, decision: 'run', told: [] });
  }
  const text = {
    sign: ':warning:',
    title: `${name} is not in the settings any more, and ${workloads(left.length)} off by it on ${cluster || 'an unknown cluster'}`,
    lines: ['Nothing brings them back by itself.'],
    listing: listed(left.map(keyOf)),
    hint: wayBack(name, cluster, { isKnown, isNamed: parts.isNamed }),
  };
  const channelId = ownersOf(undefined, parts.settings());
  await tellOnce({ name: about, wanted: { cause }, about: 'left', channelId, text }, parts);
}

export function wayBack(
  name: string,
  cluster: string,
  { isKnown, isNamed }: { readonly isKnown: boolean; readonly isNamed: boolean },
): string {
  if (!isKnown) return `Put the cluster ${cluster} back into the settings until they are on again.`;
  return isNamed
    ? `Set "cluster" of ${name} back to ${cluster} until they are on again.`
    : `"/cluster on ${name}" brings them back as they were. A switch of another name that names them takes them over.`;
}

/** @returns those of the rows whose workload this switch has off still */
async function stillOff(
  name: string,
  rows: readonly StoredOriginal[],
  parts: LeftParts & { readonly cluster: string; readonly signal: AbortSignal },
): Promise<readonly StoredOriginal[]> {
  const { cluster, clock, signal } = parts;
  const clusters = parts.clusters();
  const catalog = await clusters.catalog(cluster);
  const of = withoutTiers(cluster, rows, parts.settings());
  const accesses = lookAccesses(of, catalog);
  const api = openInTime(clusters, { cluster, accesses, clock, signal });
  const pipelines = openPipelines(parts.pipelines(), signal);
  const targets = await readTargets(of, { api, catalog, pipelines }, rows);
  const uids = new Set(
    targets
      .filter(({ kind, object }) => isOff(originalOf(kind, object)))
      .filter((target) => isMarkedBy(name, target))
      .map(({ object }) => object.metadata?.uid),
  );
  return rows.filter(({ uid }) => uids.has(uid));
}

/** One that cannot be read may be anybody's; a pipeline without one was paused by a person. */
function isMarkedBy(name: string, { kind, object }: Target): boolean {
  const mark = readMark(object);
  if (mark === undefined) return kind !== 'Pipeline';
  return mark === 'unreadable' || holdersOf(mark).includes(name);
}

function isLeft({ tier, kind, object }: Target): boolean {
  const isOurs = kind !== 'Pipeline' || readMark(object) !== undefined;
  return tier === LEFT_TIER && isOurs && isOff(originalOf(kind, object));
}

function workloads(count: number): string {
  return count === 1 ? '1 workload is' : `${count} workloads are`;
}

function listed(lines: readonly string[]): string {
  return cutTo(LISTED, lines, (line) => line).join('\n');
}
