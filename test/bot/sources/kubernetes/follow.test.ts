// Following one kind of a server that misbehaves: nothing is passed over, nothing is asked without a pause, and silence is noticed.

import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, describe, expect, test } from '@jest/globals';
import {
  type ApiRequest,
  type KubernetesApi,
  StatusError,
} from '../../../../bot/kubernetes/api.ts';
import { createFollower, type Follower } from '../../../../bot/sources/kubernetes/follow.ts';
import { KINDS } from '../../../../bot/sources/kubernetes/kinds.ts';
import { WATCH_SECONDS } from '../../../../bot/sources/kubernetes/watch-events.ts';

type Answer = object | Error;
/** Lines of a watch; `hangs` says nothing more and does not end. */
type Watch = { readonly lines: readonly object[]; readonly hangs?: true } | Error;

interface Script {
  readonly lists?: readonly Answer[];
  readonly watches?: readonly Watch[];
  readonly version?: string;
  readonly kind?: string;
}

const ended = new Error('stopped');
let ending: AbortController | undefined;

afterEach(() => ending?.abort(ended));

function status(code: number): StatusError {
  return new StatusError({ message: `status ${code}`, reason: '', code });
}

const listed = (version: string, ...names: readonly string[]) => ({
  metadata: { resourceVersion: version },
  items: names.map((name) => ({ metadata: { name, uid: name } })),
});
const added = (name: string, version: string) => ({
  ...{ type: 'ADDED', object: { metadata: { name, uid: name, resourceVersion: version } } },
});

interface Following {
  readonly follower: Follower;
  readonly asked: readonly string[];
  readonly seen: readonly string[];
  readonly slept: readonly number[];
  readonly problems: readonly string[];
}

/** Plays the script; when it is at its end the follower waits for ever. */
async function follow(script: Script): Promise<Following> {
  const stop = new AbortController();
  ending = stop;
  const [lists, watches] = [[...(script.lists ?? [])], [...(script.watches ?? [])]];
  const [asked, seen, problems]: [string[], string[], string[]] = [[], [], []];
  const slept: number[] = [];
  const kind = KINDS.find((each) => each.kind === (script.kind ?? 'Pod'));
  if (kind === undefined) throw new Error('no such kind');
  const forEver = () => new Promise<never>(() => {});
  let nowMs = 0;
  const api: KubernetesApi = {
    read: forEver,
    request: async ({ query = {} }: ApiRequest) => {
      asked.push(`list ${query.resourceVersion ?? query.continue ?? 'now'}`);
      const answer = lists.shift() ?? (await forEver());
      if (answer instanceof Error) throw answer;
      return { status: 200, body: answer, warnings: [] };
    },
    stream: async function* ({ query = {} }: ApiRequest) {
      asked.push(`watch ${query.resourceVersion}`);
      const answer = watches.shift() ?? (await forEver());
      if (answer instanceof Error) throw answer;
      nowMs += 5_000;
      const text = answer.lines.map((line) => `${JSON.stringify(line)}\n`).join('');
      // Cut where no line ends.
      for (const part of [text.slice(0, 7), text.slice(7)]) yield Buffer.from(part);
      if (answer.hangs) await forEver();
    },
  };
  const follower = createFollower({
    ...{ kind, version: script.version, signal: stop.signal, open: () => api },
    clock: {
      nowMs: () => nowMs,
      id: () => '',
      sleep: async (ms) => {
        // Only silence is waited for while a watch says something.
        if (ms === (WATCH_SECONDS + 15) * 1000) return await silence();
        slept.push(ms);
        nowMs += ms;
      },
    },
    room: async () => {},
    onObject: ({ metadata }) => void seen.push(`has ${metadata?.name}`),
    onListed: (uids) => void seen.push(`all ${[...uids].join(' ')}`),
    onEvent: (type, { metadata }) => void seen.push(`${type} ${metadata?.name}`),
    onMoved: () => void seen.push('moved'),
    onProblem: (error) => void problems.push(String((error as Error).message)),
    onRefused: (refusal) => void (refusal && problems.push(`refused: ${refusal.message}`)),
  });
  /** Longer than all that the script says. */
  async function silence(): Promise<void> {
    for (let turns = 0; turns < 50; turns += 1) await turn();
    if (watches.length === 0 && lists.length === 0) await forEver();
  }
  await follower.begin();
  void follower.follow();
  for (let turns = 0; turns < 1_000; turns += 1) await turn();
  return { follower, asked, seen, slept, problems };
}

