import { describe, expect, test } from '@jest/globals';
import { OperatorError } from '../../../bot/errors.ts';
import type { ConnectorStatus } from '../../../bot/kafka/connect.ts';
import { planOf, watchingStates } from '../../../bot/kafka/connect-change.ts';
import { kafkaContext } from './kafka-context.ts';

const RUNNING: ConnectorStatus = {
  ...{ name: 'a', type: 'sink', state: 'RUNNING', worker: 'w:1', trace: undefined, tasks: [] },
};
const VALUES = [{ of: 'connector', before: 'RUNNING', after: 'PAUSED' }];
const LATE = new OperatorError({ what: 'x', why: 'No whole answer came in time.', fix: 'x' });

describe('a connector whose change was taken', () => {
  test('is told as it is when the time is up', async () => {
    expect(await followed(async () => RUNNING)).toBe('It was taken; connector is RUNNING yet.\n');
  });

  test('is told to be gone when its worker does not know it', async () => {
    expect(await followed(async () => undefined)).toContain('connector is not there now');
  });

  test('is not told to be gone when it could not be looked at', async () => {
    const refuse = async () => {
      throw LATE;
    };
    expect(await followed(refuse)).toBe(
      'It was taken; what came of it could not be looked at: No whole answer came in time. "kafka connector a" shows it.\n',
    );
  });

  test('is not told by an old look when it could not be looked at any more', async () => {
    const looks = [RUNNING];
    const look = async () => {
      const found = looks.shift();
      if (found === undefined) throw LATE;
      return found;
    };
    expect(await followed(look)).toContain('could not be looked at');
  });

  test('is looked at again when one look came to nothing', async () => {
    let asked = 0;
    const look = async () => {
      asked += 1;
      if (asked === 1) throw LATE;
      return { ...RUNNING, state: 'PAUSED' };
    };
    expect(await followed(look)).toBe('');
  });
});

async function followed(connector: () => Promise<ConnectorStatus | undefined>): Promise<string> {
  const plan = planOf(RUNNING, { values: VALUES, summary: 'Pause', kafka: 'one' });
  return await watchingStates.follow({ name: 'a' }, plan, kafkaContext({ connect: { connector } }));
}
