// What is changed by nobody from Slack, whatever policies say: what belongs to pipelines that Quartermaster hosts, what the settings
// list, and Kafka's own topics. Pure.

import type { OwnNames } from '../../pipeline/index.ts';
import { OperatorError } from '../errors.ts';
import type { KafkaAccess } from './access.ts';

/** Names, or beginnings of names that end in `*`. */
export interface Protection {
  readonly groups: readonly string[];
  readonly topics: readonly string[];
  readonly connectors?: readonly string[] | undefined;
}

type Kind = 'groups' | 'topics' | 'connectors';
const KINDS: Readonly<Record<KafkaAccess['resourceType'], Kind | undefined>> = {
  ...{ Group: 'groups', Topic: 'topics', Connector: 'connectors' },
  ...{ Cluster: undefined, TransactionalId: undefined },
};

interface Protected {
  readonly own: OwnNames;
  readonly listed: Protection;
}

/** @throws OperatorError when one of the accesses of a change is to something protected. */
export function assertUnprotected(accesses: readonly KafkaAccess[], names: Protected): void {
  for (const access of accesses) {
    const { name, resourceType } = access;
    const kind = KINDS[resourceType];
    if (name === undefined || kind === undefined || !isChange(access)) continue;
    const why = whyProtected(kind, name, names);
    const isOwnGroup = kind === 'groups' && names.own.groups.includes(name);
    if (why !== undefined) throw refused(`${resourceType} ${name}`, why, isOwnGroup);
  }
}

/** Offsets are a group's: to set them asks for Read of a topic, and that changes no topic. */
function isChange({ operation, resourceType, implied }: KafkaAccess): boolean {
  if (implied === true) return false;
  return resourceType === 'Group' || operation !== 'Read';
}

function whyProtected(kind: Kind, name: string, { own, listed }: Protected): string | undefined {
  if (kind !== 'connectors' && own[kind].includes(name)) {
    return 'It belongs to a pipeline of Quartermaster, whose offsets and state hang together.';
  }
  if (kind === 'topics' && name.startsWith('__')) return 'It is one of Kafka’s own.';
  return isListed(name, listed[kind] ?? [])
    ? 'It stands under "protected" in the settings.'
    : undefined;
}

/** @param names names, or beginnings of names that end in `*` */
export function isListed(name: string, names: readonly string[]): boolean {
  return names.some((each) =>
    each.endsWith('*') ? name.startsWith(each.slice(0, -1)) : name === each,
  );
}

function refused(what: string, why: string, isOwnGroup: boolean): OperatorError {
  return new OperatorError({
    what: `${what} is protected: nothing was changed.`,
    why,
    fix: isOwnGroup
      ? 'Use "pipeline deadletters replay" for records that could not be used, "pipeline restart" to start over from what is committed, and another name, group and outputs in the settings for everything anew.'
      : 'Whoever runs it can change it with Kafka’s own tools.',
  });
}
