import { describe, expect, test } from '@jest/globals';
import { rootCause, shortTrace } from '../../../bot/kafka/trace.ts';

const TRACE = `org.apache.kafka.connect.errors.ConnectException: Tolerance exceeded in error handler
\tat org.apache.kafka.connect.A.one(A.java:1)
\tat org.apache.kafka.connect.A.two(A.java:2)
\tat org.apache.kafka.connect.A.three(A.java:3)
\tat org.apache.kafka.connect.A.four(A.java:4)
\tat java.base/java.lang.Thread.run(Thread.java:840)
Caused by: org.postgresql.util.PSQLException: ERROR: relation "orders" does not exist
  Position: 15
\tat org.postgresql.B.one(B.java:1)
\t... 10 more
Caused by: java.io.EOFException
\tat c.C.one(C.java:1)
`;

describe('a stack trace', () => {
  test('is cut to its exceptions and the first frames of each', () => {
    expect(shortTrace(TRACE)).toEqual([
      'org.apache.kafka.connect.errors.ConnectException: Tolerance exceeded in error handler',
      '    at org.apache.kafka.connect.A.one(A.java:1)',
      '    at org.apache.kafka.connect.A.two(A.java:2)',
      '    at org.apache.kafka.connect.A.three(A.java:3)',
      '    ... 2 more',
      'Caused by: org.postgresql.util.PSQLException: ERROR: relation "orders" does not exist',
      'Position: 15',
      '    at org.postgresql.B.one(B.java:1)',
      '    ... 10 more',
      'Caused by: java.io.EOFException',
      '    at c.C.one(C.java:1)',
    ]);
  });

  test('has its innermost cause as what failed in the end', () => {
    expect(rootCause(TRACE)).toBe('java.io.EOFException');
    expect(rootCause('java.lang.Error: alone\n\tat a.B(B:1)')).toBe('java.lang.Error: alone');
    expect(rootCause('')).toBe('');
  });

  test('without an end has one here', () => {
    const many = Array.from(
      { length: 50 },
      (_, index) => `Caused by: x.E${index}: ${'y'.repeat(9_000)}`,
    );
    const lines = shortTrace(['x.First', ...many].join('\n'));
    expect(lines.at(-1)).toBe('(more causes)');
    expect(lines.join('\n').length).toBeLessThan(5_000);
  });
});
