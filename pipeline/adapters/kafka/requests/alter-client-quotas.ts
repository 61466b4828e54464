// AlterClientQuotas (KIP-546): what one entity is held to; the quotas that are not named stay.
import type { QuotaChange } from '../../../admin-changes.ts';
import type { QuotasOfEntity } from '../../../admin-security.ts';
import type { Request } from '../request.ts';
import { createWriter } from '../wire.ts';

export function alterClientQuotasRequest(options: {
  readonly entity: QuotasOfEntity['entity'];
  readonly changes: readonly QuotaChange[];
  readonly validateOnly: boolean;
}): Request<readonly { readonly errorCode: number; readonly said: string | null }[]> {
  const writer = createWriter();
  writer
    .compactArray([options], ({ entity, changes }) => {
      writer
        .compactArray(entity, ({ type, name }) => {
          writer.compactString(type).compactString(name).tags();
        })
        .compactArray(changes, ({ key, value }) => {
          writer
            .compactString(key)
            .float64(value ?? 0)
            .boolean(value === null)
            .tags();
        })
        .tags();
    })
    .boolean(options.validateOnly)
    .tags();
  return {
    name: 'AlterClientQuotas',
    key: 49,
    version: 1,
    isFlexible: true,
    body: writer.done(),
    read: (answer) => {
      answer.int32(); // throttle time
      return answer.compactArray(() => {
        const errorCode = answer.int16();
        const said = answer.compactString();
        answer.compactArray(() => {
          answer.compactString();
          answer.compactString();
          answer.tags();
        });
        answer.tags();
        return { errorCode, said };
      });
    },
  };
}
