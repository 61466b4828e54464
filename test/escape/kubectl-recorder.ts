// Stands where the kubectl program would be. Every argument array goes through the bot's own adapter: now and then to a real
// process that notes its arguments and environment, else to a hostile one in this process that knocks at the door it was
// given with everything a kubectl gone wrong might ask for.

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import http from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openDoor } from '../../bot/adapters/kubectl/door.ts';
import { createKubectlBinary } from '../../bot/adapters/kubectl-binary.ts';
import type { KubectlBinary } from '../../bot/kubernetes/api.ts';
import { LIMITS } from '../../bot/limits.ts';
import { CALLS } from './world.ts';

export interface Started {
  readonly args: readonly string[];
  /** What the process was really started with; absent where it was not. */
  readonly process?: { readonly argv: readonly string[]; readonly environment: readonly string[] };
}

export interface KubectlRecorder extends KubectlBinary {
  readonly started: Started[];
  /** Paths that the next runs ask the door for, beside the hostile ones. */
  knocks: readonly string[];
  close(): Promise<void>;
}

/** One run of so many is a process of its own: it costs as much as fifty others. */
const PROCESS_EVERY = 16;

export async function createKubectlRecorder(): Promise<KubectlRecorder> {
  const folder = await mkdtemp(path.join(tmpdir(), 'quartermaster-escape-'));
  const program = path.join(folder, 'kubectl.sh');
  const notes = path.join(folder, 'notes');
  await writeFile(program, PROGRAM, { mode: 0o700 });
  const command = ['/bin/sh', program, notes];
  const binary = createKubectlBinary({ command, outputBytes: LIMITS.outputBytes });
  const started: Started[] = [];
  let runs = 0;
  const recorder: KubectlRecorder = {
    started,
    knocks: [],
    run: async (args, api, signal) => {
      runs += 1;
      if (runs % PROCESS_EVERY === 1) {
        const result = await binary.run(args, api, signal);
        started.push({ args, process: readNotes(await readFile(notes, 'utf8')) });
        return result;
      }
      started.push({ args });
      const door = await openDoor(api);
      try {
        const said: string[] = [];
        for (const [method, target] of [...knocksOf(recorder.knocks)]) {
          said.push(await knock(door.url, method, target));
        }
        return { stdout: said.join('\n'), stderr: CALLS, exitCode: 0 };
      } finally {
        await door.close();
      }
    },
    close: () => rm(folder, { recursive: true, force: true }),
  };
  return recorder;
}

/** The shell's own words alone, for its PATH is empty: cat is named by its place. */
const PROGRAM = `notes="$1"; shift
for word in "$@"; do printf '%s\\0' "$word"; done > "$notes"
printf '\\0' >> "$notes"
/bin/cat "/proc/$$/environ" >> "$notes"
printf 'Name: web-1\\nEvents: %s\\n' '${CALLS}'
`;

function readNotes(text: string): NonNullable<Started['process']> {
  const end = text.indexOf('\0\0');
  const argv = text.slice(0, end).split('\0');
  return {
    argv,
    environment: text
      .slice(end + 2)
      .split('\0')
      .filter(Boolean),
  };
}

const HOSTILE: readonly (readonly [string, string])[] = [
  ['GET', '/api/v1/namespaces/shop/secrets'],
  ['GET', '/api/v1/secrets?limit=500'],
  ['GET', '/api/v1/namespaces/shop/pods/web-1/exec?command=sh'],
  ['GET', '/api/v1/namespaces/shop/pods/web-1/log'],
  ['GET', '/api/v1/namespaces/shop/pods?watch=true'],
  ['GET', '/api/v1/namespaces/shop/pods/..%2f..%2fsecrets'],
  ['GET', '/api/v1/namespaces/%2e%2e/%2e%2e/secrets'],
  ['GET', '/logs/kubelet.log'],
  ['GET', '/openapi/v3/../../api/v1/secrets'],
  ['POST', '/api/v1/namespaces/shop/pods'],
  ['DELETE', '/api/v1/namespaces/shop/pods/web-1'],
  ['PATCH', '/apis/apps/v1/namespaces/shop/deployments/web-1'],
];

function knocksOf(plain: readonly string[]): readonly (readonly [string, string])[] {
  return [...plain.map((target) => ['GET', target] as const), ...HOSTILE];
}

/** With nothing made of the path on the way, as no URL parser would leave it. */
function knock(door: string, method: string, target: string): Promise<string> {
  const { hostname, port, pathname } = new URL(door);
  const headers = { 'impersonate-user': 'system:admin', authorization: 'Bearer stolen' };
  return new Promise((resolve, reject) => {
    http
      .request({ hostname, port, method, path: pathname + target, headers }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk;
        });
        response.on('end', () => resolve(text));
      })
      .on('error', reject)
      .end();
  });
}
