// CloudEvents 1.0 over HTTP: in binary mode (attributes as ce- headers), structured, and batches of structured ones. What an event's data may say about the
// matter stands in docs/operating.md; what it does not say is taken from the attributes. Where it comes from: cloudevents/spec, http-protocol-binding. Pure.

import { z } from 'zod';
import { type Delivery, jsonBody, keyOf, parsed } from './delivery.ts';
import type { Notice } from './source.ts';
import { toldOf } from './told.ts';
import { UnreadableDelivery } from './unreadable-delivery.ts';

const BATCH = 1_000;
const STRUCTURED = 'application/cloudevents+json';
const BATCHED = 'application/cloudevents-batch+json';

const attribute = z.string().min(1).max(1_000);
const event = z.object({
  specversion: z.literal('1.0'),
  id: attribute,
  source: attribute,
  type: attribute,
  subject: attribute.nullish(),
  time: z.iso.datetime({ offset: true }).nullish(),
  data: z.unknown(),
});
const data = z.object({
  /** The same key is the same matter; the source, type and subject when unset. */
  key: z.string().max(1_000).nullish(),
  /** Matters of one group are told together; the source and type when unset. */
  group: z.string().max(1_000).nullish(),
  status: z.enum(['firing', 'resolved']).default('firing'),
  severity: z.string().max(50).nullish(),
  title: z.string().nullish(),
  text: z.string().nullish(),
  count: z.number().nullish(),
  labels: z.record(z.string(), z.string()).default({}),
  runbook: z.string().nullish(),
  dashboard: z.string().nullish(),
});

type CloudEvent = z.infer<typeof event>;

/** @throws UnreadableDelivery */
export function readCloudEvents(delivery: Delivery): readonly Notice[] {
  return eventsOf(delivery).map((each) => noticeOf(each, delivery.nowMs));
}

function eventsOf(delivery: Delivery): readonly CloudEvent[] {
  const { headers } = delivery;
  const type = headers['content-type'] ?? '';
  if (type.startsWith('application/cloudevents-batch')) {
    return parsed(z.array(event).max(BATCH), jsonBody(delivery, [BATCHED]));
  }
  if (type.startsWith('application/cloudevents')) {
    return [parsed(event, jsonBody(delivery, [STRUCTURED]))];
  }
  if (headers['ce-specversion'] === undefined) {
    throw new UnreadableDelivery(`neither ce- headers nor ${STRUCTURED}`, 415);
  }
  const attributes = ['specversion', 'id', 'source', 'type', 'subject', 'time'] as const;
  const named = attributes.map((name) => [name, decoded(headers[`ce-${name}`])] as const);
  const body = delivery.body.length === 0 ? undefined : jsonBody(delivery, ['application/json']);
  return [parsed(event, { ...Object.fromEntries(named), data: body })];
}

function noticeOf({ source, type, subject, time, data: told }: CloudEvent, nowMs: number): Notice {
  const said = parsed(data, told ?? {});
  const named = subject === null || subject === undefined ? type : `${type} ${subject}`;
  return {
    ...toldOf(said, named),
    key: said.key ? keyOf(source, said.key) : keyOf(source, type, subject ?? ''),
    group: said.group ? keyOf(source, said.group) : keyOf(source, type),
    groupTitle: said.group || `${type} (${source})`,
    labels: {
      ...said.labels,
      ...{ source, type },
      ...(subject === null || subject === undefined ? {} : { subject }),
    },
    startedAtMs: time === null || time === undefined ? nowMs : Date.parse(time),
  };
}

/** Values of headers are percent-encoded (3.1.3.2); what is not stays as it is. */
function decoded(value: string | undefined): string | undefined {
  try {
    return value === undefined ? undefined : decodeURIComponent(value);
  } catch {
    return value;
  }
}
