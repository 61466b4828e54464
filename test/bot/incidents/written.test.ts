import { describe, expect, test } from '@jest/globals';
import { COMMANDS } from '../../../bot/commands/index.ts';
import {
  assignCommand,
  assignView,
  declareCommand,
  declareView,
  oneLine,
  updateCommand,
} from '../../../bot/incident-views.ts';
import { figuresOf, writeFigures } from '../../../bot/incidents/figures.ts';
import { inCode, inMarkdown } from '../../../bot/incidents/markdown.ts';
import { writePostmortem } from '../../../bot/incidents/postmortem.ts';
import { parse } from '../../../bot/parse.ts';
import { commandOfIncidentButton, incidentButtons } from '../../../bot/render/incident-buttons.ts';
import { assertView } from '../../../sandbox/slack/validate-view.ts';
import { groupOf } from '../notify/fixtures.ts';
import { incidentOf } from './fixtures.ts';

const MINUTE = 60_000;

describe('text of people in a Markdown file', () => {
  test.each([
    ['**bold** _it_ ~~no~~', '\\*\\*bold\\*\\* \\_it\\_ \\~\\~no\\~\\~'],
    ['# a\n\n- b | c', '\\# a \\- b \\| c'],
    ['<img src=x onerror=y>', '&lt;img src\\=x onerror\\=y&gt;'],
    ['[here](https://evil.example)', '\\[here\\]\\(https:&#47;&#47;evil.example\\)'],
    ['www.evil.example @everyone', 'www&#46;evil.example &#64;everyone'],
    ['a\u202eb', 'a\ufffdb'],
  ])('is text alone: %j', (text, written) => {
    expect(inMarkdown(text)).toBe(written);
  });

  test.each([
    ['kubectl get pods', '`kubectl get pods`'],
    ['a `b` c', '`` a `b` c ``'],
    ['a | b\nc', '`a \\| b c`'],
    ['```', '```` ``` ````'],
  ])('ends where it ends as code: %j', (text, written) => {
    expect(inCode(text)).toBe(written);
  });
});

describe('a postmortem', () => {
  const incident = incidentOf({
    ...{ title: 'a | b', severity: 1, state: 'resolved', alerts: [4, 9] },
    ...{ roles: { commander: 'U0BOB' }, ledAtMs: 2 * MINUTE, resolvedAtMs: 90 * MINUTE },
    summary: { text: 'rolled back', by: 'U0BOB', atMs: 90 * MINUTE },
    onCall: [{ rotation: 'shop', person: 'T1/U0DANA' }, { rotation: 'nights' }],
    actions: [
      { number: 1, text: 'mend', by: 'U0BOB', owner: 'U0DANA' },
      { number: 2, text: 'test', by: 'U0BOB', doneBy: 'U0BOB' },
    ],
  });
  const ran = { atMs: 3 * MINUTE, by: 'U0BOB', words: 'ran on staging', command: 'kubectl x | y' };
  const written = writePostmortem({
    incident,
    timeline: [{ ...ran, outcome: 'succeeded after 2.0 s' }],
    alerts: [groupOf({ number: 4, title: 'web crashes', occurrences: 3, changedAtMs: MINUTE })],
    charts: [{ name: 'alert-4.png', title: 'T', alt: 'Graph: restarts, of alert 4.', series: [] }],
    nowMs: 100 * MINUTE,
  });

  test('names the graphs that stand beside it, each with its words', () => {
    expect(written).toContain('\n![Graph: restarts, of alert 4.](alert-4.png)\n');
  });

  test('has who led it, how long it took, and what is still to be done', () => {
    expect(written).toContain('# Incident 1: a \\| b\n');
    expect(written).toContain('| Led by | U0BOB |');
    expect(written).toContain('| Somebody led it | 1970-01-01 00:02:00, after 2 min |');
    expect(written).toContain('| Resolved | 1970-01-01 01:30:00, after 1 h 30 min |');
    expect(written).toContain('- shop: U0DANA\n- nights: nobody');
    expect(written).toContain('- [ ] 1: mend (U0DANA)\n- [x] 2: test');
    expect(written).toContain('Nobody has said whom it hit.');
  });

  test('has each command with its outcome in a row of four cells', () => {
    expect(written).toContain(
      '| 1970-01-01 00:03:00 | U0BOB | ran on staging `kubectl x \\| y` | succeeded after 2.0 s |',
    );
  });

  test('has its alerts, and says which are not known any more', () => {
    expect(written).toMatch(/\| 4 \| warning \|.*\| 1 min \| 3 times \| web crashes \|/u);
    expect(written).toContain('No longer known: 9.');
  });
});

