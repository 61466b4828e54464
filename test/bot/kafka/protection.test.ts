import { describe, expect, test } from '@jest/globals';
import type { KafkaAccess } from '../../../bot/kafka/access.ts';
import { assertUnprotected } from '../../../bot/kafka/protection.ts';
import { createPipelines, ownNames } from '../../../pipeline/index.ts';

const own = ownNames(createPipelines({ settlement: { name: 'ads', groupId: 'ads-group' } }));
const listed = { topics: ['audit.*', 'ledger'], groups: ['ledger-*'], connectors: ['ledger-*'] };

const topic = (operation: KafkaAccess['operation'], name: string): KafkaAccess => ({
  ...{ operation, resourceType: 'Topic', name },
});
const group = (name: string): KafkaAccess => ({ operation: 'Read', resourceType: 'Group', name });

const connector = (name: string): KafkaAccess => ({
  ...{ operation: 'Alter', resourceType: 'Connector', name },
});

describe('a change', () => {
  test.each([
    topic('AlterConfigs', 'ads-budgets-changelog'),
    topic('Alter', 'ad.deductions'),
    topic('Create', 'ad.dead-letters'),
    topic('Alter', '__consumer_offsets'),
    topic('AlterConfigs', 'audit.logins'),
    topic('Alter', 'ledger'),
    group('ads-group'),
    group('ads-group-replay'),
    group('ledger-eu'),
    connector('ledger-archive'),
    { ...group('ads-group'), operation: 'Delete' } as KafkaAccess,
  ])('of what is protected is refused: $operation $resourceType $name', (access) => {
    expect(() => assertUnprotected([topic('Alter', 'orders'), access], { own, listed })).toThrow(
      /is protected/u,
    );
  });

  test.each([
    topic('AlterConfigs', 'orders'),
    topic('AlterConfigs', 'ad.clicks'), // an input is others' to write
    topic('Read', 'ad.deductions'), // where another group reads it
    topic('Alter', 'ledgers'),
    group('reports'),
    connector('orders-archive'),
    connector('ads-group'), // no group, though of its name
    { operation: 'Alter', resourceType: 'Cluster' } as KafkaAccess,
    { ...group('ads-group'), operation: 'Describe', implied: true } as KafkaAccess,
  ])('of anything else is not: $operation $resourceType $name', (access) => {
    expect(() => assertUnprotected([access], { own, listed })).not.toThrow();
  });
});

test('whoever would reset the group of a pipeline is told what to do instead', () => {
  expect(() => assertUnprotected([group('ads-group')], { own, listed })).toThrow(
    /"pipeline deadletters replay".*"pipeline restart"/u,
  );
  expect(() => assertUnprotected([group('ledger-eu')], { own, listed })).toThrow(/own tools/u);
});
