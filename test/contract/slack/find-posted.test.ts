// How far a look for a message of our own goes, and what is made of a refusal: over a client that answers as it is told.

import { expect, test } from '@jest/globals';
import { webApi } from '@slack/bolt';
import { deliveryOf } from '../../../bot/adapters/slack/chat.ts';
import { findPosted } from '../../../bot/adapters/slack/find-posted.ts';
import { ALICE } from './edge.ts';

const NOW_MS = 1_900_000_000_000;

async function look(answer: (call: number) => unknown) {
  const asked: Record<string, unknown>[] = [];
  const history = async (wanted: Record<string, unknown>) => {
    asked.push(wanted);
    return answer(asked.length);
  };
  const client = { conversations: { history, replies: history } };
  const found = await findPosted(client as unknown as webApi.WebClient, ALICE, {
    ...{ key: 'one', sinceMs: NOW_MS, meaningOf: deliveryOf },
  });
  return { found, asked };
}

function refusal(error: string): Error {
  return new webApi.WebAPIPlatformError({ ok: false, error });
}

test('a look ends after ten pages of what others have said, each asked for once, five minutes before the wish at the furthest', async () => {
  const { found, asked } = await look((call) => ({
    ...{
      messages: [{ ts: '1.1', metadata: { event_type: 'other', event_payload: { key: 'one' } } }],
    },
    response_metadata: { next_cursor: `after ${call}` },
  }));
  expect(found).toEqual({ kind: 'none' });
  expect(asked.map(({ cursor }) => cursor)).toEqual([
    undefined,
    ...[1, 2, 3, 4, 5, 6, 7, 8, 9].map((call) => `after ${call}`),
  ]);
  expect(new Set(asked.map(({ oldest, limit }) => `${oldest} ${limit}`))).toEqual(
    new Set(['1899999700.000000 200']),
  );
});

test.each(['missing_scope', 'no_permission', 'access_denied', 'a_refusal_of_tomorrow'])(
  'what Slack does not let the bot look at is not waited for: %s',
  async (error) => {
    const { found, asked } = await look(() => {
      throw refusal(error);
    });
    expect([found, asked.length]).toEqual([{ kind: 'none' }, 1]);
  },
);

test.each(['token_revoked', 'invalid_auth', 'internal_error'])(
  'what may be found later is waited for: %s',
  async (error) => {
    const { found, asked } = await look(() => {
      throw refusal(error);
    });
    expect([found, asked.length]).toEqual([{ kind: 'unsure', reason: error }, 1]);
  },
);
