// A question of the bot's in Cedar's words: principal, action, resource, context and the entities around them. Pure; what
// is not in the question is not made up here.

import type { Access } from '../../command.ts';
import type { KafkaAccess } from '../../kafka/access.ts';
import type { PolicyQuestion } from '../../ports.ts';

interface EntityId {
  readonly type: string;
  readonly id: string;
}

type Plain = string | number | boolean | string[];

interface Entity {
  readonly uid: EntityId;
  readonly attrs: Record<string, Plain>;
  readonly parents: EntityId[];
}

export interface CedarQuestion {
  readonly principal: EntityId;
  readonly action: EntityId;
  readonly resource: EntityId;
  readonly context: Record<string, Plain>;
  readonly entities: Entity[];
}

export function toCedar(question: PolicyQuestion): CedarQuestion {
  const user = userOf(question.principal);
  const [resource, ...around] = resourcesOf(question.resource);
  return {
    principal: user.uid,
    action: { type: 'Action', id: question.action },
    resource: resource.uid,
    context: contextOf(question.context),
    entities: [user, resource, ...around],
  };
}

function userOf(principal: PolicyQuestion['principal']): Entity {
  return {
    uid: { type: 'User', id: `${principal.teamId}/${principal.userId}` },
    attrs: {
      team: principal.teamId,
      groups: [...principal.groups],
      guest: principal.isGuest,
      bot: principal.isBot,
      stranger: principal.isStranger,
    },
    parents: principal.groups.map((id) => ({ type: 'Group', id })),
  };
}

/** The resource itself, then what it stands in. */
function resourcesOf(resource: PolicyQuestion['resource']): [Entity, ...Entity[]] {
  if (resource.kind === 'bot') {
    return [{ uid: { type: 'Bot', id: 'quartermaster' }, attrs: {}, parents: [] }];
  }
  if (resource.kind === 'kafka' || resource.kind === 'kafka-resource') return kafkaOf(resource);
  if (resource.kind === 'pipeline') {
    const { pipeline, environment } = resource;
    const uid = { type: 'Pipeline', id: pipeline };
    return [{ uid, attrs: { pipeline, environment }, parents: [] }];
  }
  const { cluster: name, environment } = resource;
  const cluster: Entity = {
    uid: { type: 'Cluster', id: name },
    attrs: { cluster: name, environment },
    parents: [],
  };
  if (resource.kind === 'cluster') return [cluster];
  const { access } = resource;
  const parent = access.namespace === undefined ? cluster : namespaceOf(cluster, access.namespace);
  const object: Entity = {
    uid: { type: 'ClusterResource', id: idOf(name, access) },
    attrs: { cluster: name, environment, ...attributesOf(access) },
    parents: [parent.uid],
  };
  return parent === cluster ? [object, cluster] : [object, parent, cluster];
}

function kafkaOf(
  resource: Extract<PolicyQuestion['resource'], { kind: 'kafka' | 'kafka-resource' }>,
): [Entity, ...Entity[]] {
  const { kafka: name, environment } = resource;
  const kafka: Entity = {
    uid: { type: 'Kafka', id: name },
    attrs: { kafka: name, environment },
    parents: [],
  };
  if (resource.kind === 'kafka') return [kafka];
  const { access } = resource;
  const object: Entity = {
    uid: { type: 'KafkaResource', id: kafkaIdOf(name, access) },
    attrs: {
      kafka: name,
      environment,
      operation: access.operation,
      resource_type: access.resourceType,
      ...(access.name === undefined ? {} : { name: access.name }),
    },
    parents: [kafka.uid],
  };
  return [object, kafka];
}

function kafkaIdOf(kafka: string, { operation, resourceType, name }: KafkaAccess): string {
  return [kafka, resourceType, name ?? '', operation].join('/');
}

function namespaceOf(cluster: Entity, namespace: string): Entity {
  return {
    uid: { type: 'Namespace', id: `${cluster.uid.id}/${namespace}` },
    attrs: {},
    parents: [cluster.uid],
  };
}

/** Every part keeps its place, so that two accesses never share an id. */
function idOf(cluster: string, { verb, group, resource, subresource, namespace, name }: Access) {
  return [cluster, namespace, group, resource, subresource, name, verb]
    .map((part) => part ?? '')
    .join('/');
}

function attributesOf(access: Access): Record<string, Plain> {
  const { verb, group, resource, subresource, namespace, name } = access;
  return {
    verb,
    group,
    resource,
    ...(subresource === undefined ? {} : { subresource }),
    ...(namespace === undefined ? {} : { namespace }),
    ...(name === undefined ? {} : { name }),
  };
}

function contextOf(context: PolicyQuestion['context']): Record<string, Plain> {
  const { channelId, surface, hour, weekday, replicasAfter, patchPaths, configKeys } = context;
  const { frozen = false, confirmed = false, approvals = 0, brokenGlass = false } = context;
  return {
    channel: channelId,
    surface,
    hour,
    weekday,
    frozen,
    confirmed,
    approvals,
    broken_glass: brokenGlass,
    ...(replicasAfter === undefined ? {} : { replicas_after: replicasAfter }),
    ...(patchPaths === undefined ? {} : { patch_paths: patchPaths.map(shortenFreeKeys) }),
    ...(configKeys === undefined ? {} : { config_keys: [...configKeys] }),
  };
}

/** Cedar cannot match a set of texts by prefix, so the two maps with free keys are named as a whole. */
function shortenFreeKeys(path: string): string {
  return /^metadata\.(?:labels|annotations)(?=\.)/u.exec(path)?.[0] ?? path;
}
