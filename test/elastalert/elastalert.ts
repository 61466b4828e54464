// A real ElastAlert 2 for a test, from PyPI with the hashes of requirements.txt: its newest for Python 3.11. It asks the stand-in for Elasticsearch.

import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { stringify } from 'yaml';
import { type Program, startProgram } from '../programs/start-program.ts';
import { findVenv } from '../python/venv.ts';

const REQUIREMENTS = path.join(import.meta.dirname, 'requirements.txt');
const START_MS = 180_000;

/** @returns the Python that has it; undefined, and says so, where it cannot be fetched. */
export async function findElastAlert(suite: string): Promise<string | undefined> {
  return await findVenv({ name: 'elastalert', requirements: REQUIREMENTS, suite });
}

/** @throws Error with what it said, where it does not take the rule. */
export async function startElastAlert(
  python: string,
  { port, rule }: { readonly port: number; readonly rule: string },
): Promise<Program> {
  return await startProgram({
    what: 'ElastAlert',
    prepare: async (folder) => {
      const rules = path.join(folder, 'rules');
      await mkdir(rules);
      await writeFile(path.join(rules, 'rule.yaml'), rule);
      const config = path.join(folder, 'config.yaml');
      const settings = {
        ...{ rules_folder: rules, es_host: '127.0.0.1', es_port: port },
        ...{ writeback_index: 'elastalert', run_every: { seconds: 1 } },
        buffer_time: { minutes: 15 },
      };
      await writeFile(config, stringify(settings));
      // It would else go by the proxies and the passwords of whoever runs the tests.
      const alone = ['env', '-i', `PATH=${process.env.PATH}`, `HOME=${folder}`];
      return [...alone, python, '-m', 'elastalert.elastalert', '--verbose', '--config', config];
    },
    isReady: (said) => said.includes('1 rules loaded'),
    startMs: START_MS,
  });
}
