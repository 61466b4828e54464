// What an incident needs of Slack beside messages: a channel of its own where the settings say so, its people in it, its status message pinned, a bookmark, a topic.
// What is wanted is compared with what is noted as done; what Slack refuses is said where the incident is talked about, and not asked again.

import type { IncidentSettings } from '../config/incidents.ts';
import type { Store } from '../ports.ts';
import { escaped } from '../render/text.ts';
import { mention } from './change.ts';
import type { Asked, Channels } from './channels.ts';
import { headOf, ownChannelOf } from './find.ts';
import type { Furnished, Incident } from './incident.ts';
import { INCIDENT_LIMITS } from './limits.ts';
import { messagesOf } from './show.ts';

export interface FurnishParts {
  readonly store: Store;
  readonly channels: Channels;
  readonly settings: IncidentSettings;
  readonly linkTo: (channelId: string, ts: string) => string | undefined;
}

export interface Furnishing {
  readonly incident: Incident;
  /** What could not be done, in words for its people. */
  readonly remarks: readonly string[];
  /** Slack was busy: it is asked again later. */
  readonly isPending: boolean;
}

/** Asks Slack for what is missing. Nothing is written: that is for the caller, in a transaction. */
export async function furnish(incident: Incident, parts: FurnishParts): Promise<Furnishing> {
  const made = await makeChannel({ incident, remarks: [], isPending: false }, parts);
  const filled = await invitePeople(made, parts);
  const pinned = await pinMessages(filled, parts);
  return await setTopic(await setBookmark(pinned, parts), parts);
}

async function makeChannel(so: Furnishing, { channels }: FurnishParts): Promise<Furnishing> {
  const { incident } = so;
  if (incident.room.kind !== 'channel' || incident.room.channelId !== undefined) return so;
  if (incident.state === 'resolved') return so;
  for (const name of namesFor(incident)) {
    const asked = await createOrFind(name, incident, channels);
    if (asked.kind === 'made') {
      const room = { kind: 'channel', channelId: asked.channelId } as const;
      return { ...so, incident: { ...incident, room } };
    }
    if (asked.kind !== 'refused' || asked.code !== 'name_taken') return after(so, 'channel', asked);
  }
  return after(so, 'channel', { kind: 'refused', code: 'name_taken' });
}

/** A process that ended between making it and noting it has left it behind, with this name. */
async function createOrFind(
  name: string,
  { declaredAtMs }: Incident,
  channels: Channels,
): Promise<Awaited<ReturnType<Channels['create']>>> {
  const asked = await channels.create(name);
  if (asked.kind !== 'refused' || asked.code !== 'name_taken') return asked;
  const found = await channels.findMade(name, declaredAtMs);
  return found.kind === 'refused' ? asked : found;
}

async function invitePeople(so: Furnishing, { channels }: FurnishParts): Promise<Furnishing> {
  const { furnished, roles, declaredBy, onCall, state, teamId } = so.incident;
  const own = ownChannelOf(so.incident);
  if (own === undefined || state === 'resolved') return so;
  const called = onCall.flatMap(({ person }) => {
    const [team, userId] = person?.split('/') ?? [];
    return team === teamId && userId !== undefined ? [userId] : [];
  });
  const wanted = [...new Set([declaredBy, ...Object.values(roles), ...called])].filter(
    (userId) => !furnished.invited.includes(userId) && !isRefused(so.incident, userId),
  );
  let now = so;
  for (const userId of wanted.slice(0, INCIDENT_LIMITS.invited)) {
    const asked = await channels.invite(own, userId);
    const { furnished: was } = now.incident;
    now =
      asked.kind === 'done'
        ? withFurnished(now, { ...was, invited: [...was.invited, userId] })
        : after(now, userId, asked);
  }
  return now;
}

