// IncrementalAlterConfigs (KIP-339): changes the named settings of one resource and leaves all its others, unlike AlterConfigs.
import type { ConfigResource } from '../../../admin.ts';
import type { ConfigChange } from '../../../admin-changes.ts';
import type { Request } from '../request.ts';
import { createWriter } from '../wire.ts';
import { RESOURCE_TYPES } from './describe-configs.ts';

const SET = 0;
const DELETE = 1;

export function incrementalAlterConfigsRequest(options: {
  readonly resource: ConfigResource;
  readonly changes: readonly ConfigChange[];
  readonly validateOnly: boolean;
}): Request<readonly { readonly errorCode: number; readonly said: string | null }[]> {
  const { resource, changes, validateOnly } = options;
  const writer = createWriter();
  writer
    .compactArray([resource], ({ type, name }) => {
      writer
        .int8(RESOURCE_TYPES[type])
        .compactString(name)
        .compactArray(changes, ({ name: key, value }) => {
          const operation = value === null ? DELETE : SET;
          writer.compactString(key).int8(operation).compactString(value).tags();
        })
        .tags();
    })
    .boolean(validateOnly)
    .tags();
  return {
    name: 'IncrementalAlterConfigs',
    key: 44,
    version: 1,
    isFlexible: true,
    body: writer.done(),
    read: (answer) => {
      answer.int32(); // throttle time
      return answer.compactArray(() => {
        const errorCode = answer.int16();
        const said = answer.compactString();
        answer.int8();
        answer.compactString();
        answer.tags();
        return { errorCode, said };
      });
    },
  };
}
