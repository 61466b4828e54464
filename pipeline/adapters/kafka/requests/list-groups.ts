// ListGroups: the groups that one broker coordinates. States are told from version 4 on (Kafka 2.6), types from 5 on (3.8).
import type { ListedGroup } from '../../../admin.ts';
import type { Request } from '../request.ts';
import { createWriter } from '../wire.ts';

export const LIST_GROUPS = { key: 16, versions: [5, 4, 3] } as const;

export function listGroupsRequest(version: (typeof LIST_GROUPS.versions)[number]): Request<{
  readonly errorCode: number;
  readonly groups: readonly Omit<ListedGroup, 'coordinator'>[];
}> {
  const writer = createWriter();
  if (version >= 4) writer.compactArray([], () => {}); // any state
  if (version >= 5) writer.compactArray([], () => {}); // any type
  return {
    name: 'ListGroups',
    key: LIST_GROUPS.key,
    version,
    isFlexible: true,
    body: writer.tags().done(),
    read: (answer) => {
      answer.int32(); // throttle time
      const errorCode = answer.int16();
      const groups = answer.compactArray(() => {
        const groupId = answer.compactString() ?? '';
        const protocolType = answer.compactString() ?? '';
        const state = version >= 4 ? (answer.compactString() ?? '') : '';
        const type = version >= 5 ? (answer.compactString() ?? '') : '';
        answer.tags();
        return { groupId, protocolType, state, type };
      });
      return { errorCode, groups };
    },
  };
}
