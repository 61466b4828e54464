// A change of a Kafka as dispatch has it done, without Slack: previewed, looked at again with what was agreed to, and run, each with a
// handle that knows its accesses alone.

import { problemOf } from '../../bot/adapters/kafka/problem.ts';
import { systemClock } from '../../bot/clock.ts';
import type { Command, KafkaCommand, KafkaContext, Output, Preview } from '../../bot/command.ts';
import { COMMANDS } from '../../bot/commands/index.ts';
import { type Connect, guardConnect } from '../../bot/kafka/connect.ts';
import { guardAdmin } from '../../bot/kafka/guard.ts';
import { guardChanges } from '../../bot/kafka/guard-changes.ts';
import type { OffsetSnapshot } from '../../bot/kafka/snapshot.ts';
import { parse } from '../../bot/parse.ts';
import type { OpenAdmin } from '../../pipeline/index.ts';

export interface Changer {
  preview(text: string, agreed?: string): Promise<Preview>;
  /** Runs what was agreed to. @throws OperatorError when it is not so any more, or Kafka refuses it. */
  run(text: string, agreed: string): Promise<Output>;
  /** From the words to the end, as by one click. */
  done(text: string): Promise<Output>;
}

/**
 * @param connect where changes of connectors are tried
 * @param signal ends what runs, as the stop button does
 */
export function createChanger(
  admin: OpenAdmin,
  connect?: Connect,
  signal = new AbortController().signal,
): Changer {
  const snapshots = new Map<string, OffsetSnapshot>();
  const open = (text: string, agreed: string | undefined) => {
    const { command, args } = parse(text, COMMANDS);
    const kafka = assertChange(command);
    const accesses = kafka.access(args);
    const context: KafkaContext = {
      kafka: { name: 'test', environment: 'staging' },
      admin: guardAdmin(inWords(admin), accesses),
      changes: guardChanges(inWords(admin.changes), accesses),
      connect: guardConnect(connect ?? NO_CONNECT, accesses),
      ...(agreed === undefined ? {} : { agreed }),
      topicRules: {
        names: undefined,
        replicationFactor: 1,
        partitions: 50,
        keyedTopics: ['keyed*'],
      },
      snapshots: {
        keep: async (groupId, offsets) => {
          const id = `snapshot${snapshots.size}`;
          const times = { createdAtMs: 0, expiresAtMs: Number.MAX_SAFE_INTEGER };
          snapshots.set(id, { id, kafka: 'test', groupId, offsets, ...times });
          return id;
        },
        find: async (id) => snapshots.get(id),
      },
      lagHistory: () => [],
      signal,
      nowMs: () => Date.now(),
      sleep: (ms) => systemClock.sleep(ms, signal),
      show: () => {},
    };
    return { kafka, args, context };
  };
  const preview: Changer['preview'] = async (text, agreed) => {
    const { kafka, args, context } = open(text, agreed);
    if (kafka.preview === undefined) throw new Error(`${text} has no preview`);
    return await kafka.preview(args, context);
  };
  const run: Changer['run'] = async (text, agreed) => {
    const { kafka, args, context } = open(text, agreed);
    return await kafka.run(args, context);
  };
  return {
    preview,
    run,
    done: async (text) => {
      const { substance } = await preview(text);
      return await run(text, substance);
    },
  };
}

const NO_CONNECT = new Proxy({} as Connect, {
  get: () => async () => {
    throw new Error('there is no Connect here');
  },
});

/** The line that an answer gives for the way back. */
export function undoOf({ stderr }: Output): string {
  const line = /^Undo: (kafka .+)$/mu.exec(stderr)?.[1];
  if (line === undefined) throw new Error(`no undo line in ${stderr}`);
  return line;
}

function assertChange(command: Command): KafkaCommand {
  if (command.on !== 'kafka' || command.effect !== 'change')
    throw new Error('no change of a Kafka');
  return command;
}

/** With the errors as commands get them. */
function inWords<T extends object>(handle: T): T {
  return new Proxy(handle, {
    get: (target, name) => {
      const act: unknown = Reflect.get(target, name);
      if (typeof act !== 'function') return act;
      return async (...args: readonly unknown[]): Promise<unknown> => {
        try {
          return await act.apply(target, args);
        } catch (error) {
          throw problemOf(error, 'test');
        }
      };
    },
  });
}
