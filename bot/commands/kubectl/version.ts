// `kubectl version`: what the cluster's API server says it is. The client is this bot, not a kubectl, and is named so.

import { kubectlCommand } from '../../command.ts';
import { choiceFlag, NO_POSITIONALS, switchFlag } from '../../grammar.ts';
import { clusterFlag } from '../../kubernetes/flags.ts';
import { printOrderedJson } from '../../kubernetes/ordered-json.ts';
import { encodeYaml } from '../../kubernetes/print-yaml.ts';

export interface VersionArgs {
  readonly clientOnly: boolean;
  readonly output: 'json' | 'yaml' | undefined;
}

const CLIENT = 'quartermaster';

export const version = kubectlCommand({
  name: 'kubectl version',
  summary: 'Show the version of the cluster.',
  examples: ['kubectl version', 'kubectl version -o json'],
  effect: 'read',
  grammar: {
    positionals: NO_POSITIONALS,
    flags: {
      ...clusterFlag,
      client: switchFlag('Show only what the client is.'),
      output: choiceFlag({
        short: 'o',
        summary: 'The form of the output.',
        choices: ['json', 'yaml'],
      }),
    },
  },

  read: ({ flags }): VersionArgs => ({ clientOnly: flags.client, output: flags.output }),

  access: () => [],

  run: async ({ clientOnly, output }, { api }) => {
    const server = clientOnly ? undefined : (await api.read('/version')).body;
    return { stdout: print(server, output), stderr: '', exitCode: 0 };
  },
});

function print(server: unknown, output: VersionArgs['output']): string {
  const both = {
    clientVersion: { gitVersion: CLIENT },
    ...(server === undefined ? {} : { serverVersion: server }),
  };
  if (output === 'json') return printOrderedJson(both, 2);
  // kubectl ends its YAML with an empty line here.
  if (output === 'yaml') return `${encodeYaml(both)}\n`;
  const { gitVersion } = (server ?? {}) as { gitVersion?: string };
  const serverLine = gitVersion === undefined ? '' : `Server Version: ${gitVersion}\n`;
  return `Client Version: ${CLIENT}\n${serverLine}`;
}
