// The cluster of KUBECONFIG, in place of the stand-ins: which file and which context kubectl would use. It copies no
// credentials and changes nothing of the files.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { StartFailure } from './start-failure.ts';

export interface OwnCluster {
  /** The context's name, made fit for the settings. */
  readonly name: string;
  readonly file: string;
  readonly context: string;
  /** The context's own, or `default`. */
  readonly namespace: string;
}

/**
 * @param variable the value of KUBECONFIG: one file, or a list that is read as kubectl reads it (the first file that says
 * something has it, files that are not there are passed over).
 * @throws StartFailure when none is there, none names a current context, or its parts are spread over several files.
 */
export function findOwnCluster(variable: string): OwnCluster {
  const files = variable
    .split(path.delimiter)
    .filter(Boolean)
    .map((file) => path.resolve(file));
  const configs = files.flatMap(readConfig);
  if (configs.length === 0) {
    throw failure(`There is no file at ${files.join(' or ')}.`, 'Correct the path');
  }
  const context = configs.map(({ current }) => current).find(Boolean);
  if (context === undefined) {
    throw failure(
      'It names no current context.',
      'Choose one with "kubectl config use-context NAME"',
    );
  }
  const home = configs.find(({ contexts }) => contexts.has(context));
  const parts = home?.contexts.get(context);
  if (home === undefined || parts === undefined) {
    throw failure(
      `Its current context "${context}" is in none of its files.`,
      'Choose another with "kubectl config use-context NAME"',
    );
  }
  const owners = [
    configs.find(({ clusters }) => clusters.has(parts.cluster)),
    configs.find(({ users }) => users.has(parts.user)),
  ];
  if (owners.some((owner) => owner !== undefined && owner !== home)) {
    throw failure(
      `The parts of its context "${context}" are spread over several files, which are read one at a time here.`,
      'Write them into one with "kubectl config view --flatten --minify" and name that file',
    );
  }
  return {
    name: nameFrom(context),
    file: home.file,
    context,
    namespace: NAME.test(parts.namespace) ? parts.namespace : 'default',
  };
}

const NAME = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/u;

/** Contexts may be called anything (an ARN, an address); names in the settings may not. */
function nameFrom(context: string): string {
  const name = context
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/gu, '-')
    .slice(-60)
    .replaceAll(/^-+|-+$/gu, '');
  return NAME.test(name) ? name : 'cluster';
}

interface Config {
  readonly file: string;
  readonly current: string | undefined;
  readonly contexts: ReadonlyMap<string, Context>;
  readonly clusters: ReadonlySet<string>;
  readonly users: ReadonlySet<string>;
}

interface Context {
  readonly cluster: string;
  readonly user: string;
  readonly namespace: string;
}

function readConfig(file: string): readonly Config[] {
  let document: unknown;
  try {
    document = parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    const words = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    throw failure(`${file} cannot be read: ${words}.`, 'Correct the file', error);
  }
  const contexts = named(document, 'contexts').map(([name, entry]) => {
    const context = field(entry, 'context');
    const text = (key: string) => String(field(context, key) ?? '');
    return [
      name,
      { cluster: text('cluster'), user: text('user'), namespace: text('namespace') },
    ] as const;
  });
  return [
    {
      file,
      current: String(field(document, 'current-context') ?? '') || undefined,
      contexts: new Map(contexts.reverse()),
      clusters: new Set(named(document, 'clusters').map(([name]) => name)),
      users: new Set(named(document, 'users').map(([name]) => name)),
    },
  ];
}

function named(document: unknown, key: string): (readonly [string, unknown])[] {
  const list = field(document, key);
  if (!Array.isArray(list)) return [];
  return list.map((entry: unknown) => [String(field(entry, 'name') ?? ''), entry] as const);
}

function field(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}

function failure(why: string, fix: string, cause?: unknown): StartFailure {
  const what = 'The cluster of KUBECONFIG cannot be used.';
  return new StartFailure(
    { what, why, fix: `${fix}, or unset KUBECONFIG for the stand-in clusters.` },
    cause,
  );
}
