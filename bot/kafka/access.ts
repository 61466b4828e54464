// One thing that a command will do to a Kafka, in the words of Kafka's own ACLs (https://kafka.apache.org/documentation/#security_authz).
// Policy decides over each, and the handle of the run passes nothing that none of them names. Pure.

export type KafkaOperation =
  | 'Read'
  | 'Write'
  | 'Create'
  | 'Delete'
  | 'Alter'
  | 'Describe'
  | 'DescribeConfigs'
  | 'AlterConfigs';

/** A connector has no ACLs of Kafka's; it is spoken of in their words all the same: Describe, and Alter to change how it runs. */
export type KafkaResourceType = 'Cluster' | 'Topic' | 'Group' | 'TransactionalId' | 'Connector';

export interface KafkaAccess {
  readonly operation: KafkaOperation;
  readonly resourceType: KafkaResourceType;
  /** Absent: any name. A cluster has none. */
  readonly name?: string;
  /**
   * Needed by the command's own work and covered by the decision over the others, for example where a topic's log lies to say
   * how large it is: bounds what may be requested, is not itself asked of policy. Never for a change.
   */
  readonly implied?: boolean;
}

/** `Describe Topic orders`, `Describe Cluster`, `Describe Topic *` for any. */
export function describeKafkaAccess({ operation, resourceType, name }: KafkaAccess): string {
  return [operation, resourceType, name ?? (resourceType === 'Cluster' ? '' : '*')]
    .filter(Boolean)
    .join(' ');
}

/** @returns what throws unless the accesses name all that it is given: the one gate of the handles to a Kafka. */
export function needAccesses(
  accesses: readonly KafkaAccess[],
): (...wanted: readonly KafkaAccess[]) => void {
  return (...wanted) => {
    const missing = wanted.find((access) => !covers(accesses, access));
    if (missing !== undefined) {
      throw new Error(`no access of the command names ${describeKafkaAccess(missing)}`);
    }
  };
}

/** Whether one of the accesses names what is wanted; a wish without a name is for every name. */
export function covers(
  accesses: readonly KafkaAccess[],
  { operation, resourceType, name }: KafkaAccess,
): boolean {
  return accesses.some(
    (access) =>
      access.operation === operation &&
      access.resourceType === resourceType &&
      (access.name === undefined || access.name === name),
  );
}