describe('a modal', () => {
  test.each([
    'checkout "is" down',
    '--sev 1 everything',
    '\u2014 dashes\nand lines\u202e',
    "it's \\ 'quoted'",
  ])('makes a command that is read as what was written: %j', (title) => {
    const text = declareCommand({ title, sev: '2', impact: title });
    const call = parse(String(text), COMMANDS);
    expect(call.command.name).toBe('incident declare');
    expect(call.args).toMatchObject({ title: oneLine(title).slice(0, 150).trim(), severity: 2 });
    expect(parse(call.text, COMMANDS).text).toBe(call.text);
  });

  test.each([
    ['it\u2019s down', "it's down"],
    ['\u201cit\u2019s\u201d', '"it\'s"'],
    ['x\u2019 --sev 1 \u2018y', "x' --sev 1 'y"],
  ])('takes the quotes of a phone for words, and never for the end of them: %j', (title, read) => {
    const call = parse(String(declareCommand({ title, sev: '2' })), COMMANDS);
    expect(call.args).toMatchObject({ title: read, severity: 2 });
  });

  test('makes one of what is too long, too', () => {
    const text = declareCommand({ title: 'long '.repeat(400), sev: '2' });
    const { title } = parse(String(text), COMMANDS).args as { title: string };
    expect([title.length, title.at(-1)]).toEqual([149, 'g']);
  });

  test('makes an update with the time of the next, and none of nothing', () => {
    const text = updateCommand(3, { text: 'it is\nback', next: '30m' });
    expect(text).toBe("incident update 3 'it is back' --next 30m");
    expect(updateCommand(3, { text: 'back', next: 'usual' })).toBe('incident update 3 back');
    expect(updateCommand(3, { text: ' -- ', next: '30m' })).toEqual({ text: expect.any(String) });
    expect(declareCommand({ title: '', sev: '2' })).toEqual({ title: expect.any(String) });
    expect(declareCommand({ title: 'x', sev: '9' })).toEqual({ sev: expect.any(String) });
  });

  test('makes an alert somebody’s who was chosen, and nobody’s else', () => {
    const text = assignCommand(12, { person: 'U0BOB' });
    expect(text).toBe('incident assign 12 U0BOB');
    const { command, args } = parse(String(text), COMMANDS);
    expect([command.name, args]).toEqual(['incident assign', { number: 12, userId: 'U0BOB' }]);
    for (const person of ['', 'bob', 'U0BOB --x', 'U0BOB\nU0EVE', '<!channel>']) {
      expect(assignCommand(12, { person })).toEqual({ person: 'Choose somebody.' });
    }
    expect(assignCommand(12, {})).toEqual({ person: 'Choose somebody.' });
  });

  test('names the alert whose person is to be chosen, as it is written, and has to be chosen', () => {
    const words = '*web* <!channel> crashes';
    const view = assertView(assignView({ number: 999_999_999, words }, '{}'), 'modal');
    expect(view).toMatchObject({
      title: { text: 'Assign alert 999999999' },
      blocks: [
        { text: { type: 'plain_text', text: `Alert 999999999: ${words}` } },
        { optional: false, element: { type: 'users_select', action_id: 'person' } },
      ],
    });
    assertView(assignView({ number: 1, words: 'x'.repeat(5_000) }, '{}'), 'modal');
    const wordless = assignView({ number: 1, words: '' }, '{}');
    expect(wordless).toMatchObject({ blocks: [{ text: { text: 'Alert 1' } }, {}] });
  });

  test('begins with what the message says, as far as it fits', () => {
    expect(JSON.stringify(declareView('down\n'.repeat(100), '{}'))).toContain('down down');
    expect(JSON.stringify(declareView('', '{}'))).not.toContain('initial_value');
  });
});

describe('a button of an incident', () => {
  const all = [1, 2, 3, 4].flatMap((severity) =>
    (['open', 'resolved'] as const).map((state) =>
      incidentButtons(incidentOf({ severity: severity as 1 | 2 | 3 | 4, state })),
    ),
  );

  test('stands for a command that could be typed', () => {
    const values = [...JSON.stringify(all).matchAll(/"value":"([a-z]+ [^"]+)"/gu)];
    expect(values.length).toBeGreaterThan(20);
    for (const [, value = ''] of values) {
      const command = commandOfIncidentButton(value);
      expect(parse(command ?? '', COMMANDS).text).toBe(command);
    }
  });

  test('has at most four beside it, and a menu of at most five', () => {
    for (const [actions] of all) {
      const { elements } = actions as { elements: { options?: unknown[] }[] };
      expect(elements.length).toBeLessThanOrEqual(4);
      for (const { options = [] } of elements) expect(options.length).toBeLessThanOrEqual(5);
    }
  });

  test.each(['resolve', 'resolve 1 2', 'sev 1', 'sev 1 5', 'declare 1', 'lead 1 U0BOB', 'lead 01'])(
    'is none of ours with %j',
    (value) => {
      expect(commandOfIncidentButton(value)).toBeUndefined();
    },
  );
});

describe('figures', () => {
  test('are means over those that were led and those that are over', () => {
    const incidents = [
      incidentOf({ ledAtMs: 2 * MINUTE, resolvedAtMs: 60 * MINUTE, state: 'resolved' }),
      incidentOf({ ledAtMs: 4 * MINUTE, resolvedAtMs: 120 * MINUTE, state: 'resolved' }),
      incidentOf({ severity: 1 }),
    ];
    expect(figuresOf(incidents)).toEqual({
      ...{ incidents: 3, open: 1, mttaMs: 3 * MINUTE, mttrMs: 90 * MINUTE },
    });
    const table = writeFigures(incidents);
    expect(table).toMatch(/SEV 1 +1 +1 +- +-/u);
    expect(table).toMatch(/SEV 2 +2 +0 +3 min +1 h 30 min/u);
    expect(table).toMatch(/all +3 +1 +3 min +1 h 30 min/u);
  });
});
