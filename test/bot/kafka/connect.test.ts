// Nothing is asked of a Connect or done to it that no access names.

import { describe, expect, test } from '@jest/globals';
import type { KafkaAccess } from '../../../bot/kafka/access.ts';
import { type Connect, guardConnect } from '../../../bot/kafka/connect.ts';
import { afterRestart, statesNow } from '../../../bot/kafka/connect-change.ts';

const describing = (name: string): KafkaAccess => ({
  ...{ operation: 'Describe', resourceType: 'Connector', name },
});
const altering = (name: string): KafkaAccess => ({
  ...{ operation: 'Alter', resourceType: 'Connector', name },
});
const CALLS: readonly (readonly [string, (connect: Connect) => Promise<unknown>, KafkaAccess])[] = [
  ['connectors', (of) => of.connectors(), { operation: 'Describe', resourceType: 'Connector' }],
  ['connector', (of) => of.connector('a'), describing('a')],
  ['settings', (of) => of.settings('a'), describing('a')],
  ['pause', (of) => of.pause('a'), altering('a')],
  ['resume', (of) => of.resume('a'), altering('a')],
  ['restart', (of) => of.restart('a', { includeTasks: true, onlyFailed: false }), altering('a')],
  ['restartTask', (of) => of.restartTask('a', 0), altering('a')],
];

describe('the guard of a Connect', () => {
  test.each(CALLS)(
    'passes %s with the access that names it, and with no other',
    async (name, call, access) => {
      const made: string[] = [];
      const connect = new Proxy({} as Connect, {
        get: (_target, method) => async () => void made.push(String(method)),
      });
      const others: readonly KafkaAccess[] = [
        ...[
          describing('b'),
          altering('b'),
          { operation: 'Alter', resourceType: 'Cluster' } as const,
        ],
        ...(access.operation === 'Alter' ? [describing('a')] : [altering('a')]),
        ...(access.name === undefined ? [describing('a')] : []),
        { operation: 'Describe', resourceType: 'Topic' },
      ];
      await expect(call(guardConnect(connect, others))).rejects.toThrow('no access of the command');
      expect(made).toEqual([]);
      await call(guardConnect(connect, [access]));
      expect(made).toEqual([name]);
    },
  );
});

describe('what is read back of a restart', () => {
  const status = (state: string, task: string) => ({
    ...{ name: 'a', type: 'sink', state, worker: 'w:1', trace: undefined },
    tasks: [{ id: 0, state: task, worker: 'w:1', trace: undefined }],
  });
  const value = (of: string, before: string) => ({ of, before, after: afterRestart(before) });

  test('is told by its state where it had failed', () => {
    const values = [value('task 0', 'FAILED')];
    expect(statesNow(values, status('RUNNING', 'RUNNING'))).toEqual([values[0]?.after]);
    expect(statesNow(values, status('RUNNING', 'FAILED'))).toEqual(['FAILED']);
  });

  test('is neither as before nor as wished where it ran: nobody can tell', () => {
    const values = [value('connector', 'RUNNING')];
    const [seen] = statesNow(values, status('RUNNING', 'RUNNING'));
    expect(seen).toContain('does not tell whether it was restarted');
    expect([values[0]?.before, values[0]?.after]).not.toContain(seen);
  });

  test('is nothing where it is gone', () => {
    expect(statesNow([value('task 3', 'FAILED')], status('RUNNING', 'RUNNING'))).toEqual([
      undefined,
    ]);
    expect(statesNow([value('connector', 'FAILED')], undefined)).toEqual([undefined]);
  });
});
