// What an Alertmanager never delivers: the end of an alert that ends while it is silenced or inhibited there, and that it fires anew soon after, which is
// repeated hours later. So the alerts that it delivered are looked for in it now and then. What it has not been seen to know, such as Grafana's, is left alone.

import type { Alertmanager } from '../alertmanager.ts';
import { compareAlerts, readSeen, writeSeen } from './compare-alerts.ts';
import type { Notice, Source } from './source.ts';

export interface EndsUndeliveredOptions {
  /** That of the deliveries. */
  readonly name: string;
  /** That the settings give its alerts. */
  readonly labels: Notice['labels'];
  /** Connects when it is asked. */
  readonly open: () => Alertmanager;
  readonly log: { warn(fields: object, message: string): void };
}

const LOOK_MS = 15_000;
const NOTHING = { startedAtMs: undefined, alerts: [] };

export function createEndsUndelivered(options: EndsUndeliveredOptions): Source {
  const { name, labels, open, log } = options;
  let seenAtMs: number | undefined;
  return {
    name,
    seenAtMs: () => seenAtMs,
    run: async ({ take, firing, position, clock, signal }) => {
      const alertmanager = open();
      const before = await position();
      let seen = readSeen(before);
      let kept = before ?? writeSeen(seen);
      let failures = 0;
      try {
        while (!signal.aborted) {
          try {
            // First: what is delivered in between, the Alertmanager knows by then.
            const told = await firing();
            const isIdle = told.length + seen.ended.length === 0;
            const there = isIdle ? NOTHING : await ask(alertmanager, signal);
            const nowMs = clock.nowMs();
            const found = compareAlerts({ told, ...there, labels, seen, nowMs });
            const now = writeSeen(found.seen);
            if (now !== kept) {
              const { notices } = found;
              const counted = { received: notices.length, ignored: 0 };
              await take({ source: name, notices, ...counted, position: now });
            }
            [seen, kept, failures, seenAtMs] = [found.seen, now, 0, nowMs];
          } catch (error) {
            if (signal.aborted) return;
            failures += 1;
            if (failures === 1) log.warn({ err: error, source: name }, 'a source could not look');
          }
          await clock.sleep(LOOK_MS, signal).catch(() => {}); // over
        }
      } finally {
        await alertmanager.close();
      }
    },
  };
}

/** Since when it runs comes first: should it begin anew in between, the next look notices that. */
async function ask(alertmanager: Alertmanager, signal: AbortSignal) {
  const startedAtMs = await alertmanager.startedAtMs(signal);
  return { startedAtMs, alerts: await alertmanager.alerts(signal) };
}
