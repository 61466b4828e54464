// A mention may leave out the first word of a command where it is clear which is meant.

import { expect, test } from '@jest/globals';
import { rooted } from '../../bot/adapters/slack/rooted.ts';

const NAMES = [
  'kubectl get',
  'kubectl rollout restart',
  'kubectl version',
  'qm version',
  'qm help',
];

test.each([
  ['get pods -n shop', 'kubectl get pods -n shop'],
  ['/kubectl get pods', 'kubectl get pods'],
  ['/get pods', 'kubectl get pods'],
  ['rollout restart deploy/web', 'kubectl rollout restart deploy/web'],
  ['help', 'qm help'],
  ['kubectl get pods', 'kubectl get pods'],
  ['qm version', 'qm version'],
  ['version', 'version'],
  ['getpods', 'getpods'],
  ['exec web', 'exec web'],
  ['Get pods', 'Get pods'],
  ['-n shop get pods', '-n shop get pods'],
  ['"get" pods', '"get" pods'],
  ['', ''],
])('%j is %j', (text, meant) => {
  expect(rooted(text, NAMES)).toBe(meant);
});
