// People's names in what is shown: on one line, bounded, and the id where there is no name.

import { expect, test } from '@jest/globals';
import { OperatorError } from '../../bot/errors.ts';
import { personName, withNames } from '../../bot/person-name.ts';
import type { Directory, Person } from '../../bot/ports.ts';

const PERSON: Person = {
  ...{ teamId: 'T0', userId: 'U0BOB', name: 'bob', userGroups: [] },
  ...{ isBot: false, isGuest: false, isStranger: false, isDeleted: false },
};

function directoryOf(name: string): Directory {
  return { person: async () => ({ ...PERSON, name }), channelName: async () => '' };
}

test.each([
  ['bob', 'bob'],
  ['  bob\n  the\tbuilder ', 'bob the builder'],
  ['bob\u202e\u0007', 'bob'],
  ['b'.repeat(100), `${'b'.repeat(38)} …`],
  ['', undefined],
])('%j is shown as %j', async (name, shown) => {
  expect(await personName(directoryOf(name), 'T0', 'U0BOB')).toBe(shown);
});

test('whoever Slack does not tell has no name', async () => {
  const person = async (): Promise<Person> => {
    throw new OperatorError({ what: 'no', why: 'no', fix: 'no' });
  };
  expect(await personName({ ...directoryOf(''), person }, 'T0', 'U0BOB')).toBeUndefined();
});

test('ids in words become names, each asked for once, and words in capitals do not', async () => {
  const asked: string[] = [];
  const nameOf = async (id: string) => {
    asked.push(id);
    return id === 'U0BOB' ? 'bob' : undefined;
  };
  const text =
    'U0BOB, until 22:00 (UTC+9): U0BOB saves 3 USD; W012AB3CD is UNKNOWN; deployment/U0BOB-1';
  expect(await withNames(text, nameOf)).toBe(
    'bob, until 22:00 (UTC+9): bob saves 3 USD; W012AB3CD is UNKNOWN; deployment/U0BOB-1',
  );
  expect(asked).toEqual(['U0BOB', 'W012AB3CD']);
});