describe('a kind', () => {
  test('is listed, page by page, and watched from there', async () => {
    const first = { ...listed('10', 'a'), metadata: { resourceVersion: '10', continue: 'more' } };
    const { asked, seen, follower } = await follow({
      lists: [first, listed('10', 'b')],
      watches: [{ lines: [added('c', '11')] }],
    });
    expect(seen).toEqual(['has a', 'has b', 'all a b', 'put c']);
    expect(asked).toEqual(['list now', 'list more', 'watch 10', 'watch 11']);
    expect(follower.version()).toBe('11');
  });

  test('goes on after a restart from where it stopped', async () => {
    const { asked, seen } = await follow({
      version: '7',
      lists: [listed('7', 'a')],
      watches: [{ lines: [{ ...added('a', '8'), type: 'DELETED' }] }],
    });
    expect(asked.slice(0, 2)).toEqual(['list 7', 'watch 7']);
    expect(seen).toEqual(['has a', 'all a', 'remove a']);
  });

  test.each([410, 400, 500, 504])(
    'is listed as it is now when the place is refused with %d',
    async (code) => {
      const { asked } = await follow({ version: '7', lists: [status(code), listed('20', 'a')] });
      expect(asked).toEqual(['list 7', 'list now', 'watch 20']);
    },
  );

  test('moves on by bookmarks', async () => {
    const bookmark = { type: 'BOOKMARK', object: { metadata: { resourceVersion: '15' } } };
    const { asked, seen } = await follow({
      lists: [listed('10')],
      watches: [{ lines: [bookmark] }],
    });
    expect(asked.at(-1)).toBe('watch 15');
    expect(seen).toEqual(['all ', 'moved']);
  });

  test.each<[string, Watch]>([
    ['as an answer', status(410)],
    ['in the stream', { lines: [{ type: 'ERROR', object: { code: 410 } }] }],
  ])('whose version is gone is listed anew at once: %s', async (_how, gone) => {
    const { asked, slept, problems } = await follow({
      lists: [listed('10'), listed('30', 'a')],
      watches: [gone],
    });
    expect(asked).toEqual(['list now', 'watch 10', 'list now', 'watch 30']);
    expect([slept, problems]).toEqual([[], []]);
  });

  test('goes on from its version when the server breaks, with longer and longer pauses', async () => {
    const broken = new Error('connection reset');
    const { asked, slept, problems } = await follow({
      lists: [listed('10')],
      watches: [broken, status(503), status(429), broken, { lines: [added('a', '11')] }],
    });
    expect(asked).toEqual(['list now', ...Array.from({ length: 5 }, () => 'watch 10'), 'watch 11']);
    expect(slept).toEqual([1_000, 2_000, 4_000, 8_000]);
    expect(problems).toEqual(['connection reset']);
  });

  test('that hangs is given up, and asked again from its version', async () => {
    const { asked, problems, seen } = await follow({
      lists: [listed('10')],
      watches: [{ lines: [added('a', '11')], hangs: true }, { lines: [added('b', '12')] }],
    });
    expect(asked).toEqual(['list now', 'watch 10', 'watch 11', 'watch 12']);
    expect(seen).toEqual(['all ', 'put a', 'put b']);
    expect(problems).toEqual(['the API server keeps a watch open and says nothing']);
  });

  test('that may not be read is said, and asked for seldom', async () => {
    const { problems, slept, follower } = await follow({ lists: [status(403), listed('10')] });
    expect(problems).toEqual(['refused: status 403', 'status 403']);
    expect(slept).toEqual([300_000]);
    expect(follower.isWatched()).toBe(true);
    expect(follower.seenAtMs()).toBeDefined();
  });

  test('that may not be read is not waited for', async () => {
    const { follower } = await follow({ lists: [status(403)] });
    expect(follower.isWatched()).toBe(false);
  });

  test('that not every cluster has is no problem', async () => {
    const { problems, follower } = await follow({ kind: 'Certificate', lists: [status(404)] });
    expect(problems).toEqual([]);
    expect(follower.isWatched()).toBe(false);
  });
});
