// The real kubectl, for the verbs that only its own code can print. Each run has a door of its own, a kubeconfig that names
// nothing but that door, an environment without plugins, settings or credentials, and an end.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { KubectlBinary } from '../kubernetes/api.ts';
import { openDoor } from './kubectl/door.ts';
import { type ProcessResult, runProcess } from './kubectl/process.ts';

export { findKubectl } from './kubectl/find.ts';

export interface KubectlBinaryOptions {
  /** The first words of its argument array: a path, or a program with its subcommand. */
  readonly command: readonly string[];
  /** The most bytes that one run may print. */
  readonly outputBytes: number;
}

export interface InstalledKubectl extends KubectlBinary {
  /** Its own version, for example 'v1.36.3'. @throws OperatorError when it cannot be run. */
  version(signal: AbortSignal): Promise<string>;
}

export function createKubectlBinary(options: KubectlBinaryOptions): InstalledKubectl {
  return {
    run: async (args, api, signal) => {
      const door = await openDoor(api);
      try {
        const result = await runApart(args, { ...options, server: door.url, signal });
        // What broke behind the door explains more than what kubectl made of it.
        if (door.failures.length > 0) throw door.failures[0];
        return result;
      } finally {
        await door.close();
      }
    },
    version: async (signal) => {
      const args = ['version', '--client', '--output=json'];
      const { stdout } = await runApart(args, { ...options, server: 'http://127.0.0.1:9', signal });
      const { clientVersion } = JSON.parse(stdout) as { clientVersion?: { gitVersion?: string } };
      return clientVersion?.gitVersion ?? 'unknown';
    },
  };
}

interface RunOptions extends KubectlBinaryOptions {
  readonly server: string;
  readonly signal: AbortSignal;
}

/** In a folder of its own that is gone afterwards. */
async function runApart(args: readonly string[], options: RunOptions): Promise<ProcessResult> {
  const folder = await mkdtemp(path.join(tmpdir(), 'quartermaster-kubectl-'));
  try {
    const kubeconfig = path.join(folder, 'config');
    await writeFile(kubeconfig, kubeconfigFor(options.server), { mode: 0o600 });
    return await runProcess([...options.command, ...args], {
      cwd: folder,
      env: environmentIn(folder, kubeconfig),
      maxBytes: options.outputBytes,
      signal: options.signal,
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** JSON is YAML. */
function kubeconfigFor(server: string): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'door', cluster: { server } }],
    users: [],
    contexts: [{ name: 'door', context: { cluster: 'door', user: '' } }],
    'current-context': 'door',
  });
}

/** An empty PATH leaves no plugin to be found; times are printed in UTC wherever the bot runs. */
function environmentIn(folder: string, kubeconfig: string): Record<string, string> {
  return {
    HOME: folder,
    PATH: '',
    TZ: 'UTC',
    KUBECONFIG: kubeconfig,
    KUBECACHEDIR: path.join(folder, 'cache'),
    KUBERC: 'off',
  };
}
