import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { openStore } from '../../../bot/adapters/store.ts';
import { alerts as schema } from '../../../bot/config/alerts.ts';
import { incidents as incidentsSchema } from '../../../bot/config/incidents.ts';
import { onCall as onCallSchema } from '../../../bot/config/on-call.ts';
import { createNotifier, type Notifier } from '../../../bot/notify.ts';
import type { Store } from '../../../bot/ports.ts';
import type { Source, SourceParts } from '../../../bot/sources/source.ts';
import { NO_CHANNELS } from '../incidents/fixtures.ts';
import { createFakeClock, type FakeClock } from '../outbound/fakes.ts';
import { noticeOf } from './fixtures.ts';

const quiet = { info: () => {}, warn: () => {}, error: () => {} };
const alerts = schema.parse({ routes: [{ name: 'all', channel: 'C1' }] });

let clock: FakeClock;
let store: Store;
let folder: string;
let notifier: Notifier | undefined;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'quartermaster-notify-'));
  store = await openStore({ dataDirectory: folder });
  clock = createFakeClock(1_000_000);
});
afterEach(async () => {
  const stopped = notifier?.stop();
  await clock.advance(1_000);
  await stopped;
  await store.close();
  await rm(folder, { recursive: true });
});

test('a source goes on from where its last batch was kept, with what of it fires', async () => {
  const begun: unknown[] = [];
  run(
    sourceOf('a', async (parts) => {
      const { take, position, firing } = parts;
      begun.push(await position(), await firing());
      if (begun.length > 2) return await forever(parts);
      const notices = [noticeOf(), noticeOf({ key: 'over', state: 'resolved' })];
      await take({ source: 'a', notices, received: 2, ignored: 0, position: 'here' });
    }),
  );
  await clock.advance(5_000);
  expect(begun).toEqual([undefined, [], 'here', [noticeOf()]]);
});

test('a source that fails is run again, later each time', async () => {
  const atMs: number[] = [];
  run(
    sourceOf('a', async () => {
      atMs.push(clock.nowMs());
      throw new Error('broken');
    }),
  );
  await clock.advance(130_000);
  const waits = atMs.slice(1).map((at, index) => at - (atMs[index] ?? 0));
  expect(waits.slice(0, 7)).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000]);
});

test('a source that hangs or fails holds up no other', async () => {
  const seen: string[] = [];
  run(
    sourceOf('hangs', forever),
    sourceOf('fails', async () => {
      throw new Error('broken');
    }),
    sourceOf('works', async (parts) => {
      await parts.take({ source: 'works', notices: [noticeOf()], received: 1, ignored: 0 });
      seen.push('kept');
      await forever(parts);
    }),
  );
  await clock.advance(5_000);
  expect(seen).toEqual(['kept']);
  expect(await store.queued(9)).toHaveLength(1);
});

test('when the settings are others, sources that are not named any more end, and new ones begin', async () => {
  const seen: string[] = [];
  const named = (name: string) =>
    sourceOf(name, async ({ signal }) => {
      seen.push(`${name} begins`);
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
      seen.push(`${name} ends`);
    });
  const [a, b, c] = [named('a'), named('b'), named('c')];
  let sources: readonly Source[] = [a, b];
  start(() => sources);
  await clock.advance(2_000);
  sources = [b, c];
  notifier?.renew();
  await clock.advance(2_000);
  expect(seen).toEqual(['a begins', 'b begins', 'c begins', 'a ends']);
});

test('what fires of a source that is not named any more is over, and says why', async () => {
  const fires = (name: string) =>
    sourceOf(name, async (parts) => {
      await parts.take({ source: name, notices: [noticeOf()], received: 1, ignored: 0 });
      await forever(parts);
    });
  const [stays, goes] = [fires('stays'), fires('goes')];
  let sources: readonly Source[] = [stays, goes];
  start(() => sources);
  await notifier?.take({ source: 'delivers', notices: [noticeOf()], received: 1, ignored: 0 });
  await clock.advance(5_000);
  expect(await store.firingSources()).toEqual(['delivers', 'goes', 'stays']);
  sources = [stays];
  notifier?.renew();
  await clock.advance(5_000);
  expect(await store.firingSources()).toEqual(['delivers', 'stays']);
  const said = JSON.stringify((await store.queued(9)).map(({ outgoing }) => outgoing.message));
  expect(said).toContain('The settings name its source no longer');
});

test('what could not be ended at first is ended as soon as the store takes it', async () => {
  const taken = sourceOf('gone', async (parts) => {
    await parts.take({ source: 'gone', notices: [noticeOf()], received: 1, ignored: 0 });
    await forever(parts);
  });
  let sources: readonly Source[] = [taken];
  const { firingSources } = store;
  let failures = 0;
  start(() => sources);
  await clock.advance(2_000);
  sources = [];
  store.firingSources = async () => {
    failures += 1;
    if (failures < 3) throw new Error('the store is busy');
    return await firingSources();
  };
  notifier?.renew();
  await clock.advance(10_000);
  expect(failures).toBe(3);
  expect(await firingSources()).toEqual([]);
});

function run(...sources: readonly Source[]): void {
  start(() => sources);
}

function start(sources: () => readonly Source[]): void {
  notifier = createNotifier({
    ...{
      store,
      clock,
      log: quiet,
      sources,
      delivering: () => ['delivers'],
      outbound: { wake: () => {} },
      userGroups: {
        members: async () => [],
        setMembers: async () => {},
        problem: async () => undefined,
      },
      openAlertmanager: () => {
        throw new Error('nobody is silenced here');
      },
      openPager: () => {
        throw new Error('nobody is paged here');
      },
      clusters: () => ({
        open: () => {
          throw new Error('no rollout is waited for here');
        },
      }),
    },
    settings: () => ({
      ...{ onCall: onCallSchema.parse({}), alerts, timeZone: 'UTC' },
      incidents: incidentsSchema.parse({}),
    }),
    channels: NO_CHANNELS,
    linkTo: () => undefined,
    redact: (text) => ({ text }),
  });
}

function sourceOf(name: string, work: (parts: SourceParts) => Promise<void>): Source {
  return { name, run: work, seenAtMs: () => undefined };
}

async function forever(parts?: SourceParts): Promise<void> {
  await new Promise<void>((resolve) => parts?.signal.addEventListener('abort', () => resolve()));
}
