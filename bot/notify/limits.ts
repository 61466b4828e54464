// How many messages alerts may make, how often they change, and how much of them is kept.

export const ALERT_LIMITS = {
  /** More groups than this that begin in one channel within the time are a storm: the rest is told in one message. */
  stormGroups: 10,
  stormWithinMs: 60_000,
  /** A storm is over for new groups when nothing has come to it for so long. */
  stormCalmMs: 120_000,
  /** What comes after so long is told in a new message, though nothing was calm. */
  stormLongestMs: 6 * 3_600_000,
  /** A group that fires anew within this time after it was resolved is told in the message that is there. */
  reopenMs: 15 * 60_000,
  /** So often anew within the time is flapping: its message is then changed so often, and its end told when it has kept so long. */
  flapTurns: 3,
  flapWithinMs: 30 * 60_000,
  flapEveryMs: 5 * 60_000,
  /** How often messages are brought up to date, and how many in one go. */
  tendMs: 1_000,
  tendGroups: 100,
  /** Those that are looked at for it: what flaps waits among them. */
  dirtyGroups: 1_000,
  /** Least time between two edits of one message, and between two answers in one thread. */
  editMs: 3_000,
  threadMs: 30_000,
  /** Notices that one transaction takes. */
  takenNotices: 200,
  /** Threads that are looked at in one go, and lines that one batch gives to one. */
  threads: 1_000,
  batchLines: 40,
  /** Lines of one answer in a thread; more are counted. */
  threadLines: 15,
  /** Alerts that a message names; more are counted. */
  shownAlerts: 5,
  shownMembers: 12,
  /** How long somebody looks after an alert unless they say so, and how long before its end they are reminded. */
  acknowledgeMs: 60 * 60_000,
  remindMs: 10 * 60_000,
  /** Least time between the last step of an escalation and its first again. */
  callAgainMs: 5 * 60_000,
  /** So long whoever is called waits for the message that they are called for. */
  callWaitsMs: 30_000,
  /** A page that is not taken is sent again after this time, twice as long each time, at most so long. */
  pageFirstMs: 1_000,
  pageLongestMs: 30_000,
  /** After so long the next of the escalation are called in its place; that somebody looks after it, or that it is over, is said for longer. */
  pageGiveUpMs: 60_000,
  pageEndGiveUpMs: 3_600_000,
  /** Pages that are looked at in one go, and those of one pager that are sent in it. */
  pages: 1_000,
  pagesAtOnce: 10,
  /** What ended within this time is shown beside what fires; words say three hours. */
  latelyMs: 3 * 3_600_000,
  /** The longest acknowledgement, and the longest silence. */
  handledMs: 7 * 86_400_000,
  /** So long at most a silence waits for the end of a rollout, how often it is looked at, and how long a look may take. */
  rolloutMs: 4 * 3_600_000,
  rolloutEveryMs: 5_000,
  rolloutLookMs: 10_000,
  /** Who leads: for so long without a word another replica takes over, and how often the word is given. */
  leadMs: 9_000,
  leadEveryMs: 3_000,
  /** A source that ended is run again after this time, twice as long each time, at most so long. */
  againFirstMs: 1_000,
  againLongestMs: 60_000,
} as const;

export type AlertLimits = typeof ALERT_LIMITS;
