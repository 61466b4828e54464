// Requests of the contract: pods.
import { type Case, get, merge, NS, post, table } from './case.ts';

export const PODS: readonly Case[] = [
  post(
    'a pod that is too big',
    `${NS}/pods`,
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'big' },
      spec: {
        containers: [
          { name: 'a', image: 'x:1', resources: { requests: { cpu: '900' } } },
          { name: 'b', image: 'y' },
        ],
      },
    },
    201,
  ),
  get('the pod that waits', `${NS}/pods/big`, 200, {
    until: (body) => JSON.stringify(body).includes('Unschedulable'),
  }),
  table('the pod that waits', `${NS}/pods/big`),
  get('a log without a container', `${NS}/pods/big/log`, 400, {
    message: 'a container name must be specified for pod big, choose one of: [a b]',
  }),
  get('a log of another container', `${NS}/pods/big/log?container=zz`, 400),
  get('a log of a pod that waits', `${NS}/pods/big/log?container=a`, 204),
  get('a log with a negative tail', `${NS}/pods/big/log?container=a&tailLines=-1`, 422),
  get('a log with a tail that is no number', `${NS}/pods/big/log?container=a&tailLines=x`, 400),
  get('a log since no time', `${NS}/pods/big/log?container=a&sinceSeconds=0`, 422),
  get(
    'a log since two times',
    `${NS}/pods/big/log?container=a&sinceSeconds=1&sinceTime=2026-01-01T00:00:00Z`,
    422,
  ),
  get('a log of no bytes', `${NS}/pods/big/log?container=a&limitBytes=0`, 422),
  merge(
    'another name for a container',
    `${NS}/pods/big`,
    { spec: { nodeSelector: { a: 'b' } } },
    422,
    { differs: 'the real server shows how the pod would differ' },
  ),
  post(
    'an eviction of nothing',
    `${NS}/pods/nope/eviction`,
    { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: 'nope', namespace: '{ns}' } },
    404,
  ),
  post(
    'an eviction of a pod that waits',
    `${NS}/pods/big/eviction`,
    { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: 'big', namespace: '{ns}' } },
    201,
  ),
  get('the pod that was evicted', `${NS}/pods/big`, 404),
];
