// What those who look after a Kafka may change in it, over real brokers: every request a file of our own, each sent once.

import type { KafkaChanges } from '../../admin-changes.ts';
import { askCoordinator } from './ask-coordinator.ts';
import type { Connections } from './connections.ts';
import { errorName } from './error-codes.ts';
import { alterClientQuotasRequest } from './requests/alter-client-quotas.ts';
import { alterReassignmentsRequest } from './requests/alter-reassignments.ts';
import { createPartitionsRequest } from './requests/create-partitions.ts';
import { createTopicsRequest } from './requests/create-topics.ts';
import { electLeadersRequest } from './requests/elect-leaders.ts';
import { incrementalAlterConfigsRequest } from './requests/incremental-alter-configs.ts';
import { leaveGroupRequest } from './requests/leave-group.ts';
import { offsetCommitRequest } from './requests/offset-commit.ts';
import { offsetDeleteRequest } from './requests/offset-delete.ts';
import { assertMade, assertMadeOrTried, sendChange, sendChangeAny } from './send-change.ts';

export function createChanges(connections: Connections): KafkaChanges {
  return {
    alterConfigs: async (resource, changes, validateOnly) => {
      const request = incrementalAlterConfigsRequest({ resource, changes, validateOnly });
      // A broker takes settings of its own alone.
      const isOfBroker = resource.type === 'broker';
      await assertMadeOrTried(
        isOfBroker
          ? sendChange(connections, Number(resource.name), request)
          : sendChangeAny(connections, request),
        `change settings of ${resource.type} ${resource.name}`,
        validateOnly,
      );
    },
    commitOffsets: (groupId, offsets) =>
      askCoordinator(connections, groupId, async (coordinator) =>
        assertMade(
          await sendChange(connections, coordinator, offsetCommitRequest(groupId, offsets)),
          `commit offsets of group ${groupId}`,
          LOST_IN_THE_LOG,
        ),
      ),
    deleteOffsets: (groupId, partitions) =>
      askCoordinator(connections, groupId, async (coordinator) =>
        assertMade(
          await sendChange(connections, coordinator, offsetDeleteRequest(groupId, partitions)),
          `delete offsets of group ${groupId}`,
          LOST_IN_THE_LOG,
        ),
      ),
    removeMember: (groupId, { memberId, instanceId }) =>
      askCoordinator(connections, groupId, async (coordinator) => {
        const member = {
          ...{ groupId, generationId: -1, groupInstanceId: instanceId },
          memberId: instanceId === null ? memberId : '', // of a static one its own id is not asked
        };
        const { errorCode, members } = await sendChange(
          connections,
          coordinator,
          leaveGroupRequest(member),
        );
        const answers = errorCode === 0 ? members : [{ errorCode }];
        assertMade(answers, `remove a member of group ${groupId}`);
      }),
    createTopic: async (topic, validateOnly) => {
      const request = createTopicsRequest({ topic, timeoutMs: TIMEOUT_MS, validateOnly });
      const sent = sendChangeAny(connections, request);
      await assertMadeOrTried(sent, `create topic ${topic.name}`, validateOnly);
    },
    addPartitions: async (topic, count, validateOnly) => {
      const request = createPartitionsRequest({
        ...{ topic, count, timeoutMs: TIMEOUT_MS, validateOnly },
      });
      const sent = sendChangeAny(connections, request);
      await assertMadeOrTried(sent, `add partitions to topic ${topic}`, validateOnly);
    },
    electPreferred: async (partitions) => {
      const answers = await sendChangeAny(connections, electLeadersRequest(partitions, TIMEOUT_MS));
      const made = answers.filter(
        ({ errorCode }) => errorName(errorCode) !== 'ELECTION_NOT_NEEDED',
      );
      assertMade(made, 'elect preferred leaders');
    },
    placeReplicas: async (placements) => {
      const request = alterReassignmentsRequest(placements, TIMEOUT_MS);
      assertMade(await sendChangeAny(connections, request), 'reassign replicas');
    },
    alterQuotas: async (entity, changes, validateOnly) => {
      const request = alterClientQuotasRequest({ entity, changes, validateOnly });
      await assertMadeOrTried(sendChangeAny(connections, request), 'change quotas', validateOnly);
    },
  };
}

/** How long a broker waits for the controller. */
const TIMEOUT_MS = 5_000;

/** As a coordinator also calls it when too few replicas took, in time, what it has written already. */
const LOST_IN_THE_LOG = ['COORDINATOR_NOT_AVAILABLE'];
