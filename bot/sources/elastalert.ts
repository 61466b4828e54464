// What ElastAlert 2 sends with its alerter http_post2, by the template in docs/operating.md: its bodies are free, so the template says what a rule has to
// say. A match has no end; it is over when no other came for a while (ends-by-time.ts). Pure.

import { z } from 'zod';
import { type Delivery, jsonBody, keyOf, parsed } from './delivery.ts';
import type { Notice } from './source.ts';
import { toldOf } from './told.ts';

const payload = z.object({
  /** The rule's name: its matches are one group. */
  rule: z.string().trim().min(1).max(300),
  /** What tells matters of one rule apart, such as a service; all of it is one when unset. */
  key: z.string().max(1_000).nullish(),
  title: z.string().nullish(),
  text: z.string().nullish(),
  severity: z.string().max(50).nullish(),
  /** Of the match, as ElastAlert writes it. */
  startsAt: z.iso.datetime({ offset: true, local: true }).nullish(),
  /** Its num_hits, which are of all keys: for rules without query_key. */
  count: z.number().nullish(),
  status: z.enum(['firing', 'resolved']).default('firing'),
  labels: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))
    .default({}),
  runbook: z.string().nullish(),
  dashboard: z.string().nullish(),
});

/** @throws UnreadableDelivery */
export function readElastAlert(delivery: Delivery): readonly Notice[] {
  const said = parsed(payload, jsonBody(delivery, ['application/json']));
  const { rule, key, labels } = said;
  return [
    {
      ...toldOf(said, rule),
      ...{ key: keyOf(rule, key ?? ''), group: keyOf(rule), groupTitle: rule },
      labels: {
        ...Object.fromEntries(
          Object.entries(labels).flatMap(([name, value]) =>
            value === null || value === '' ? [] : [[name, String(value)]],
          ),
        ),
        rule,
      },
      startedAtMs: startedAt(said.startsAt ?? undefined, delivery.nowMs),
    },
  ];
}

/** A time without a zone is UTC, as Elasticsearch keeps them. */
function startedAt(text: string | undefined, nowMs: number): number {
  if (text === undefined) return nowMs;
  return Date.parse(/(?:Z|[+-]\d\d:?\d\d)$/iu.test(text) ? text : `${text}Z`);
}
