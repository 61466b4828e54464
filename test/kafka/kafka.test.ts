// Shows that the Kafka for tests is a real one, ends with whoever started it, and can be broken on purpose.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { findJava, NoJavaError } from '../../sandbox/kafka/java.ts';
import { startOwnKafka } from './own-kafka.ts';

const START_MS = 300_000;

describe('a Kafka of three brokers', () => {
  test(
    'replicates, lives on without one of them, and is gone after its stop',
    async () => {
      const kafka = await startOwnKafka({
        brokers: 3,
        settings: { 'log.segment.bytes': '1048576' },
      });
      const on = ['--bootstrap-server', kafka.bootstrap];
      const topic = [...on, '--topic', 'orders'];
      const created = await kafka.tool('kafka-topics', {
        args: [...topic, '--create', '--partitions', '1', '--replication-factor', '3'],
      });
      expect(created).toMatchObject({ exitCode: 0, stdout: 'Created topic orders.\n' });
      await kafka.brokers[0]?.signal('SIGKILL');
      await kafka.tool('kafka-console-producer', {
        args: [...topic, '--command-property', 'acks=all'],
        input: 'first\n',
      });
      await kafka.brokers[0]?.start();
      await kafka.brokers[1]?.stop();
      const read = await kafka.tool('kafka-console-consumer', {
        args: [...topic, '--from-beginning', '--max-messages', '1'],
      });
      // The tool's own warnings about the stopped broker stand among its lines.
      expect(read.stdout).toMatch(/^first$/mu);
      await kafka.stop();
      expect(existsSync(kafka.directory)).toBe(false);
      expect(await accepts(kafka.brokers[2]?.address ?? '')).toBe(false);
    },
    START_MS,
  );
});

test(
  'a broker ends with the process that started it, even when that is killed',
  async () => {
    const module = JSON.stringify(path.join(import.meta.dirname, '../../sandbox/kafka/kafka.ts'));
    const script = `const { startKafka } = await import(${module});
      process.stdout.write((await startKafka()).bootstrap); setInterval(() => {}, 1000);`;
    const owner = spawn(process.execPath, ['--input-type=module', '--eval', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [printed] = await once(owner.stdout, 'data');
    const address = String(printed);
    expect(await accepts(address)).toBe(true);
    owner.kill('SIGKILL');
    while (await accepts(address)) await delay(50);
  },
  START_MS,
);

test('a machine without Java is told so, and how to get it', () => {
  const emptyPath = path.join(import.meta.dirname, 'no-such-folder');
  const search = () =>
    findJava({ JAVA_HOME: emptyPath }, { folders: [emptyPath], onPath: emptyPath });
  expect(search).toThrow(NoJavaError);
  expect(search).toThrow(/Java is not installed.*apt-get install openjdk-17/su);
});

async function accepts(address: string): Promise<boolean> {
  const [host = '', port = ''] = address.split(':');
  const socket = connect({ host, port: Number(port) });
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
