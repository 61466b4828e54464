// What is kept of an incident: how it stands, and the diary of what was done about it. Types only.

export type Level = 1 | 2 | 3 | 4;

export type Role = 'commander' | 'communications';

/** Where it is talked about. */
export type Room =
  /** The thread of its status message. */
  | { readonly kind: 'thread' }
  /** A channel of its own; until it is made the thread is the place. */
  | { readonly kind: 'channel'; readonly channelId?: string };

/** What Slack was asked for beside messages, as far as it is done. */
export interface Furnished {
  /** The ts of what is pinned, by the channel. */
  readonly pins: Readonly<Record<string, string>>;
  readonly bookmarked?: true;
  /** What its channel was last said to be about. */
  readonly topic?: string;
  /** Slack ids of those who were asked into its channel. */
  readonly invited: readonly string[];
  /** What could not be done, in words that were told; each is tried no more. */
  readonly problems: readonly string[];
}

/** Something that is to be done about it, also when it is over. */
export interface Action {
  /** 1, 2, 3 ... of its incident. */
  readonly number: number;
  readonly text: string;
  readonly by: string;
  readonly owner?: string;
  readonly doneBy?: string;
}

/** Slack ids of people throughout. Every text has been through redaction, and is untrusted. */
export interface Incident {
  readonly id: string;
  /** 1, 2, 3 ...: what people call it by. */
  readonly number: number;
  readonly title: string;
  /** 1 is the worst. */
  readonly severity: Level;
  readonly state: 'open' | 'resolved';
  readonly teamId: string;
  readonly declaredBy: string;
  readonly roles: Readonly<Partial<Record<Role, string>>>;
  /** The newest update. */
  readonly summary?: { readonly text: string; readonly by: string; readonly atMs: number };
  readonly impact?: string;
  /** Numbers of alerts. */
  readonly alerts: readonly number[];
  /** Who was on call when it was declared, by rotation: TEAM_ID/USER_ID, or nobody. */
  readonly onCall: readonly { readonly rotation: string; readonly person?: string }[];
  readonly actions: readonly Action[];
  /** Of its status message. */
  readonly channelId: string;
  readonly room: Room;
  readonly furnished: Furnished;
  /** When the first of its alerts began, or it was declared. */
  readonly beganAtMs: number;
  readonly declaredAtMs: number;
  /** When somebody first led it. */
  readonly ledAtMs?: number;
  readonly resolvedAtMs?: number;
  readonly changedAtMs: number;
  /** When the next update is due; of one that is open. */
  readonly dueAtMs?: number;
  /** When something is to be done about it though nothing changes. */
  readonly wakeAtMs?: number;
}

export type EntryKind =
  | 'declared'
  | 'update'
  | 'severity'
  | 'role'
  | 'note'
  | 'alert'
  | 'action'
  | 'resolved'
  | 'unresolved'
  /** A command that was run where it is talked about; its words are the audit's. */
  | 'command'
  /** What its people are told by the bot itself. */
  | 'remark';

export interface Entry {
  readonly incidentId: string;
  readonly atMs: number;
  readonly kind: EntryKind;
  /** '' for the bot itself. */
  readonly by: string;
  /** What was said or done, after who it was. Of a command the id of its request. */
  readonly text: string;
  /** Of a note: the message that it repeats, and who wrote that. */
  readonly message?: { readonly ts: string; readonly channelId: string; readonly by?: string };
}

export interface IncidentStore {
  /** To be called first in a transaction: nobody else changes incidents until it has ended. */
  holdIncidents(): Promise<void>;
  /** The next that none has. */
  nextIncidentNumber(): Promise<number>;
  /** Takes the place of what is known of it. @param isDirty its messages are to be shown anew; absent: as it was before */
  saveIncident(incident: Incident, isDirty?: boolean): Promise<void>;
  incident(id: string): Promise<Incident | undefined>;
  numberedIncident(number: number): Promise<Incident | undefined>;
  /** Open ones and those that were resolved since that time, the newest first. */
  incidents(sinceMs: number, limit: number): Promise<readonly Incident[]>;
  /** Those whose status message stands in this channel, or that have it for their own, the newest first. */
  incidentsIn(channelId: string, limit: number): Promise<readonly Incident[]>;
  /** The oldest change first. */
  dirtyIncidents(limit: number): Promise<readonly Incident[]>;
  /** Open ones and those that were resolved since that time are to be shown anew. */
  soilIncidents(sinceMs: number): Promise<void>;
  /** Those that are to be woken by then. */
  wakingIncidents(nowMs: number, limit: number): Promise<readonly Incident[]>;

  /** @param isTold it is kept for those who look, and nobody is told */
  addEntry(entry: Entry, isTold: boolean): Promise<void>;
  /** The oldest first. */
  entries(incidentId: string): Promise<readonly Entry[]>;
  /** Incidents with entries that are not told yet. */
  incidentsWithEntries(limit: number): Promise<readonly Incident[]>;
  /** Takes them: they are told from then on. The oldest first. */
  takeEntries(incidentId: string): Promise<readonly Entry[]>;
}
