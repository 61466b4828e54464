// The bot's part of a command that is about Kafka: words to a call, its accesses, the guarded handle, the requests, the printed text. No Slack, no
// policy, no store.

import { createKafkas } from '../../bot/adapters/kafka.ts';
import { COMMANDS } from '../../bot/commands/index.ts';
import { LIMITS } from '../../bot/limits.ts';
import { parse } from '../../bot/parse.ts';

export interface CommandToText {
  run(text: string): Promise<string>;
  close(): Promise<void>;
}

const NAME = 'bench';

export function createCommandToText(brokers: string[]): CommandToText {
  const settings = {
    ...{ environment: 'staging', brokers, tls: false, keyedTopics: [] },
    ...{
      protected: { topics: [], groups: [] },
      newTopics: { replicationFactor: 1, partitions: 50 },
    },
  };
  const kafkas = createKafkas({
    ...{ kafkas: { [NAME]: settings }, limits: LIMITS, log: { warn() {} } },
  });
  const { signal } = new AbortController();
  return {
    run: async (text) => {
      const { command, args } = parse(text, COMMANDS);
      if (command.on !== 'kafka') throw new Error(`${text} is no command about Kafka`);
      const accesses = command.access(args);
      const { stdout, exitCode } = await command.run(args, {
        kafka: { name: NAME, environment: 'staging' },
        admin: kafkas.open(NAME, accesses, signal),
        changes: kafkas.change(NAME, accesses, signal),
        connect: kafkas.connect(NAME, accesses, signal),
        topicRules: { names: undefined, ...settings.newTopics, keyedTopics: [] },
        snapshots: { keep: refuse, find: refuse },
        lagHistory: () => [],
        signal,
        nowMs: () => Date.now(),
        sleep: refuse,
        show: () => {},
      });
      if (exitCode !== 0) throw new Error(`${text} ended with ${exitCode}`);
      return stdout;
    },
    close: () => kafkas.close(),
  };
}

function refuse(): never {
  throw new Error('a command that only looks needs none of it');
}
