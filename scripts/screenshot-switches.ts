// Takes the pictures of switches in Chromium, at the width of a desk and of a phone, into docs/switches/: a plan, the overview, a warning with
// its buttons and what a press of one makes of it, and the morning's report. `node scripts/screenshot-switches.ts`.

import { mkdir } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { openStore } from '../bot/adapters/store.ts';
import { launchBrowser } from '../test/sandbox/page/browser.ts';
import { createWorld, type Said, until } from '../test/world/world.ts';
import { lastSaid, takePicture, type View } from './picture.ts';

const OPS = '#shop-ops';
const folder = 'docs/switches';
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const PATIENCE_MS = 60_000;

/** Where it is after noon, so that each way to put it off is there. */
const ahead = 19 - new Date().getUTCHours();
const timeZone = `Etc/GMT${ahead > 0 ? '-' : '+'}${Math.abs(ahead)}`;

await mkdir(folder, { recursive: true });
const world = await createWorld(settings());
await fillMeter();
const browser = await launchBrowser();
try {
  await world.sim('settings', { rate_limits: false });
  await world.startBot();
  await said(/Yesterday: saved/u);
  await picture('report', { user: 'alice', channel: 'incidents', shows: 'Yesterday: saved' });
  const { ts } = await said(/goes off in/u);
  await picture('warning', {
    ...{ user: 'bob', channel: 'shop-ops' },
    shows: (page) => page.getByRole('button', { name: /Snooze/u }),
  });
  await world.sim('click', { user: 'bob', channel: OPS, ts, action_id: 'offer_late' });
  await said(/stays on until/u);
  await picture('keep', { user: 'bob', channel: 'shop-ops', shows: 'stays on until' });
  await typed('cluster status', /WANTED/u);
  await picture('status', { user: 'bob', channel: 'shop-ops', shows: 'WANTED', width: 'desktop' });
  await asRows(/WANTED/u);
  await picture('status', {
    user: 'bob',
    channel: 'shop-ops',
    shows: 'ads-nights',
    width: 'phone',
  });
  await typed('cluster plan shop-nights', /SAVES\/H/u);
  await picture('plan', { user: 'bob', channel: 'shop-ops', shows: 'SAVES/H', width: 'desktop' });
  await asRows(/SAVES\/H/u);
  await picture('plan', {
    user: 'bob',
    channel: 'shop-ops',
    shows: 'This is a plan',
    width: 'phone',
  });
} finally {
  await browser.close();
  await world.close();
}

function settings(): object {
  const time = (minutes: number) =>
    new Date(Date.now() + ahead * HOUR_MS + minutes * 60_000).toISOString().slice(11, 16);
  const tiers = [
    { name: 'databases', workloads: [{ namespace: 'shop', selector: 'app=db' }] },
    { name: 'apps', workloads: [{ namespace: 'shop' }] },
  ];
  return {
    timeZone,
    timetables: {
      'office-hours': {
        ...{ timeZone, rules: [{ off: time(29) }, { on: '07:30' }], catchUp: 'late within 14h' },
      },
      late: {
        ...{ timeZone, rules: [{ off: '23:50' }, { on: '06:00' }], catchUp: 'late within 15h' },
      },
    },
    holidays: {},
    switches: {
      'shop-nights': { cluster: 'staging', timetable: 'office-hours', owners: 'C0SHOPOPS', tiers },
      'ads-nights': {
        ...{ cluster: 'staging', timetable: 'late', owners: 'C0SHOPOPS' },
        tiers: [{ name: 'ads', workloads: [{ namespace: 'ads' }] }],
      },
    },
    reports: { channel: 'C0INCIDENT', morning: time(-1) },
  };
}

/** A day of which there is something to report. */
async function fillMeter(): Promise<void> {
  const store = await openStore({ dataDirectory: world.dataDirectory });
  const day = Math.floor((Date.now() + ahead * HOUR_MS) / DAY_MS) - 1;
  const days = { 'shop-nights': [630_000n, 11.5], 'ads-nights': [212_000n, 6] } as const;
  for (const [name, [anHour, offHours]] of Object.entries(days)) {
    const offMs = offHours * HOUR_MS;
    await store.addMeterDays(name, [
      {
        ...{ day, offMs, seenMs: DAY_MS },
        ...{ saved: anHour * BigInt(offMs), whole: anHour * BigInt(DAY_MS) },
      },
    ]);
  }
  await store.close();
}

async function typed(text: string, matches: RegExp): Promise<void> {
  await world.sim('command', { user: 'bob', channel: OPS, text: `/${text}` });
  await said(matches);
}

async function asRows(matches: RegExp): Promise<void> {
  const { ts } = await said(matches);
  await world.sim('click', { user: 'bob', channel: OPS, ts, action_id: 'output_layout' });
  await until(async () => {
    const message = (await world.said()).find((one) => one.ts === ts);
    return JSON.stringify(message).includes('rich_text_quote') ? undefined : 'the rows';
  }, PATIENCE_MS);
}

async function said(matches: RegExp): Promise<Said> {
  return await lastSaid(world, matches, PATIENCE_MS);
}

async function picture(name: string, view: View): Promise<void> {
  await takePicture({ browser, url: world.url, folder, deskWidth: 1280 }, name, {
    ...view,
    settle: async () => await delay(500), // what is new has been scrolled to
  });
}
