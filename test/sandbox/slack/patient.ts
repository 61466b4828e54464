/**
 * Settings of the stand-in Slack for suites that are about something else than its deadlines of 3 s for an acknowledgement and
 * a trigger: they are about the machine that the app runs on, and that of a test may have much to do.
 */
export const PATIENT = { ack_ms: 30_000, trigger_ms: 30_000 };
