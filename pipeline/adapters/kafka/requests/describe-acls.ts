// DescribeAcls: who may do what, for the resources that a filter names. Version 2 is of Kafka 2.4.
import type {
  AclFilter,
  AclPatternType,
  AclResourceType,
  AclsOfResource,
} from '../../../admin-security.ts';
import type { Request } from '../request.ts';
import { createWriter, type Reader } from '../wire.ts';

/** By their codes: https://github.com/apache/kafka/tree/trunk/clients/src/main/java/org/apache/kafka/common/{acl,resource} */
const RESOURCE_TYPES: readonly AclResourceType[] = [
  ...(['UNKNOWN', 'ANY', 'TOPIC', 'GROUP', 'CLUSTER'] as const),
  ...(['TRANSACTIONAL_ID', 'DELEGATION_TOKEN', 'USER'] as const),
];
const PATTERN_TYPES: readonly AclPatternType[] = [
  ...(['UNKNOWN', 'ANY', 'MATCH', 'LITERAL', 'PREFIXED'] as const),
];
const OPERATIONS = [
  ...['UNKNOWN', 'ANY', 'ALL', 'READ', 'WRITE', 'CREATE', 'DELETE', 'ALTER', 'DESCRIBE'],
  ...['CLUSTER_ACTION', 'DESCRIBE_CONFIGS', 'ALTER_CONFIGS', 'IDEMPOTENT_WRITE'],
  ...['CREATE_TOKENS', 'DESCRIBE_TOKENS', 'TWO_PHASE_COMMIT'],
];
const PERMISSIONS = ['UNKNOWN', 'ANY', 'DENY', 'ALLOW'];
const ANY = 1;

export function describeAclsRequest(filter: AclFilter): Request<{
  readonly errorCode: number;
  readonly resources: readonly AclsOfResource[];
}> {
  const { resourceType = 'ANY', name = null, patternType = 'ANY', principal = null } = filter;
  return {
    name: 'DescribeAcls',
    key: 29,
    version: 2,
    isFlexible: true,
    body: createWriter()
      .int8(RESOURCE_TYPES.indexOf(resourceType))
      .compactString(name)
      .int8(PATTERN_TYPES.indexOf(patternType))
      .compactString(principal)
      .compactString(null) // from any host
      .int8(ANY) // operation
      .int8(ANY) // permission
      .tags()
      .done(),
    read: (answer) => {
      answer.int32(); // throttle time
      const errorCode = answer.int16();
      answer.compactString(); // the error in words
      const resources = answer.compactArray(() => readResource(answer));
      return { errorCode, resources };
    },
  };
}

function readResource(answer: Reader): AclsOfResource {
  const resourceType = RESOURCE_TYPES[answer.int8()] ?? 'UNKNOWN';
  const name = answer.compactString() ?? '';
  const patternType = PATTERN_TYPES[answer.int8()] ?? 'UNKNOWN';
  const entries = answer.compactArray(() => {
    const principal = answer.compactString() ?? '';
    const host = answer.compactString() ?? '';
    const operation = OPERATIONS[answer.int8()] ?? 'UNKNOWN';
    const permission = PERMISSIONS[answer.int8()] ?? 'UNKNOWN';
    answer.tags();
    return { principal, host, operation, permission };
  });
  answer.tags();
  return { resourceType, name, patternType, entries };
}
