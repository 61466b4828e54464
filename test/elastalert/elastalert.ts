// A real ElastAlert 2 for a test, from PyPI with the hashes of requirements.txt: its newest for Python 3.11. It asks the stand-in for Elasticsearch.

import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { stringify } from 'yaml';
import { findVenv } from '../python/venv.ts';

const REQUIREMENTS = path.join(import.meta.dirname, 'requirements.txt');

const READY_MS = 180_000;

export interface ElastAlert {
  /** What it has said so far. */
  said(): Promise<string>;
  stop(): Promise<void>;
}

/** @returns the Python that has it; undefined, and says so, where it cannot be fetched. */
export async function findElastAlert(suite: string): Promise<string | undefined> {
  return await findVenv({ name: 'elastalert', requirements: REQUIREMENTS, suite });
}

/** @throws Error with what it said, where it does not take the rule. */
export async function startElastAlert(
  python: string,
  { port, rule }: { readonly port: number; readonly rule: string },
): Promise<ElastAlert> {
  const folder = await mkdtemp(path.join(tmpdir(), 'quartermaster-elastalert-'));
  const rules = path.join(folder, 'rules');
  await mkdir(rules);
  await writeFile(path.join(rules, 'rule.yaml'), rule);
  const config = path.join(folder, 'config.yaml');
  const settings = {
    ...{ rules_folder: rules, es_host: '127.0.0.1', es_port: port, writeback_index: 'elastalert' },
    ...{ run_every: { seconds: 1 }, buffer_time: { minutes: 15 } },
  };
  await writeFile(config, stringify(settings));
  const log = await open(path.join(folder, 'log'), 'a', 0o600);
  const child = spawn(python, ['-m', 'elastalert.elastalert', '--verbose', '--config', config], {
    stdio: ['ignore', log.fd, log.fd],
    cwd: folder,
    env: { PATH: process.env.PATH, HOME: folder },
  });
  await log.close();
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const said = () => readFile(path.join(folder, 'log'), 'utf8');
  const stop = async () => {
    child.kill('SIGKILL');
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  for (const untilMs = Date.now() + READY_MS; !(await said()).includes('1 rules loaded'); ) {
    if (Date.now() > untilMs || child.exitCode !== null) {
      const words = await said();
      await stop();
      throw new Error(`ElastAlert did not start. It said:\n${words.slice(-3_000)}`);
    }
    await delay(200);
  }
  return { said, stop };
}
