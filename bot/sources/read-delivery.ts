// A delivery to a webhook as a batch: by the reader of its kind, with the labels that the settings give it. Pure.

import type { WebhookSettings } from '../config/webhooks.ts';
import { readAlertmanager } from './alertmanager.ts';
import { readCloudEvents } from './cloudevents.ts';
import type { Delivery } from './delivery.ts';
import { readElastAlert } from './elastalert.ts';
import type { Batch, Notice } from './source.ts';

/** The reader of a kind: @throws UnreadableDelivery */
type Read = (delivery: Delivery) => readonly Notice[];

const READERS: Readonly<Record<WebhookSettings['kind'], Read>> = {
  alertmanager: readAlertmanager,
  elastalert: readElastAlert,
  cloudevents: readCloudEvents,
};

/** @throws UnreadableDelivery for what is not of the webhook's form. */
export function readDelivery(delivery: Delivery): Batch {
  const { name, settings } = delivery;
  const notices = READERS[settings.kind](delivery).map((each) => labelled(each, settings.labels));
  return { source: sourceOf(name), notices, received: notices.length, ignored: 0 };
}

/** @param labels of the settings: first, so that no sender pushes them out by having many of its own; and last, so that they count. */
export function labelled(notice: Notice, labels: Notice['labels']): Notice {
  return { ...notice, labels: { ...labels, ...notice.labels, ...labels } };
}

export function sourceOf(webhook: string): string {
  return `webhook ${webhook}`;
}
