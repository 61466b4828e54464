// ACLs and quotas, which any broker tells.

import type { SecurityAdmin } from '../../admin-security.ts';
import { sendAny } from './ask-brokers.ts';
import type { Connections } from './connections.ts';
import { throwOnError } from './error-codes.ts';
import { describeAclsRequest } from './requests/describe-acls.ts';
import { describeClientQuotasRequest } from './requests/describe-client-quotas.ts';

export function createSecurityAdmin(connections: Connections): SecurityAdmin {
  return {
    acls: async (filter) => {
      const { errorCode, resources } = await sendAny(connections, () =>
        describeAclsRequest(filter),
      );
      throwOnError(errorCode, 'list ACLs');
      return resources;
    },
    quotas: async (parts) => {
      const { errorCode, entities } = await sendAny(connections, () =>
        describeClientQuotasRequest(parts),
      );
      throwOnError(errorCode, 'describe the quotas of clients');
      return entities;
    },
  };
}
