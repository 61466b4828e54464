// `kubectl api-versions`: the groups and versions that a cluster serves. It asks for nothing but discovery.

import { kubectlCommand } from '../../command.ts';
import { NO_POSITIONALS } from '../../grammar.ts';
import { clusterFlag } from '../../kubernetes/flags.ts';

export const apiVersions = kubectlCommand({
  name: 'kubectl api-versions',
  summary: 'List the API versions that the cluster serves.',
  examples: ['kubectl api-versions'],
  effect: 'read',
  grammar: { positionals: NO_POSITIONALS, flags: { ...clusterFlag } },
  read: () => ({}),
  access: () => [],
  run: async (_args, { catalog }) => ({
    stdout: catalog.versions.map((version) => `${version}\n`).join(''),
    stderr: '',
    exitCode: 0,
  }),
});
