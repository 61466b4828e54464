// What may be asked of a Kafka about its ACLs and its clients' quotas, in Kafka's own words. Types only.

/** As the tools write them: TOPIC, GROUP, READ, ALLOW ... */
export type AclResourceType =
  | 'UNKNOWN'
  | 'ANY'
  | 'TOPIC'
  | 'GROUP'
  | 'CLUSTER'
  | 'TRANSACTIONAL_ID'
  | 'DELEGATION_TOKEN'
  | 'USER';

export type AclPatternType = 'UNKNOWN' | 'ANY' | 'MATCH' | 'LITERAL' | 'PREFIXED';

/** Which ACLs are wanted; what is not said does not matter. */
export interface AclFilter {
  readonly resourceType?: AclResourceType;
  readonly name?: string;
  readonly patternType?: AclPatternType;
  /** `User:alice` */
  readonly principal?: string;
}

export interface AclsOfResource {
  readonly resourceType: AclResourceType;
  readonly name: string;
  readonly patternType: AclPatternType;
  readonly entries: readonly {
    readonly principal: string;
    readonly host: string;
    readonly operation: string;
    readonly permission: string;
  }[];
}

export type QuotaEntityType = 'user' | 'client-id' | 'ip';

export interface QuotasOfEntity {
  /** name is null for the default. */
  readonly entity: readonly { readonly type: string; readonly name: string | null }[];
  readonly values: readonly { readonly key: string; readonly value: number }[];
}

export interface SecurityAdmin {
  acls(filter: AclFilter): Promise<readonly AclsOfResource[]>;
  /** Of entities that have exactly these parts; of all when there is none. */
  quotas(parts: readonly QuotaEntityType[]): Promise<readonly QuotasOfEntity[]>;
}
