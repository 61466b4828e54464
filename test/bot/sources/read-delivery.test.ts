// What senders deliver, as notices; and what is wrong with a delivery, without a word of it.

import { describe, expect, test } from '@jest/globals';
import { fitted } from '../../../bot/notify/fitted.ts';
import type { Delivery } from '../../../bot/sources/delivery.ts';
import { keyOf, linkOf, severityOf } from '../../../bot/sources/delivery.ts';
import { readDelivery } from '../../../bot/sources/read-delivery.ts';
import { UnreadableDelivery } from '../../../bot/sources/unreadable-delivery.ts';

const NOW_MS = Date.parse('2031-03-05T12:00:00Z');
type Kind = Delivery['settings']['kind'];

function delivery(kind: Kind, body: unknown, more: Partial<Delivery> = {}): Delivery {
  return {
    name: 'prometheus',
    settings: { kind, labels: {} },
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
    nowMs: NOW_MS,
    ...more,
  };
}

function refusalOf(wrong: Delivery): UnreadableDelivery {
  try {
    readDelivery(wrong);
  } catch (error) {
    if (error instanceof UnreadableDelivery) return error;
    throw error;
  }
  throw new Error('it was taken');
}

/** As Alertmanager 0.27 sent it. */
function alertmanager(alerts: readonly object[], more: object = {}) {
  return {
    ...{
      receiver: 'qm',
      status: 'firing',
      groupLabels: { alertname: 'HighLatency', namespace: 'shop' },
    },
    ...{ commonLabels: {}, commonAnnotations: {}, externalURL: 'http://alertmanager:9093' },
    ...{
      version: '4',
      groupKey: '{}:{alertname="HighLatency", namespace="shop"}',
      truncatedAlerts: 0,
    },
    alerts,
    ...more,
  };
}

const alert = {
  status: 'firing',
  labels: { alertname: 'HighLatency', namespace: 'shop', severity: 'critical', instance: 'a:9090' },
  annotations: {
    ...{ summary: 'Requests of shop are slow', description: 'p99 is\n 2 s' },
    runbook_url: 'https://runbooks.example.com/latency',
  },
  ...{ startsAt: '2031-03-05T11:59:00.123456789+09:00', endsAt: '0001-01-01T00:00:00Z' },
  generatorURL: 'http://prometheus:9090/graph?g0.expr=latency',
  fingerprint: 'c1a2b3d4e5f60718',
};

describe('an Alertmanager', () => {
  test('tells each alert by its fingerprint, in the group of its groupKey', () => {
    expect(readDelivery(delivery('alertmanager', alertmanager([alert])))).toEqual({
      ...{ source: 'webhook prometheus', received: 1, ignored: 0 },
      notices: [
        {
          ...{ key: 'c1a2b3d4e5f60718', group: '{}:{alertname="HighLatency", namespace="shop"}' },
          ...{ groupTitle: 'HighLatency (namespace=shop)', state: 'firing', severity: 'critical' },
          ...{ title: 'Requests of shop are slow', lines: ['p99 is 2 s'], labels: alert.labels },
          ...{ count: 1, startedAtMs: Date.parse('2031-03-05T02:59:00.123Z') },
          expression: 'latency',
          links: {
            runbook: 'https://runbooks.example.com/latency',
            graph: 'http://prometheus:9090/graph?g0.expr=latency',
          },
        },
      ],
    });
  });

  test('tells each end, with the beginning that it ends', () => {
    const resolved = { ...alert, status: 'resolved', endsAt: '2031-03-05T12:01:00Z' };
    const { notices } = readDelivery(delivery('alertmanager', alertmanager([resolved])));
    expect(notices).toMatchObject([
      { state: 'resolved', startedAtMs: Date.parse('2031-03-05T02:59:00.123Z') },
    ]);
  });

  test('says how many alerts it left out, once', () => {
    const other = { ...alert, fingerprint: 'aaaa' };
    const { notices } = readDelivery(
      delivery('alertmanager', alertmanager([alert, other], { truncatedAlerts: 12 })),
    );
    expect(notices.map(({ lines }) => lines.length)).toEqual([1, 2]);
    expect(notices[1]?.lines[1]).toBe('12 more alerts of this group were left out by the sender.');
  });

  test('gets the labels that the settings give it, whatever it says itself', () => {
    const settings = { kind: 'alertmanager' as const, labels: { cluster: 'prod', namespace: 'x' } };
    const { notices } = readDelivery(delivery('alertmanager', alertmanager([alert]), { settings }));
    expect(notices[0]?.labels).toMatchObject({
      cluster: 'prod',
      namespace: 'x',
      instance: 'a:9090',
    });
  });

  test('is Grafana too, whose links lead to its panels', () => {
    const grafana = {
      ...{
        ...alert,
        annotations: null,
        valueString: '[ var=A value=2 ]',
        silenceURL: 'https://g/s',
      },
      ...{
        dashboardURL: 'https://grafana.example.com/d/1',
        panelURL: 'https://grafana.example.com/d/1?viewPanel=2',
      },
    };
    const body = alertmanager([grafana], { version: '1', orgId: 1, title: 't', state: 'alerting' });
    expect(readDelivery(delivery('alertmanager', body)).notices).toMatchObject([
      {
        ...{ title: 'HighLatency', lines: ['[ var=A value=2 ]'] },
        links: { graph: 'https://grafana.example.com/d/1?viewPanel=2' },
      },
    ]);
  });
});

