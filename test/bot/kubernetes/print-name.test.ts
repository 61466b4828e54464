import { expect, test } from '@jest/globals';
import { printNames } from '../../../bot/kubernetes/print-name.ts';

test('kind, group and name', () => {
  const objects = [
    { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' } },
    { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'b' } },
    { apiVersion: 'v1', kind: 'Status' },
  ];
  expect(printNames(objects)).toBe('pod/a\ndeployment.apps/b\nstatus/<unknown>\n');
});
