// Which accounts are one human being: whoever has two of them is still one person, and approves nothing of their own. Pure.

import type { ClusterInfo } from './command.ts';
import type { Settings } from './config.ts';

interface Account {
  readonly teamId: string;
  readonly userId: string;
}

/** The same text for all accounts of one person under "people" in the settings; else the account itself. */
export function personKey({ teamId, userId }: Account, { people }: Settings): string {
  const account = `${teamId}/${userId}`;
  const name = Object.keys(people).find((key) => people[key]?.includes(account));
  return name === undefined ? account : `person:${name}`;
}

/** Whether both are one person: by the settings, or because the cluster knows both as the same Kubernetes user. */
export function isSamePerson(
  one: Account,
  other: Account,
  settings: Settings,
  cluster: ClusterInfo['name'],
): boolean {
  if (personKey(one, settings) === personKey(other, settings)) return true;
  const users = settings.clusters[cluster]?.impersonate?.users;
  const [first, second] = [one, other].map(
    (each) => users?.[`${each.teamId}/${each.userId}`]?.user,
  );
  return first !== undefined && first === second;
}
