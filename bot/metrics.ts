// What the bot counts of itself while it works. The adapter writes it for Prometheus; whoever counts knows nothing of that. Types only.

import type { Tally } from './notify/alert.ts';

export interface Metrics {
  /** @param command its name; @param verdict what became of it */
  commandEnded(command: string, verdict: string, durationMs: number): void;
  /** A batch that is durable. */
  batchTaken(source: string, tally: Tally): void;
  /** Slack has said wait. */
  slackLimited(): void;
}
