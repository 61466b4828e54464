// `npm run kafka -- start|stop|status`: a real Kafka for people at a terminal. What other programs read goes to standard
// output, progress to standard error.
import { parseArgs } from 'node:util';
import { findKafka, type Kafka, startKafka, stopKafka } from './kafka.ts';
import { isToolName } from './tools.ts';

const USAGE = `usage: npm run kafka -- start|stop|status|TOOL [--name NAME] [--brokers N] [-- TOOL'S ARGUMENTS]
  start      fetches Apache Kafka (first time), starts it and prints its KAFKA_BROKERS=... line
  stop       stops it and drops its data
  status     says whether it runs; exit code 0 when it does, 1 when it does not
  TOOL       runs one of Apache Kafka's tools on it, e.g. kafka-topics -- --list
  --name     several can run side by side under different names (default: "default")
  --brokers  how many brokers it gets (default: 1)`;

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

async function main(argv: readonly string[]): Promise<number> {
  const { positionals, values } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      name: { type: 'string', default: 'default' },
      brokers: { type: 'string', default: '1' },
      help: { type: 'boolean', default: false },
    },
  });
  const brokers = Number(values.brokers);
  if (!Number.isInteger(brokers) || brokers < 1 || brokers > 9) {
    throw new Error(`--brokers ${values.brokers} is no number of brokers from 1 to 9.`);
  }
  const [command = '', ...args] = positionals;
  if (values.help) return explain(true);
  if (command.startsWith('kafka-')) return await runOn(values.name, command, args);
  if (args.length > 0) return explain(false);
  if (command === 'start') return await start(values.name, brokers);
  if (command === 'stop') return await stop(values.name);
  if (command === 'status') return await status(values.name);
  return explain(false);
}

function explain(asked: boolean): number {
  (asked ? process.stdout : process.stderr).write(`${USAGE}\n`);
  return asked ? 0 : 2;
}

async function start(name: string, brokers: number): Promise<number> {
  const report = (line: string) => process.stderr.write(`${line}\n`);
  const wasThere = (await findKafka(name)) !== undefined;
  const kafka = await startKafka({ name, brokers, report });
  print(kafka);
  report(wasThere ? `Kafka "${name}" was running already.` : `Kafka "${name}" is ready.`);
  return 0;
}

async function stop(name: string): Promise<number> {
  const stopped = await stopKafka(name);
  process.stderr.write(`Kafka "${name}" ${stopped ? 'is stopped' : 'was not running'}.\n`);
  return 0;
}

async function status(name: string): Promise<number> {
  const kafka = await findKafka(name);
  if (kafka === undefined) {
    process.stdout.write(`Kafka "${name}" is not running.\n`);
    return 1;
  }
  print(kafka);
  for (const broker of kafka.brokers) {
    const id = await broker.processId();
    process.stderr.write(
      `Broker ${broker.id} at ${broker.address} is process ${id}; log ${broker.files.log}\n`,
    );
  }
  return 0;
}

async function runOn(name: string, tool: string, args: readonly string[]): Promise<number> {
  if (!isToolName(tool)) throw new Error(`There is no tool "${tool}".`);
  const kafka = await findKafka(name);
  if (kafka === undefined) throw new Error(`Kafka "${name}" is not running.`);
  const server = ['--bootstrap-server', kafka.bootstrap];
  const { exitCode, stdout, stderr } = await kafka.tool(tool, {
    args: [...server, ...args],
  });
  process.stdout.write(stdout);
  process.stderr.write(stderr);
  return exitCode;
}

function print(kafka: Kafka): void {
  process.stdout.write(`KAFKA_BROKERS=${kafka.bootstrap}\n`);
}
