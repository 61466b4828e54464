// What may be asked of a cluster, and that the role that is shipped for it gives exactly that.

import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { ROLLOUT_ACCESSES } from '../../../../bot/notify/rollout-watch.ts';
import { ACCESSES } from '../../../../bot/sources/kubernetes/kinds.ts';

interface Role {
  readonly rules: readonly {
    readonly apiGroups: readonly string[];
    readonly resources: readonly string[];
    readonly verbs: readonly string[];
  }[];
}

test('the role gives what the source and the silences over rollouts ask for, and no more', () => {
  const { rules } = parse(readFileSync('deploy/watch-role.yaml', 'utf8')) as Role;
  const given = rules.flatMap(({ apiGroups, resources, verbs }) =>
    apiGroups.flatMap((group) =>
      resources.flatMap((resource) => verbs.map((verb) => `${verb} ${group}/${resource}`)),
    ),
  );
  const asked = [...ACCESSES, ...ROLLOUT_ACCESSES].map(
    ({ verb, group, resource, subresource }) =>
      `${verb} ${group}/${resource}${subresource === undefined ? '' : `/${subresource}`}`,
  );
  expect(given.sort()).toEqual(asked.sort());
});

test('nothing is asked but to read, and no Secrets', () => {
  expect(new Set(ACCESSES.map(({ verb }) => verb))).toEqual(new Set(['list', 'watch', 'get']));
  expect(ACCESSES.map(({ resource }) => resource)).not.toContain('secrets');
});
