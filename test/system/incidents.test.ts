// An incident through Slack, from the alert to the postmortem: declared by a menu, a shortcut and words, led by buttons, noted by 📌, killed in the middle,
// written down in a file. And everything that a button, a shortcut or a reaction does is refused to whoever may not.

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ask } from '../world/ask.ts';
import { modalOf, submitModal } from '../world/modal.ts';
import { createWorld, type Json, type Said, until, type World } from '../world/world.ts';
import { words } from './sandbox.ts';

const LONG_MS = 240_000;
const ANSWER_MS = 90_000;
const CHANNEL = '#incidents';
const OTHERS = '#general';
const OPEN_BUTTONS = ['incident_lead', 'incident_resolve'];
/** Who has no say over incidents. Carol may declare and note. */
const STRANGERS: readonly string[] = ['mallory', 'gina', 'robo'];

let world: World;

beforeAll(async () => {
  world = await createWorld({
    alerts: {
      clusters: ['staging'],
      routes: [{ name: 'everything', channel: 'C0INCIDENT' }],
    },
    onCall: {
      rotations: {
        shop: {
          timeZone: 'Asia/Seoul',
          layers: [
            {
              ...{ name: 'week', people: ['T0SHOP/U0BOB'], from: '2026-01-05' },
              handOff: { days: 7, at: '10:00' },
            },
          ],
        },
      },
    },
    incidents: { channel: 'C0INCIDENT', stakeholders: 'C0GENERAL' },
  });
  await world.sim('settings', { rate_limits: false });
  for (const user of ['gina', 'robo']) await world.sim('user', { user, groups: ['admins'] });
  await world.startBot();
}, LONG_MS);

afterAll(async () => {
  await world?.close();
});

