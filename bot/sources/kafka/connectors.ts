// Connectors of a Kafka Connect that have failed, or tasks of them. Pure.

import type { ConnectorStatus } from '../../kafka/connect.ts';
import type { Finding } from '../polled.ts';
import { groupOf, type KafkaWhere, labelsOf } from './where.ts';

export const CONNECTOR = 'ConnectorFailed';

export function connectorFindings(
  connectors: readonly ConnectorStatus[],
  where: KafkaWhere,
): readonly Finding[] {
  return connectors.flatMap(({ name, state, trace, tasks, type }) => {
    const failed = tasks.filter((task) => task.state === 'FAILED');
    if (state !== 'FAILED' && failed.length === 0) return [];
    const what =
      state === 'FAILED' ? 'has failed' : `has ${failed.length} of ${tasks.length} tasks failed`;
    const why = firstLine(trace ?? failed[0]?.trace);
    return [
      {
        ...groupOf(CONNECTOR, where, `connector/${name}`),
        severity: 'warning',
        title: `connector ${name} ${what}`,
        lines: [
          ...(why === '' ? [] : [why]),
          ...(failed.length === 0 ? [] : [`Tasks: ${failed.map(({ id }) => id).join(', ')}`]),
        ],
        labels: labelsOf(CONNECTOR, where, { connector: name, type }),
      },
    ];
  });
}

/** What was thrown; the rest of a trace says where in Java. */
function firstLine(trace: string | undefined): string {
  return (trace ?? '').split('\n', 1)[0]?.slice(0, 300).toWellFormed().trim() ?? '';
}