async function pinMessages(
  so: Furnishing,
  { channels, store, settings }: FurnishParts,
): Promise<Furnishing> {
  let now = so;
  for (const { key, channelId, audience } of messagesOf(so.incident, settings)) {
    if (audience !== 'responders' || isRefused(now.incident, `pin ${channelId}`)) continue;
    const ts = await store.postedTs(key);
    const { [channelId]: pinned, ...others } = now.incident.furnished.pins;
    // What is over is not pinned in the channel that all share.
    const wanted = now.incident.state === 'open' || key !== headOf(now.incident) ? ts : undefined;
    if (wanted === pinned) {
      // It is not posted yet.
      if (ts === undefined) now = { ...now, isPending: true };
      continue;
    }
    const asked =
      wanted === undefined
        ? await channels.unpin(channelId, pinned ?? '')
        : await channels.pin(channelId, wanted);
    const pins = wanted === undefined ? others : { ...others, [channelId]: wanted };
    now =
      asked.kind === 'done'
        ? withFurnished(now, { ...now.incident.furnished, pins })
        : after(now, `pin ${channelId}`, asked);
  }
  return now;
}

async function setBookmark(
  so: Furnishing,
  { channels, store, linkTo }: FurnishParts,
): Promise<Furnishing> {
  const { furnished, number } = so.incident;
  const own = ownChannelOf(so.incident);
  if (own === undefined) return so;
  if (furnished.bookmarked === true || isRefused(so.incident, 'bookmark')) return so;
  const ts = await store.postedTs(`${headOf(so.incident)}:own`);
  const url = ts === undefined ? undefined : linkTo(own, ts);
  if (url === undefined) return { ...so, isPending: true };
  const asked = await channels.bookmark(own, {
    title: `Status of incident ${number}`,
    url,
  });
  return asked.kind === 'done'
    ? withFurnished(so, { ...so.incident.furnished, bookmarked: true })
    : after(so, 'bookmark', asked);
}

/** It stands beside the channel's name, also for those who only look in. */
async function setTopic(so: Furnishing, { channels }: FurnishParts): Promise<Furnishing> {
  const { furnished, severity, state, title } = so.incident;
  const own = ownChannelOf(so.incident);
  const topic = escaped(`SEV ${severity} · ${state} · ${title}`, TOPIC_CHARACTERS);
  if (own === undefined || furnished.topic === topic || isRefused(so.incident, 'topic')) return so;
  const asked = await channels.setTopic(own, topic);
  return asked.kind === 'done'
    ? withFurnished(so, { ...so.incident.furnished, topic })
    : after(so, 'topic', asked);
}

/** Slack takes no more. */
const TOPIC_CHARACTERS = 250;

function withFurnished(so: Furnishing, furnished: Furnished): Furnishing {
  return { ...so, incident: { ...so.incident, furnished } };
}

/** What is asked again later, or is refused and told. */
function after(so: Furnishing, what: string, asked: Asked): Furnishing {
  if (asked.kind !== 'refused') return { ...so, isPending: so.isPending || asked.kind === 'later' };
  const { furnished, room } = so.incident;
  const incident: Incident = {
    ...so.incident,
    room: what === 'channel' ? { kind: 'thread' } : room,
    furnished: { ...furnished, problems: [...furnished.problems, what] },
  };
  return { ...so, incident, remarks: [...so.remarks, wordsOf(what, asked)] };
}

function isRefused({ furnished }: Incident, what: string): boolean {
  return furnished.problems.includes(what);
}

function wordsOf(what: string, { code, scope }: Extract<Asked, { kind: 'refused' }>): string {
  const why =
    scope === undefined
      ? `Slack says "${code}"`
      : `the app lacks the scope ${scope}: add it from manifest.yml and install the app again`;
  if (what === 'channel') return `It gets no channel of its own, this thread is its place: ${why}.`;
  if (what === 'bookmark') return `The status message has no bookmark: ${why}.`;
  if (what === 'topic') return `The channel does not say what it is about: ${why}.`;
  if (what.startsWith('pin ')) return `The status message is not pinned: ${why}.`;
  return `${mention(what)} could not be asked into the channel: ${why}.`;
}

/** `inc-3-checkout-is-down`, and others where somebody has that: Slack takes 80 of a-z, 0-9, "-" and "_". */
function namesFor({ number, title, id }: Incident): readonly string[] {
  const words = title
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/gu, '-')
    .replaceAll(/^-+|-+$/gu, '')
    .slice(0, 40)
    .replace(/-+$/u, '');
  const name = ['inc', String(number), words].filter((part) => part !== '').join('-');
  const unique = id
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/gu, '')
    .slice(0, 6);
  return [name, `${name}-${unique}`];
}
