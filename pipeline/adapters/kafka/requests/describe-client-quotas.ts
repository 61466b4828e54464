// DescribeClientQuotas (KIP-546): what clients are held to. Version 1 is of Kafka 2.8.
import type { QuotaEntityType, QuotasOfEntity } from '../../../admin-security.ts';
import type { Request } from '../request.ts';
import { createWriter } from '../wire.ts';

/** Any name of that part, and the default. */
const ANY_NAME = 2;

export function describeClientQuotasRequest(parts: readonly QuotaEntityType[]): Request<{
  readonly errorCode: number;
  readonly entities: readonly QuotasOfEntity[];
}> {
  const writer = createWriter();
  writer.compactArray(parts, (part) => {
    writer.compactString(part).int8(ANY_NAME).compactString(null).tags();
  });
  writer.boolean(parts.length > 0).tags(); // whether these parts and no others
  return {
    name: 'DescribeClientQuotas',
    key: 48,
    version: 1,
    isFlexible: true,
    body: writer.done(),
    read: (answer) => {
      answer.int32(); // throttle time
      const errorCode = answer.int16();
      answer.compactString(); // the error in words
      const entities = answer.compactNullableArray((): QuotasOfEntity => {
        const entity = answer.compactArray(() => {
          const part = { type: answer.compactString() ?? '', name: answer.compactString() };
          answer.tags();
          return part;
        });
        const values = answer.compactArray(() => {
          const value = { key: answer.compactString() ?? '', value: answer.float64() };
          answer.tags();
          return value;
        });
        answer.tags();
        return { entity, values };
      });
      return { errorCode, entities: entities ?? [] };
    },
  };
}