describe('an incident', () => {
  test('is declared by the menu of an alert, has one message in each channel, and is pinned', async () => {
    const alert = await said(/deployment\/recommender in shop/u, CHANNEL);
    const number = /Alert (\d+)/u.exec(words(alert))?.[1];
    await click('bob', alert, 'alert_more', `declare ${number}`);
    const head = await status(1, /Nobody leads it yet/u);
    expect(words(head)).toMatch(/SEV [23] · open/u);
    expect(words(head)).toMatch(/deployment\/recommender in shop/u);
    await said(/It belongs to incident 1/u, CHANNEL);
    const others = await said(/Incident 1\b/u, OTHERS);
    expect(JSON.stringify(others.blocks)).not.toContain('incident_lead');
    await until(async () => {
      const { channels } = (await world.sim('state')) as { channels: readonly Json[] };
      const { pins } = channels.find(({ id }) => id === 'C0INCIDENT') as { pins: string[] };
      return pins.includes(head.ts) ? undefined : 'the pin';
    }, ANSWER_MS);
  });

  test.each([...STRANGERS, 'carol'])('is not %s’s to lead or to end', async (user) => {
    for (const button of OPEN_BUTTONS) {
      const { ts } = await status(1, /Incident 1/u);
      const refused = await refusal(user, () => press(user, ts, button));
      expect(refused).toMatch(/You may not run "incident/u);
    }
    const refused = await refusal(user, async () => {
      const { ts } = await status(1, /Incident 1/u);
      await press(user, ts, 'incident_update');
      await submitModal(world, user, { text: 'all is well' });
    });
    expect(refused).toMatch(/You may not run "incident update/u);
    expect(words(await status(1, /Incident 1/u))).toMatch(/Nobody leads it yet/u);
  });

  test.each(STRANGERS)('is not declared by %s, by no shortcut and no menu', async (user) => {
    const { ts } = await status(1, /Incident 1/u);
    const byShortcut = await refusal(user, async () => {
      await shortcut(user, ts);
      await submitModal(world, user, { title: 'everything is down' });
    });
    expect(byShortcut).toMatch(/You may not run "incident declare/u);
    const other = await said(/deployment\/image-resizer in shop/u, CHANNEL);
    const number = /Alert (\d+)/u.exec(words(other))?.[1];
    const byMenu = await refusal(user, () => click(user, other, 'alert_more', `declare ${number}`));
    expect(byMenu).toMatch(/You may not run "incident declare/u);
    expect(words(await ask(world, 'bob', 'incident list'))).not.toMatch(
      /everything|image-resizer/u,
    );
  });

  test('a button that pretends to be ours does nothing that could not be typed', async () => {
    const { ts } = await status(1, /Incident 1/u);
    const forged = {
      user: 'bob',
      channel: CHANNEL,
      ts,
      action_id: 'incident_resolve',
      force: true,
    };
    await world.sim('click', { ...forged, value: 'resolve 1; incident resolve 1' });
    await world.sim('click', { ...forged, action_id: 'incident_more', value: 'sev 1 9' });
    await ask(world, 'bob', 'incident list');
    expect(words(await status(1, /Incident 1/u))).toMatch(/open/u);
  });

  test('is led by whoever presses, updated by a modal, and says so in its message and its thread', async () => {
    const { ts } = await status(1, /Incident 1/u);
    await press('bob', ts, 'incident_lead');
    await status(1, /<@U0BOB> leads/u);
    await press('bob', ts, 'incident_more', 'sev 1 1', 'sev 1 2');
    await press('bob', ts, 'incident_update');
    await submitModal(world, 'bob', {
      text: 'The image does not exist.\nRolling back.',
      next: '30m',
    });
    const head = await status(1, /The image does not exist\. Rolling back\./u);
    expect(head.ts).toBe(ts);
    expect(words(head)).toMatch(/next update by/u);
    await inThread(ts, /<@U0BOB>: The image does not exist/u);
    await said(/The image does not exist/u, OTHERS);
  });

  test('takes a note by 📌 in its thread from whoever may, and from nobody else', async () => {
    const { ts } = await status(1, /Incident 1/u);
    const typed = (await world.sim('command', {
      ...{ user: 'carol', channel: CHANNEL, thread_ts: ts },
      text: 'the deploy at 14:02 <!channel> is the one, password=hunter2hunter2hunter2',
    })) as { ts: string };
    const pin = { channel: CHANNEL, ts: typed.ts, name: 'pushpin' };
    for (const user of STRANGERS) {
      const refused = await refusal(user, () => world.sim('react', { ...pin, user }));
      expect(refused).toMatch(/You may not run "incident note/u);
    }
    await world.sim('react', { ...pin, user: 'bob' });
    await answer('bob', /Noted in the timeline of incident 1/u);
    // Elsewhere 📌 is nobody's business.
    const aside = (await world.sim('command', {
      ...{ user: 'bob', channel: CHANNEL },
      text: 'lunch',
    })) as { ts: string };
    await world.sim('react', { user: 'bob', channel: CHANNEL, ts: aside.ts, name: 'pushpin' });
    await world.sim('react', { user: 'bob', channel: CHANNEL, ts: typed.ts, name: 'eyes' });
    const timeline = await timelineOf(1);
    expect(timeline.match(/the deploy at 14:02/gu)).toHaveLength(1);
    expect(timeline).toMatch(/bob noted what carol wrote/u);
    expect(timeline).not.toMatch(/lunch|hunter2/u);
  });

  test('loses nothing and says nothing twice when the bot is killed in the middle', async () => {
    const { ts } = await status(1, /Incident 1/u);
    const notes = ['alpha', 'beta', 'gamma', 'delta'];
    for (const note of notes) {
      await world.sim('command', {
        ...{ user: 'bob', channel: CHANNEL },
        text: `/incident note 1 "${note} note"`,
      });
      if (note === 'beta') {
        await world.killBot();
        await world.startBot();
      }
    }
    await world.killBot();
    await world.startBot();
    const all = await timelineOf(1);
    for (const note of notes) expect(all.match(new RegExp(`${note} note`, 'gu'))).toHaveLength(1);
    await inThread(ts, /delta note/u);
    // What a screen reader says beside the blocks is not counted.
    const thread = JSON.stringify((await threadOf(ts)).map(({ blocks }) => blocks));
    for (const note of notes) {
      expect(thread.match(new RegExp(`${note} note`, 'gu'))).toHaveLength(1);
    }
    const heads = (await world.said()).filter(
      (each) =>
        each.channel === CHANNEL &&
        /^.*SEV \d · (?:open|resolved).*Incident 1\b/su.test(words(each)) &&
        isTop(each),
    );
    expect(heads.map((each) => each.ts)).toEqual([ts]);
  });

  test('has in its timeline what was run in its place with what became of it, and not what one person read alone', async () => {
    const { ts } = await status(1, /Incident 1/u);
    const mention = { user: 'bob', channel: CHANNEL, thread_ts: ts };
    await world.sim('command', { ...mention, text: '@quartermaster kubectl get pods -n shop' });
    await inThread(ts, /kubectl get pods/u);
    await world.sim('command', { ...mention, text: '@quartermaster qm why kubectl get pods' });
    await answer('bob', /qm why/u);
    await until(async () => {
      const timeline = await timelineOf(1);
      return /bob ran on staging "kubectl get pods -n shop": succeeded/u.test(timeline)
        ? undefined
        : 'the command in the timeline';
    }, ANSWER_MS);
    expect(await timelineOf(1)).not.toContain('qm why');
    expect(await timelineOf(1)).toMatch(/alert \d+ began/u);
  });

  test('is resolved, opened again, and written down as a file in its thread', async () => {
    const { ts } = await status(1, /Incident 1/u);
    await ask(world, 'bob', 'incident todo 1 "alert before `rm` *it* <!here>" --owner U0BOB');
    await press('bob', ts, 'incident_resolve');
    await status(1, /resolved after/u);
    await press('bob', ts, 'incident_unresolve');
    await status(1, /· open/u);
    await ask(world, 'bob', 'incident resolve 1 "rolled back to the image before"');
    await status(1, /resolved after.*rolled back/su);
    const refused = await refusal('carol', () => press('carol', ts, 'incident_postmortem'));
    expect(refused).toMatch(/You may not run "incident postmortem/u);
    await press('bob', ts, 'incident_postmortem');
    const file = await fileIn(ts, 'incident-1.md');
    expect(file).toMatch(/^# Incident 1: .*recommender/u);
    expect(file).toMatch(/## Summary\n\nrolled back to the image before/u);
    expect(file).toMatch(/\| bob \| ran on staging `kubectl get pods -n shop` \| succeeded/u);
    expect(file).toMatch(/\| bob \| noted what carol wrote: the deploy at 14:02/u);
    expect(file).toMatch(/## On call when it was declared\n\n- shop: bob/u);
    expect(file).toMatch(/- \[ \] 1: alert before \\`rm\\` \\\*it\\\* &lt;\\!here&gt; \(bob\)/u);
    expect(file).not.toMatch(/hunter2|<!|qm why/u);
    const [, graph] =
      /^!\[Graph: [^\]]+, of alert \d+\. [^\]]+\]\((alert-\d+\.png)\)$/mu.exec(file) ?? [];
    const picture = await fileIn(ts, graph ?? 'a graph');
    expect(picture.slice(1, 4)).toBe('PNG');
  });

  test('is counted, in words and for Prometheus', async () => {
    expect(words(await ask(world, 'carol', 'incident stats'))).toMatch(/all +1 +0 +\d+ min/u);
    expect(words(await ask(world, 'carol', 'incident list --closed'))).toMatch(/1 +SEV [12]/u);
    const metrics = await (await fetch(`http://127.0.0.1:${world.port()}/metrics`)).text();
    expect(metrics).toMatch(/^quartermaster_incidents_open 0$/mu);
    expect(metrics).toMatch(/^quartermaster_incident_mttr_seconds \d/mu);
  });

  test('is declared by a shortcut on any message, by whoever sees the fire', async () => {
    const typed = (await world.sim('command', {
      ...{ user: 'carol', channel: '#shop-ops', text: 'checkout answers 500 since ten minutes' },
    })) as { ts: string };
    await world.sim('shortcut', {
      ...{ user: 'carol', channel: '#shop-ops', ts: typed.ts, callback_id: 'declare_incident' },
    });
    const modal = await modalOf(world, 'carol');
    expect(JSON.stringify(modal)).toContain('checkout answers 500 since ten minutes');
    await submitModal(world, 'carol', { sev: '1' });
    const head = await status(2, /checkout answers 500/u);
    expect(words(head)).toMatch(/SEV 1 · open/u);
    expect(words(head)).toMatch(/Declared by <@U0CAROL>/u);
  });
});

test('every refusal and every change of incidents is on the record', async () => {
  const { rows, verdict, unfinished, undeliverable } = await world.endBot();
  expect({ broken: verdict.broken, unfinished, undeliverable }).toEqual({
    ...{ broken: undefined, unfinished: 0, undeliverable: 0 },
  });
  const of = (surface: string, kind: string) =>
    rows.filter((row) => row.surface === surface && row.kind === kind).map(({ userId }) => userId);
  expect([...new Set(of('reaction', 'refusal'))].sort()).toEqual(['U0GINA', 'U0MALLORY', 'U0ROBO']);
  expect(of('reaction', 'outcome')).toEqual(['U0BOB']);
  expect(JSON.stringify(rows)).not.toContain('hunter2');
});

async function said(matches: RegExp, channel: string): Promise<Said> {
  let found: Said | undefined;
  await until(async () => {
    found = (await world.said()).find(
      (each) =>
        each.channel === channel && each.ephemeral_to === undefined && matches.test(words(each)),
    );
    return found === undefined ? String(matches) : undefined;
  }, ANSWER_MS);
  if (found === undefined) throw new Error('It came and went.');
  return found;
}

/** The status message of an incident, once it says so. */
async function status(number: number, matches: RegExp): Promise<Said> {
  let found: Said | undefined;
  await until(async () => {
    found = (await world.said()).find(
      (each) =>
        each.channel === CHANNEL &&
        isTop(each) &&
        new RegExp(`SEV \\d · [^]*Incident ${number}\\b`, 'u').test(words(each)) &&
        matches.test(words(each)),
    );
    return found === undefined ? `the status of ${number}: ${matches}` : undefined;
  }, ANSWER_MS);
  if (found === undefined) throw new Error('It came and went.');
  return found;
}

function isTop({ ts, thread_ts: threadTs, ephemeral_to: reader }: Said): boolean {
  return reader === undefined && (threadTs === undefined || threadTs === ts);
}

async function threadOf(ts: string): Promise<readonly Said[]> {
  return (await world.said()).filter(
    (each) => each.channel === CHANNEL && each.thread_ts === ts && each.ts !== ts,
  );
}

async function inThread(ts: string, matches: RegExp): Promise<void> {
  await until(async () => {
    const isThere = (await threadOf(ts)).some((each) => matches.test(words(each)));
    return isThere ? undefined : `in the thread: ${matches}`;
  }, ANSWER_MS);
}

async function click(user: string, { ts }: Said, action: string, value: string): Promise<void> {
  await world.sim('click', { user, channel: CHANNEL, ts, action_id: action, value });
}

/** One of the values, whichever the menu has now; a button has its own. */
async function press(user: string, ts: string, action: string, ...values: readonly string[]) {
  const about = { user, channel: CHANNEL, ts, action_id: action };
  for (const value of values.length === 0 ? [undefined] : values) {
    const clicked = await world.sim('click', {
      ...about,
      ...(value === undefined ? {} : { value }),
    });
    if (clicked.ok === true) return;
  }
  throw new Error(`nothing was pressed: ${action}`);
}

async function shortcut(user: string, ts: string): Promise<void> {
  const about = { user, channel: CHANNEL, ts, callback_id: 'declare_incident' };
  await world.sim('shortcut', about);
}

async function answersTo(user: string): Promise<readonly string[]> {
  const all = await world.said();
  return all.filter(({ ephemeral_to: reader }) => reader === `U0${user.toUpperCase()}`).map(words);
}

async function answer(user: string, matches: RegExp): Promise<void> {
  await until(async () => {
    const isThere = (await answersTo(user)).some((text) => matches.test(text));
    return isThere ? undefined : `to ${user}: ${matches}`;
  }, ANSWER_MS);
}

/** What somebody is refused after they did something. */
async function refusal(user: string, act: () => Promise<unknown>): Promise<string> {
  const refusals = async () => (await answersTo(user)).filter((text) => text.startsWith('Refused'));
  const before = (await refusals()).length;
  await act();
  await until(async () => {
    return (await refusals()).length > before ? undefined : `a refusal of ${user}`;
  }, ANSWER_MS);
  return (await refusals()).at(-1) ?? '';
}

async function timelineOf(number: number): Promise<string> {
  const shown = async () =>
    (await answersTo('alice')).filter((text) => text.includes(`incident timeline ${number}`));
  const before = (await shown()).length;
  await world.sim('command', {
    ...{ user: 'alice', channel: '#shop-ops', text: `/incident timeline ${number}` },
  });
  await until(async () => {
    return (await shown()).length > before ? undefined : 'the timeline';
  }, ANSWER_MS);
  return (await shown()).at(-1) ?? '';
}

async function fileIn(ts: string, name: string): Promise<string> {
  let id: string | undefined;
  await until(async () => {
    id = (await threadOf(ts)).flatMap(filesOf).find((file) => file.name === name)?.id;
    return id === undefined ? name : undefined;
  }, ANSWER_MS);
  return await world.file(id ?? '');
}

function filesOf(message: Said): readonly { readonly id: string; readonly name: string }[] {
  const { files = [] } = message as Said & { files?: { id: string; name: string }[] };
  return files;
}
