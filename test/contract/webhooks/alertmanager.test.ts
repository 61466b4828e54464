// A real Alertmanager that delivers to the webhook: alerts fire and end, the store is gone for a while, and nothing is lost.

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { request } from 'undici';
import { createWebhooks } from '../../../bot/adapters/webhooks.ts';
import {
  findAlertmanager,
  startAlertmanager,
  type TestAlertmanager,
} from '../../alertmanager/alertmanager.ts';
import { createRecorder, type Recorder } from '../sources/recorder.ts';
import { until } from '../sources/until.ts';

const program = await findAlertmanager('deliveries of a real Alertmanager');
const suite = program === undefined ? describe.skip : describe;
const LONG_MS = 180_000;
const TOKEN = 'a-token-of-the-tests';

let server: Server;
let alertmanager: TestAlertmanager | undefined;
let recorder: Recorder;
let isGone = false;
let refused = 0;

beforeAll(async () => {
  if (program === undefined) return;
  process.env.QM_TEST_TOKEN = TOKEN;
  recorder = createRecorder();
  const { handler } = createWebhooks({
    webhooks: () => ({
      alerts: {
        ...{ kind: 'alertmanager', labels: { cluster: 'prod' }, endsAfterMinutes: 60 },
        bearer: { variable: 'QM_TEST_TOKEN' },
      },
    }),
    take: () => async (batch) => {
      if (!isGone) return await recorder.parts.take(batch);
      refused += 1;
      throw new Error('the store is gone');
    },
    nowMs: Date.now,
    log: { warn: () => {} },
  });
  server = createServer(handler);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  alertmanager = await startAlertmanager(
    program,
    `route: { receiver: qm, group_by: [alertname], group_wait: 100ms, group_interval: 1s, repeat_interval: 1h }
receivers:
  - name: qm
    webhook_configs:
      - url: http://127.0.0.1:${port}/webhooks/alerts
        http_config: { authorization: { type: Bearer, credentials: ${TOKEN} } }
        max_alerts: 3
`,
  );
}, LONG_MS);

afterAll(async () => {
  await alertmanager?.stop();
  server?.closeAllConnections();
  server?.close();
  delete process.env.QM_TEST_TOKEN;
});

/** As Prometheus sends them: with an end of their own, or without one while they fire. */
async function send(
  alertname: string,
  instances: readonly string[],
  isOver = false,
): Promise<void> {
  const nowMs = Date.now();
  const body = instances.map((instance) => ({
    labels: { alertname, instance, severity: 'critical' },
    annotations: {
      summary: `${alertname} of ${instance}`,
      runbook_url: 'https://runbooks.example.com/',
    },
    startsAt: new Date(nowMs - 60_000).toISOString(),
    endsAt: new Date(isOver ? nowMs - 1_000 : nowMs + 600_000).toISOString(),
    generatorURL: 'https://prometheus.example.com/graph',
  }));
  const { statusCode, body: answer } = await request(`${alertmanager?.url}/api/v2/alerts`, {
    ...{
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    },
  });
  const text = await answer.text();
  if (statusCode !== 200) throw new Error(`Alertmanager: ${statusCode} ${text}`);
}

function standing(alertname: string) {
  return [...recorder.standing.values()].filter(({ labels }) => labels.alertname === alertname);
}

suite('an Alertmanager', () => {
  test(
    'delivers alerts as they fire and as they end, in one group',
    async () => {
      await send('Slow', ['a', 'b']);
      await until('both are told', () => standing('Slow').length === 2);
      expect(new Set(standing('Slow').map(({ group }) => group)).size).toBe(1);
      expect(standing('Slow')[0]).toMatchObject({
        ...{ groupTitle: 'Slow', severity: 'critical', labels: { cluster: 'prod' } },
        links: {
          runbook: 'https://runbooks.example.com/',
          graph: 'https://prometheus.example.com/graph',
        },
      });
      await send('Slow', ['a'], true);
      await until('one has ended', () => standing('Slow').length === 1);
      expect(standing('Slow')[0]?.title).toBe('Slow of b');
      await send('Slow', ['b'], true);
      await until('both have ended', () => standing('Slow').length === 0);
    },
    LONG_MS,
  );

  test(
    'delivers again what could not be kept',
    async () => {
      isGone = true;
      await send('Lost', ['a']);
      await until('it was refused', () => refused > 0);
      isGone = false;
      await until('it is told', () => standing('Lost').length === 1);
    },
    LONG_MS,
  );

  test(
    'says how many alerts it leaves out',
    async () => {
      await send('Many', ['a', 'b', 'c', 'd', 'e']);
      const said = () => standing('Many').flatMap(({ lines }) => lines);
      await until('it says so', () =>
        said().includes('2 more alerts of this group were left out by the sender.'),
      );
      expect(standing('Many')).toHaveLength(3);
    },
    LONG_MS,
  );
});
