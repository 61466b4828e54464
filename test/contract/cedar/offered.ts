// Every command that policies are written for: the list that the shipped schema is made from.

import type { SchemaCommand } from '../../../bot/adapters/cedar/schema.ts';

const READ = [
  'get',
  'describe',
  'logs',
  'top',
  'events',
  'rollout status',
  'rollout history',
  'explain',
  'api-resources',
  'api-versions',
  'version',
  'cluster-info',
  'auth can-i',
  'config get-contexts',
];
const CHANGE = [
  'rollout restart',
  'rollout undo',
  'rollout pause',
  'rollout resume',
  'scale',
  'set image',
  'set resources',
  'label',
  'annotate',
  'cordon',
  'uncordon',
  'drain',
  'delete',
  'patch',
  'create job',
];
const KAFKA_READ = [
  'topics',
  'topic',
  'groups',
  'group',
  'lag',
  'offsets',
  'configs',
  'brokers',
  'log-dirs',
  'reassignments',
  'quorum',
  'impact',
  'transactions',
  'acls',
  'quotas',
  'peek',
  'connectors',
  'connector',
];
const PIPELINE_READ = [
  'status',
  'describe',
  'query',
  'top',
  'lag',
  'logs',
  'verify',
  'deadletters',
];
const PIPELINE_CHANGE = ['pause', 'resume', 'restart', 'hold', 'deadletters replay', 'scale'];
const KAFKA_CHANGE = [
  'alter topic',
  'reset offsets',
  'delete offsets',
  'remove member',
  'create topic',
  'add partitions',
  'elect leaders',
  'reassign',
  'cancel reassignment',
  'set quota',
  'pause connector',
  'resume connector',
  'restart connector',
  'restart task',
];
const OWN = [
  'help',
  'version',
  'audit',
  'doctor',
  'policy test',
  'why',
  'can',
  'freeze',
  'unfreeze',
  'freezes',
  'routes',
  'routes test',
  'routes add',
  'routes end',
  'break-glass',
  'end-break-glass',
  'reviews',
  'review',
];

function effectOf(own: string): 'read' | 'change' {
  return /(?:freeze|break-glass|review|routes add|routes end)$/u.test(own) ? 'change' : 'read';
}

const ALERT_LOOKS = ['now', 'alerts', 'alert', 'oncall'];
const ALERT_CHANGES = [
  'ack',
  'unack',
  'silence',
  'unsilence',
  'assign',
  'escalate',
  'graph',
  'close',
  'reopen',
  'oncall swap',
  'oncall unswap',
];
const INCIDENT_LOOKS = ['list', 'show', 'timeline', 'stats'];
const INCIDENT_CHANGES = [
  'declare',
  'update',
  'sev',
  'lead',
  'note',
  'link',
  'resolve',
  'unresolve',
  'todo',
  'done',
  'postmortem',
];
const CLUSTER_OWN = ['timetable', 'next', 'overrides', 'history'];
const SWITCH_READ = ['plan', 'status'];
const SWITCH_CHANGE = ['off', 'on', 'keep', 'skip', 'take', 'resume'];

export const OFFERED: readonly SchemaCommand[] = [
  ...READ.map((name) => ({ name: `kubectl ${name}`, on: 'cluster', effect: 'read' }) as const),
  ...CHANGE.map((name) => ({ name: `kubectl ${name}`, on: 'cluster', effect: 'change' }) as const),
  ...KAFKA_READ.map((name) => ({ name: `kafka ${name}`, on: 'kafka', effect: 'read' }) as const),
  ...PIPELINE_READ.map(
    (name) => ({ name: `pipeline ${name}`, on: 'pipeline', effect: 'read' }) as const,
  ),
  ...PIPELINE_CHANGE.map(
    (name) => ({ name: `pipeline ${name}`, on: 'pipeline', effect: 'change' }) as const,
  ),
  { name: 'pipeline list', on: 'bot', effect: 'read' },
  ...KAFKA_CHANGE.map(
    (name) => ({ name: `kafka ${name}`, on: 'kafka', effect: 'change' }) as const,
  ),
  ...SWITCH_READ.map(
    (name) => ({ name: `cluster ${name}`, on: 'cluster', effect: 'read' }) as const,
  ),
  ...SWITCH_CHANGE.map(
    (name) => ({ name: `cluster ${name}`, on: 'cluster', effect: 'change' }) as const,
  ),
  ...CLUSTER_OWN.map((name) => ({ name: `cluster ${name}`, on: 'bot', effect: 'read' }) as const),
  ...[...ALERT_LOOKS, ...INCIDENT_LOOKS].map(
    (name) => ({ name: `incident ${name}`, on: 'bot', effect: 'read' }) as const,
  ),
  ...[...ALERT_CHANGES, ...INCIDENT_CHANGES].map(
    (name) => ({ name: `incident ${name}`, on: 'bot', effect: 'change' }) as const,
  ),
  ...OWN.map((name) => ({ name: `qm ${name}`, on: 'bot', effect: effectOf(name) }) as const),
];
