// ACLs and quotas of every kind, made with Apache Kafka's own tools.

import type { Kafka } from '../../kafka/kafka.ts';
import { runTool } from '../../kafka/tool.ts';

const ACLS: readonly (readonly string[])[] = [
  ['--allow-principal', 'User:billing', '--operation', 'Read', '--topic', 'orders'],
  [
    '--deny-principal',
    'User:guest',
    '--deny-host',
    '10.0.0.9',
    '--operation',
    'All',
    '--topic',
    '*',
  ],
  [
    ...['--allow-principal', 'User:shop', '--operation', 'Write', '--operation', 'DescribeConfigs'],
    ...['--topic', 'ord', '--resource-pattern-type', 'prefixed'],
  ],
  ['--allow-principal', 'User:billing', '--operation', 'Read', '--group', 'billing'],
  ['--allow-principal', 'User:shop', '--operation', 'Write', '--transactional-id', 'shop-1'],
  ['--allow-principal', 'User:ops', '--operation', 'AlterConfigs', '--cluster'],
];

const QUOTAS: readonly (readonly [string, readonly string[]])[] = [
  ['producer_byte_rate=1048576', ['--entity-type', 'users', '--entity-name', 'billing']],
  ['consumer_byte_rate=10485760', ['--entity-type', 'users', '--entity-default']],
  ['request_percentage=12.5', ['--entity-type', 'clients', '--entity-name', 'reports']],
  [
    'producer_byte_rate=1024,consumer_byte_rate=2048',
    [
      ...['--entity-type', 'users', '--entity-name', 'billing'],
      ...['--entity-type', 'clients', '--entity-default'],
    ],
  ],
  ['connection_creation_rate=10', ['--entity-type', 'ips', '--entity-name', '10.0.0.9']],
];

export async function makeClients(kafka: Kafka): Promise<void> {
  for (const acl of ACLS) await runTool(kafka, 'kafka-acls', ['--add', ...acl]);
  for (const [config, of] of QUOTAS) {
    await runTool(kafka, 'kafka-configs', ['--alter', '--add-config', config, ...of]);
  }
}
