// Which test files take longest, so that they begin first and no worker is still busy when the others have nothing left.
import path from 'node:path';

/** Of the stages whose files run side by side those that take a quarter of a minute and more, the longest first. */
export const LONGEST: readonly string[] = [
  'test/contract/switch/killed.test.ts',
  'test/contract/change/change.test.ts',
  'test/contract/switch/on-call.test.ts',
  'test/contract/kafka/throttle.test.ts',
  'test/contract/store/processes.test.ts',
  'test/contract/switch/killed-gitops.test.ts',
  'test/contract/kafka/layout-changes.test.ts',
  'test/contract/get/get.test.ts',
  'test/contract/kafka/hung.test.ts',
  'test/contract/switch/failures.test.ts',
  'test/contract/kafka/lost-answers.test.ts',
  'test/contract/adapter/reads.test.ts',
  'test/contract/switch/aws.test.ts',
  'test/contract/kafka/moved.test.ts',
  'test/contract/store/store.test.ts',
  'test/cluster/verify.test.ts',
  'test/contract/sources/kubernetes.test.ts',
  'test/contract/kafka/changes.property.test.ts',
  'test/contract/store/alerts.test.ts',
  'test/escape/escape.test.ts',
  'test/pipeline/host.test.ts',
  'test/pipeline/adapters/kafka/oracle.test.ts',
  'test/pipeline/simulation/simulation.test.ts',
  'test/bot/on-call/year.test.ts',
  'test/bot/timetable/model.test.ts',
  'test/bot/switch/year.test.ts',
  'test/pipeline/adapters/kafka/transactions.test.ts',
  'test/sandbox/page/interaction.test.ts',
  'test/sandbox/page/content.test.ts',
  'test/sandbox/page/composer.test.ts',
  'test/sandbox/page/people.test.ts',
  'test/bot/audit-tamper.test.ts',
  'test/bot/audit/export.test.ts',
  'test/bot/audit/retention.test.ts',
  'test/pipeline/adapters/supervise.test.ts',
  'test/bot/notify/handling.test.ts',
  'test/bot/render.test.ts',
  'test/bot/policies.test.ts',
  'test/chaos/alert-kills/alert-kills.test.ts',
  'test/chaos/pipeline/settlement.test.ts',
  'test/chaos/takeover.test.ts',
  'test/chaos/incident-kills/incident-kills.test.ts',
  'test/chaos/kill.test.ts',
  'test/chaos/storm.test.ts',
  'test/chaos/replicas.test.ts',
  'test/chaos/alert-storm.test.ts',
];

/** Those first that are named, in this order; the others as they came. */
export function longestFirst<Test extends { readonly path: string }>(
  tests: readonly Test[],
): Test[] {
  const ranks = new Map(LONGEST.map((file, rank) => [path.resolve(file), rank]));
  const rankOf = (test: Test) => ranks.get(test.path) ?? LONGEST.length;
  return tests.toSorted((one, other) => rankOf(one) - rankOf(other));
}
