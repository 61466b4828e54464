// Transactions as their coordinators know them, and producers as the leaders of partitions do.

import type { Gathered } from '../../admin.ts';
import type {
  FoundProducers,
  ListedTransaction,
  TransactionState,
} from '../../admin-transactions.ts';
import { KafkaError } from '../../kafka-error.ts';
import { gather } from './ask-brokers.ts';
import type { Connections } from './connections.ts';
import { errorName, throwOnError } from './error-codes.ts';
import { groupByLeader } from './leaders.ts';
import type { TopicPartition } from './request.ts';
import { describeProducersRequest } from './requests/describe-producers.ts';
import { describeTransactionsRequest } from './requests/describe-transactions.ts';
import { listTransactionsRequest } from './requests/list-transactions.ts';

/** As Apache Kafka's own tool asks: a broker with thousands of partitions is not to be held up by one question. */
const AT_ONCE = 500;

export async function gatherTransactions(
  connections: Connections,
): Promise<Gathered<ListedTransaction>> {
  const { found, silent } = await gather(
    connections,
    async (node): Promise<readonly ListedTransaction[]> => {
      const answer = await connections.send(node, listTransactionsRequest());
      throwOnError(answer.errorCode, `list the transactions of broker ${node}`);
      return answer.transactions.map((each) => ({ ...each, coordinator: node }));
    },
  );
  const inOrder = found.toSorted((one, other) =>
    one.transactionalId < other.transactionalId ? -1 : 1,
  );
  return { found: inOrder, silent };
}

export async function describeTransaction(
  connections: Connections,
  transactionalId: string,
): Promise<TransactionState | undefined> {
  const coordinator = await connections.coordinatorOf('transaction', transactionalId);
  const [found] = await connections.send(
    coordinator,
    describeTransactionsRequest([transactionalId]),
  );
  if (found === undefined) return undefined;
  const { errorCode, ...state } = found;
  if (errorName(errorCode) === 'TRANSACTIONAL_ID_NOT_FOUND') return undefined;
  throwOnError(errorCode, `describe the transaction of ${transactionalId}`);
  return { ...state, coordinator };
}

export async function findProducers(
  connections: Connections,
  partitions: readonly TopicPartition[],
): Promise<FoundProducers> {
  const byLeader = await groupByLeader(connections, partitions);
  const answers = await Promise.all(
    [...byLeader].map(([leader, led]) => producersOf(connections, leader, led)),
  );
  return {
    found: answers.flatMap(({ found }) => found),
    unknown: answers.flatMap(({ unknown }) => unknown),
  };
}

async function producersOf(
  connections: Connections,
  leader: number,
  partitions: readonly TopicPartition[],
): Promise<FoundProducers> {
  const missing = (code: string) => partitions.map((each) => ({ ...each, code }));
  if (leader < 0) return { found: [], unknown: missing('LEADER_NOT_AVAILABLE') };
  try {
    const described = [];
    for (let from = 0; from < partitions.length; from += AT_ONCE) {
      const some = partitions.slice(from, from + AT_ONCE);
      described.push(...(await connections.send(leader, describeProducersRequest(some))));
    }
    return {
      found: described.flatMap(({ producers }) => producers),
      unknown: described
        .filter(({ errorCode }) => errorCode !== 0)
        .map(({ topic, partition, errorCode }) => ({
          ...{ topic, partition, code: errorName(errorCode) },
        })),
    };
  } catch (error) {
    if (!(error instanceof KafkaError)) throw error;
    return { found: [], unknown: missing(error.code) };
  }
}
