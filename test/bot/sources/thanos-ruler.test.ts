// What an Alertmanager 0.27 delivered of a rule of Thanos Ruler 0.42.4, which had the rule of docs/operating.md, a label `cluster` of its own and dropped its
// label `replica`. The payloads are as they came, but for the Alertmanager's own address.

import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { readDelivery } from '../../../bot/sources/read-delivery.ts';

const payloads = JSON.parse(readFileSync('test/bot/sources/thanos-ruler.json', 'utf8')) as {
  readonly firing: object;
  readonly resolved: object;
};

function read(payload: object) {
  return readDelivery({
    ...{ name: 'thanos', settings: { kind: 'alertmanager', labels: {} }, nowMs: 0 },
    headers: { 'content-type': 'application/json' },
    body: Buffer.from(JSON.stringify(payload)),
  }).notices;
}

test('a rule of Thanos Ruler is told as one of Prometheus', () => {
  const [cart, checkout, ...others] = read(payloads.firing);
  expect(others).toEqual([]);
  expect(cart).toEqual({
    ...{ key: 'e1441cea6607851d', group: '{}:{alertname="QueueIsLong", namespace="shop"}' },
    ...{ groupTitle: 'QueueIsLong (namespace=shop)', state: 'firing', severity: 'critical' },
    ...{ title: 'cart has 1500 orders waiting', lines: ['More than 1000 for five minutes.'] },
    labels: {
      ...{ alertname: 'QueueIsLong', cluster: 'prod', namespace: 'shop', service: 'cart' },
      ...{ severity: 'critical', team: 'shop' },
    },
    expression: 'max by (namespace, service) (queue_length) > 1000',
    ...{ count: 1, startedAtMs: Date.parse('2026-11-26T20:47:24.050Z') },
    links: {
      runbook: 'https://runbooks.example.com/queue',
      graph: 'https://grafana.example.com/d/queue',
    },
  });
  expect(checkout).toMatchObject({ key: 'e7bc61d5e022350f', group: cart?.group });
});

test('its end is the end of what was told', () => {
  const known = ({ key, group, startedAtMs }: ReturnType<typeof read>[number]) => [
    ...[key, group, startedAtMs],
  ];
  expect(read(payloads.resolved).map(known)).toEqual(read(payloads.firing).map(known));
  expect(read(payloads.resolved).map(({ state }) => state)).toEqual(['resolved', 'resolved']);
});
