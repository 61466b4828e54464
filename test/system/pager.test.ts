// A pager through the whole product: an alert of the cluster pages it, over kill -9 and a pager that is busy, and a press of Acknowledge tells it.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ask } from '../world/ask.ts';
import { createWorld, type Said, until, type World } from '../world/world.ts';
import { words } from './sandbox.ts';

const LONG_MS = 180_000;
const ANSWER_MS = 90_000;
const SECRET = 'R0UTINGKEY0000000000000000000002';

interface Event {
  readonly event_action: string;
  readonly dedup_key: string;
  readonly payload?: { readonly summary: string };
}

let world: World;
let folder: string;
let pagerduty: Server;
let status = 503;
const events: { readonly body: Event; readonly status: number }[] = [];

beforeAll(async () => {
  pagerduty = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      events.push({ body: JSON.parse(Buffer.concat(chunks).toString('utf8')) as Event, status });
      response.writeHead(status).end('{}');
    });
  });
  await new Promise<void>((resolve) => pagerduty.listen(0, '127.0.0.1', resolve));
  folder = await mkdtemp(path.join(tmpdir(), 'quartermaster-pager-'));
  const file = path.join(folder, 'key');
  await writeFile(file, SECRET, { mode: 0o600 });
  const { port } = pagerduty.address() as AddressInfo;
  world = await createWorld({
    alerts: {
      clusters: ['staging'],
      routes: [
        {
          ...{ name: 'web', match: { workload: 'recommender' }, channel: 'C0INCIDENT' },
          ...{ escalation: 'shop', callFor: ['critical', 'warning'] },
        },
        { name: 'rest', mute: true },
      ],
    },
    onCall: {
      pagers: {
        duty: {
          ...{ kind: 'pagerduty', routingKey: { file } },
          endpoint: { url: `http://127.0.0.1:${port}/v2/enqueue` },
        },
      },
      escalations: {
        shop: { steps: [{ pager: 'duty' }, { after: '10m', people: ['T0SHOP/U0BOB'] }] },
      },
    },
  });
  await world.sim('settings', { rate_limits: false });
  await world.startBot();
}, LONG_MS);

afterAll(async () => {
  await world?.close();
  pagerduty?.closeAllConnections();
  await new Promise((resolve) => pagerduty.close(resolve));
  await rm(folder, { recursive: true, force: true });
});

test(
  'a page outlasts a kill and a busy pager, and is one by its key',
  async () => {
    await until(async () => (events.length > 0 ? undefined : 'a page'), ANSWER_MS);
    await world.killBot();
    status = 202;
    await world.startBot();
    await until(
      async () => (taken().length > 0 ? undefined : 'the page after the kill'),
      ANSWER_MS,
    );
    expect(taken().map((each) => each.event_action)).toEqual(['trigger']);
    expect(taken()[0]?.payload?.summary).toContain('deployment/recommender in shop');
    expect(new Set(events.map(({ body }) => body.dedup_key)).size).toBe(1);
  },
  LONG_MS,
);

test(
  'whoever presses Acknowledge tells the pager',
  async () => {
    const { ts, channel } = await alert();
    await world.sim('click', { user: 'bob', channel, ts, action_id: 'alert_ack' });
    await until(
      async () =>
        taken().some(({ event_action: action }) => action === 'acknowledge')
          ? undefined
          : 'its word',
      ANSWER_MS,
    );
    expect(new Set(taken().map(({ dedup_key: key }) => key)).size).toBe(1);
  },
  LONG_MS,
);

test(
  'its secret is said nowhere',
  async () => {
    const shown = words(await ask(world, 'alice', 'qm audit --limit 100'));
    expect(shown).toContain('page duty: trigger');
    expect(JSON.stringify(await world.said())).not.toContain(SECRET);
    expect(world.lines().join('\n')).not.toContain(SECRET);
    expect(words(await ask(world, 'alice', 'qm doctor'))).toMatch(/pager duty/u);
  },
  LONG_MS,
);

function taken(): readonly Event[] {
  return events.filter((each) => each.status === 202).map(({ body }) => body);
}

async function alert(): Promise<Said> {
  let found: Said | undefined;
  await until(async () => {
    found = (await world.said()).find((each) =>
      words(each).includes('deployment/recommender in shop'),
    );
    return found === undefined ? 'the alert' : undefined;
  }, ANSWER_MS);
  if (found === undefined) throw new Error('It came and went.');
  return found;
}