describe('ElastAlert', () => {
  const match = {
    ...{
      rule: 'payment errors',
      key: 'checkout',
      title: 'declined',
      text: 'a\n\nb',
      severity: 'high',
    },
    ...{
      startsAt: '2031-03-05T11:00:00.500Z',
      count: 17,
      dashboard: 'https://kibana.example.com/x',
    },
    labels: { namespace: 'shop', pods: 3, empty: '', nothing: null },
  };

  test('tells a match by its rule and key', () => {
    expect(readDelivery(delivery('elastalert', match)).notices).toEqual([
      {
        ...{
          key: '["payment errors","checkout"]',
          group: 'payment errors',
          groupTitle: 'payment errors',
        },
        ...{
          state: 'firing',
          severity: 'critical',
          title: 'declined',
          lines: ['a', 'b'],
          count: 17,
        },
        labels: { namespace: 'shop', pods: '3', rule: 'payment errors' },
        startedAtMs: Date.parse('2031-03-05T11:00:00.500Z'),
        links: { graph: 'https://kibana.example.com/x' },
      },
    ]);
  });

  test('needs no more than the name of its rule', () => {
    expect(readDelivery(delivery('elastalert', { rule: 'errors' })).notices).toMatchObject([
      { title: 'errors', severity: 'warning', count: 1, startedAtMs: NOW_MS },
    ]);
  });

  test('is taken at its time without a zone as UTC', () => {
    const body = { rule: 'errors', startsAt: '2031-03-05T11:00:00' };
    expect(readDelivery(delivery('elastalert', body)).notices).toMatchObject([
      { startedAtMs: Date.parse('2031-03-05T11:00:00Z') },
    ]);
  });
});

describe('a CloudEvent', () => {
  const attributes = {
    ...{ specversion: '1.0', id: '1', source: '/ci/shop', type: 'build.failed', subject: 'main' },
    time: '2031-03-05T11:30:00Z',
  };
  const data = {
    severity: 'info',
    title: 'Build failed',
    text: 'step 3',
    labels: { team: 'shop' },
  };
  const expected = {
    ...{ key: '["/ci/shop","build.failed","main"]', group: '["/ci/shop","build.failed"]' },
    ...{ groupTitle: 'build.failed (/ci/shop)', state: 'firing', severity: 'info', count: 1 },
    ...{ title: 'Build failed', lines: ['step 3'], startedAtMs: Date.parse(attributes.time) },
    labels: { team: 'shop', source: '/ci/shop', type: 'build.failed', subject: 'main' },
  };

  test('is read in binary mode, its headers percent-decoded', () => {
    const headers = {
      'content-type': 'application/json',
      ...Object.fromEntries(
        Object.entries(attributes).map(([name, value]) => [`ce-${name}`, value]),
      ),
      'ce-subject': 'm%C3%A4in',
    };
    const [notice] = readDelivery(delivery('cloudevents', data, { headers })).notices;
    expect(notice?.labels.subject).toBe('mäin');
    expect(notice).toMatchObject({ title: 'Build failed', severity: 'info' });
  });

  test('is read in structured mode, and in batches', () => {
    const one = { ...attributes, data };
    const structured = { 'content-type': 'application/cloudevents+json; charset=utf-8' };
    expect(readDelivery(delivery('cloudevents', one, { headers: structured })).notices).toEqual([
      expected,
    ]);
    const batch = { 'content-type': 'application/cloudevents-batch+json' };
    const read = readDelivery(
      delivery('cloudevents', [one, { ...one, subject: null }], { headers: batch }),
    );
    expect(read).toMatchObject({
      received: 2,
      notices: [expected, { key: '["/ci/shop","build.failed",""]' }],
    });
  });

  test('may say its own key, group and end', () => {
    const own = { ...attributes, data: { key: 'k', group: 'g', status: 'resolved' } };
    const headers = { 'content-type': 'application/cloudevents+json' };
    expect(readDelivery(delivery('cloudevents', own, { headers })).notices).toMatchObject([
      {
        key: '["/ci/shop","k"]',
        group: '["/ci/shop","g"]',
        groupTitle: 'g',
        state: 'resolved',
        title: 'build.failed main',
      },
    ]);
  });
});

