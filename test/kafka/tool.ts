// Apache Kafka's own tools against a Kafka of the tests, where they have to succeed.

import type { Kafka, ToolName } from '../../sandbox/kafka/kafka.ts';

/** @param input what it reads from standard input. @returns what it printed. @throws Error with its words when it fails. */
export async function runTool(
  kafka: Kafka,
  name: ToolName,
  args: readonly string[],
  input = '',
): Promise<string> {
  const all = ['--bootstrap-server', kafka.bootstrap, ...args];
  const { exitCode, stdout, stderr } = await kafka.tool(name, { args: all, input });
  if (exitCode !== 0) throw new Error(`${name} ${args.join(' ')} failed:\n${stdout}${stderr}`);
  return stdout;
}
