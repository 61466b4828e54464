// How much of incidents is kept, shown and told.

export const INCIDENT_LIMITS = {
  titleCharacters: 150,
  textCharacters: 1_000,
  /** Alerts, things to do and people of one incident. */
  alerts: 50,
  actions: 100,
  invited: 30,
  /** Of alerts, beside a postmortem. */
  graphs: 5,
  /** In a list. */
  listed: 100,
  /** Entries of a timeline, and the rows of the audit and lines of alerts that it reads. */
  timelineEntries: 2_000,
  alertLines: 500,
  /** Brought up to date in one go. */
  tended: 50,
  /** Entries that one answer in its place tells; more are counted. */
  toldEntries: 15,
  /** How often Slack is asked again for what it was busy to do. */
  againMs: 30_000,
  /** A new leader shows again what was resolved since, with what is open. */
  soiledMs: 86_400_000,
  /** Incidents of a channel that a message may belong to. */
  ofChannel: 20,
  /** For how long one that is over takes notes and commands of its place. */
  afterMs: 14 * 86_400_000,
  /** What figures are taken over. */
  figuresMs: 90 * 86_400_000,
  figured: 5_000,
} as const;