describe('a delivery is refused', () => {
  test.each<[string, Delivery, number]>([
    ['that is no JSON', delivery('alertmanager', 'hunter2 {'), 400],
    [
      'that is no UTF-8',
      delivery('elastalert', '', { body: Buffer.from('{"rule":"hunter2\xff"}', 'latin1') }),
      400,
    ],
    [
      'of another type',
      delivery('alertmanager', {}, { headers: { 'content-type': 'text/hunter2' } }),
      415,
    ],
    ['without a type', delivery('elastalert', {}, { headers: {} }), 415],
    [
      'of another version',
      delivery('alertmanager', alertmanager([alert], { version: 'hunter2' })),
      400,
    ],
    [
      'with a wrong status',
      delivery('alertmanager', alertmanager([{ ...alert, status: 'hunter2' }])),
      400,
    ],
    [
      'with no time',
      delivery('alertmanager', alertmanager([{ ...alert, startsAt: 'hunter2' }])),
      400,
    ],
    [
      'with other labels',
      delivery('alertmanager', alertmanager([{ ...alert, labels: { 'hunter2 x': 1 } }])),
      400,
    ],
    ['of a rule without a name', delivery('elastalert', { rules: 'hunter2' }), 400],
    ['without attributes', delivery('cloudevents', { title: 'hunter2' }), 415],
    [
      'of another specification',
      delivery(
        'cloudevents',
        { specversion: '0.3', id: 'hunter2' },
        { headers: { 'content-type': 'application/cloudevents+json' } },
      ),
      400,
    ],
  ])('%s, in words that repeat none of it', (_what, wrong, status) => {
    const refusal = refusalOf(wrong);
    expect(refusal.status).toBe(status);
    expect(refusal.message).not.toContain('hunter2');
    expect(refusal.message.length).toBeGreaterThan(10);
  });

  test('with the place of what is wrong', () => {
    const wrong = alertmanager([alert, { ...alert, startsAt: 'soon' }]);
    expect(refusalOf(delivery('alertmanager', wrong)).message).toBe(
      'alerts.1.startsAt: not of its form',
    );
  });
});

test.each([
  ['https://example.com/a?b=c', true],
  ['http://example.com', true],
  ['javascript:alert(1)', false],
  ['file:///etc/passwd', false],
  ['https://user:word@example.com', false],
  ['/relative', false],
])('a link to %s is kept: %s', (text, isKept) => {
  expect(linkOf(text)).toBe(isKept ? text : undefined);
});

test.each([
  ['critical', 'critical'],
  ['Page', 'critical'],
  ['warning', 'warning'],
  ['none', 'info'],
  ['strange', 'warning'],
  [undefined, 'warning'],
])('the severity %s is %s', (word, severity) => {
  expect(severityOf(word)).toBe(severity);
});

test('keys that are too long are told apart to their end', () => {
  const long = 'x'.repeat(400);
  expect(keyOf(`${long}a`)).not.toBe(keyOf(`${long}b`));
  expect(keyOf(`${long}a`).length).toBeLessThanOrEqual(300);
});

test('the labels of the settings count, and no sender pushes them out by having many of its own', () => {
  const many = Object.fromEntries(Array.from({ length: 80 }, (_, index) => [`label${index}`, 'x']));
  const alert = {
    ...{
      status: 'firing',
      labels: { ...many, team: 'theirs', alertname: 'Many' },
      annotations: {},
    },
    ...{ startsAt: '2031-03-05T11:00:00Z', endsAt: '0001-01-01T00:00:00Z', fingerprint: 'ab12' },
    generatorURL: '',
  };
  const settings = { kind: 'alertmanager', labels: { team: 'ours' } } as Delivery['settings'];
  const [notice] = readDelivery(
    delivery('alertmanager', alertmanager([alert]), { settings }),
  ).notices;
  if (notice === undefined) throw new Error('it was not taken');
  const kept = fitted(notice, (text) => ({ text })).labels;
  expect(Object.keys(kept)).toHaveLength(64);
  expect(kept.team).toBe('ours');
});
