// What a digest says of what policies refused: how often to whom, and by which policies. What was asked for stays in the audit, for those who may read
// it: a command can hold what is not for all of a channel. Pure.

import type { AuditRow } from '../audit/row.ts';

const MOST = { people: 10, policies: 3 };
const DEFAULT = 'no policy allows it';

/** @param rows of the audit, refusals of one time. @returns a line for each person, whoever was refused most first */
export function refusalLines(rows: readonly AuditRow[]): readonly string[] {
  const refused = rows.flatMap(({ userId, detail }) => {
    const policies = policiesOf(detail);
    return policies === undefined || userId === '' ? [] : [{ userId, policies }];
  });
  const people = [...Map.groupBy(refused, ({ userId }) => userId)].toSorted(
    ([, one], [, other]) => other.length - one.length,
  );
  const more = people.length - MOST.people;
  return [
    ...people.slice(0, MOST.people).map(([userId, all]) => {
      const by = countsOf(all.flatMap(({ policies }) => policies));
      return `${userId}: ${all.length} refused (${by})`;
    }),
    ...(more > 0 ? [`and ${more} more people`] : []),
  ];
}

/** @returns undefined for what was refused for another reason than a policy, such as a mistake in it. */
function policiesOf({ policies }: AuditRow['detail']): readonly string[] | undefined {
  if (!Array.isArray(policies)) return undefined;
  return policies.length === 0 ? [DEFAULT] : policies.map(String);
}

/** `5 guests-may-nothing, 2 no policy allows it` */
function countsOf(policies: readonly string[]): string {
  const counts = [...Map.groupBy(policies, (policy) => policy)]
    .map(([policy, all]) => [policy, all.length] as const)
    .toSorted(([, one], [, other]) => other - one);
  const more = counts.length - MOST.policies;
  return [
    ...counts.slice(0, MOST.policies).map(([policy, count]) => `${count} ${policy}`),
    ...(more > 0 ? [`${more} more policies`] : []),
  ].join(', ');
}
