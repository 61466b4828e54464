import { describe, expect, test } from '@jest/globals';
import { onCall, onCallProblems } from '../../../bot/config/on-call.ts';
import { pager } from '../../../bot/config/pagers.ts';

const KEY = { routingKey: { variable: 'KEY' } };

describe('a pager', () => {
  test('of PagerDuty is at its own address unless said', () => {
    expect(pager.parse({ kind: 'pagerduty', ...KEY }).endpoint.url).toBe(
      'https://events.pagerduty.com/v2/enqueue',
    );
  });

  test.each([
    [{ kind: 'pagerduty' }, 'set "routingKey": where the integration key is'],
    [{ kind: 'json' }, 'set "endpoint": where a pager of kind json is'],
    [
      { kind: 'json', ...KEY, endpoint: { url: 'https://p.example' } },
      '"routingKey" is for a pager of kind pagerduty',
    ],
    [
      { kind: 'pagerduty', ...KEY, endpoint: { url: 'http://p.example' } },
      'a secret is sent over https only',
    ],
    [
      { kind: 'json', endpoint: { url: 'http://p.example', bearer: { variable: 'KEY' } } },
      'a secret is sent over https only',
    ],
    [
      { kind: 'pagerduty', routingKey: 'R0UTINGKEY' },
      'where the secret is: either "file: PATH" or "variable: NAME", never the secret itself',
    ],
  ])('%j is refused', (settings, why) => {
    expect(pager.safeParse(settings).error?.issues.map(({ message }) => message)).toEqual([why]);
  });
});

test('a step that names a pager that there is not, or calls nobody, is refused', () => {
  const settings = onCall.parse({
    pagers: { duty: { kind: 'pagerduty', ...KEY } },
    escalations: { shop: { steps: [{ pager: 'duty' }, { pager: 'other' }] } },
  });
  expect(onCallProblems(settings)).toEqual([
    'onCall.escalations.shop.steps.1: there is no pager "other" (known: duty)',
  ]);
  expect(onCall.safeParse({ escalations: { shop: { steps: [{ after: '5m' }] } } }).success).toBe(
    false,
  );
});
