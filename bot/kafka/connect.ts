// Kafka Connect as the bot knows it: connectors, their tasks and what state each is in, and the few things that are done to them. The
// names are those of its REST API (https://kafka.apache.org/documentation/#connect_rest). A configuration holds secrets: of it only
// some keys come this far. Pure.

import { type KafkaAccess, needAccesses } from './access.ts';

/** RUNNING, PAUSED, STOPPED, FAILED, UNASSIGNED or RESTARTING; newer workers may have others. */
export type ConnectState = string;

export interface ConnectInstance {
  readonly state: ConnectState;
  /** The worker that it is on: HOST:PORT. */
  readonly worker: string;
  /** Of one that has failed: the Java stack trace. */
  readonly trace: string | undefined;
}

export interface ConnectTask extends ConnectInstance {
  readonly id: number;
}

export interface ConnectorStatus extends ConnectInstance {
  readonly name: string;
  /** `source` or `sink`; other words where a worker does not know it. */
  readonly type: string;
  /** In the order of their ids. */
  readonly tasks: readonly ConnectTask[];
}

/** What of a connector's configuration is known here. */
export interface ConnectorSettings {
  /** By key, of SHOWN_KEYS alone. */
  readonly shown: Readonly<Record<string, string>>;
  /** How many others it has. */
  readonly hidden: number;
}

/** Keys of a configuration that hold no secret. */
export const SHOWN_KEYS = [
  ...['connector.class', 'tasks.max', 'topics', 'topics.regex', 'key.converter'],
  ...['value.converter', 'errors.tolerance', 'errors.deadletterqueue.topic.name'],
] as const;

export interface ConnectRestart {
  /** Its tasks too. */
  readonly includeTasks: boolean;
  /** Of these only what has failed. */
  readonly onlyFailed: boolean;
}

/**
 * What is asked of a Connect and done to it.
 * @throws OperatorError from every call for what it refuses and for what cannot be reached; UnknownOutcomeError from those that change
 * something, for what was sent and not answered.
 */
export interface Connect {
  connectors(): Promise<readonly ConnectorStatus[]>;
  /** undefined: there is none of that name. */
  connector(name: string): Promise<ConnectorStatus | undefined>;
  settings(name: string): Promise<ConnectorSettings | undefined>;
  pause(name: string): Promise<void>;
  resume(name: string): Promise<void>;
  restart(name: string, restart: ConnectRestart): Promise<void>;
  restartTask(name: string, task: number): Promise<void>;
}

/** Lets through what one of a command's accesses names, and nothing else: what guard.ts is for brokers. */
export function guardConnect(connect: Connect, accesses: readonly KafkaAccess[]): Connect {
  const need = needAccesses(accesses);
  const described = (name: string) =>
    need({ operation: 'Describe', resourceType: 'Connector', name });
  const altered = (name: string) => need({ operation: 'Alter', resourceType: 'Connector', name });
  return {
    connectors: async () => {
      need({ operation: 'Describe', resourceType: 'Connector' });
      return await connect.connectors();
    },
    connector: async (name) => {
      described(name);
      return await connect.connector(name);
    },
    settings: async (name) => {
      described(name);
      return await connect.settings(name);
    },
    pause: async (name) => {
      altered(name);
      await connect.pause(name);
    },
    resume: async (name) => {
      altered(name);
      await connect.resume(name);
    },
    restart: async (name, restart) => {
      altered(name);
      await connect.restart(name, restart);
    },
    restartTask: async (name, task) => {
      altered(name);
      await connect.restartTask(name, task);
    },
  };
}
