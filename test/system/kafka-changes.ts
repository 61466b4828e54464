// A Kafka behind a proxy that can lose what goes to and fro, the whole product before it, and a person who asks for changes and clicks.

import type { ToolName } from '../../sandbox/kafka/kafka.ts';
import { type BrokerProxy, startBrokerProxy } from '../chaos/pipeline/proxy.ts';
import { type Kafka, startOwnKafka } from '../kafka/own-kafka.ts';
import { runTool } from '../kafka/tool.ts';
import { type Sandbox, type StoredMessage, startSandbox, words } from './sandbox.ts';

const HOST = '127.0.0.1';
const channel = '#shop-ops';

export interface ChangeWorld {
  readonly kafka: Kafka;
  readonly proxy: BrokerProxy;
  readonly sandbox: Sandbox;
  /** Types it and waits for the preview. */
  asked(text: string, user?: string): Promise<StoredMessage>;
  /** Types it and waits for an answer that needs no click. */
  told(text: string, matches: RegExp, user?: string): Promise<string>;
  /** Confirms, and waits for the end. @returns all that is said then */
  confirmed(message: StoredMessage, user?: string): Promise<string>;
  /** From the words to the end, with the click between. */
  done(text: string, user?: string): Promise<string>;
  tool(name: ToolName, args: readonly string[], input?: string): Promise<string>;
  close(): Promise<void>;
}

const END = /^(?:Succeeded|Failed|Refused|Outcome unknown)/iu;

export async function startChangeWorld(): Promise<ChangeWorld> {
  let port = 0;
  const proxy = await startBrokerProxy(HOST, () => port);
  const advertised = { 'advertised.listeners': `PLAINTEXT://${HOST}:${proxy.port}` };
  const kafka = await startOwnKafka({ settings: advertised });
  port = Number(kafka.bootstrap.split(':')[1]);
  const sandbox = await startSandbox({ KAFKA_BROKERS: `${HOST}:${proxy.port}` });
  await sandbox.post('/sim/settings', { rate_limits: false });
  const told = async (text: string, matches: RegExp, user = 'bob') =>
    words(await sandbox.answer({ user, channel, text }, matches));
  const asked = (text: string, user = 'bob') =>
    sandbox.answer({ user, channel, text }, /Confirm before/u);
  const confirmed = async (message: StoredMessage, user = 'bob') => {
    await sandbox.post('/sim/click', { user, channel, ts: message.ts, action_id: 'confirm' });
    const end = await sandbox.until(
      channel,
      (one) => one.ts === message.ts && END.test(one.text.replace(/^:\w+: /u, '')),
    );
    return words(end);
  };
  return {
    ...{ kafka, proxy, sandbox, asked, told, confirmed },
    done: async (text, user = 'bob') => await confirmed(await asked(text, user), user),
    tool: (name, args, input) => runTool(kafka, name, args, input),
    close: async () => {
      await sandbox.stop();
      await kafka.stop();
      await proxy.close();
    },
  };
}
