// The lines of `patch`.

import { family } from './family.ts';

const patch = (target: string, body: string, rest = '') =>
  `patch ${target} --type=merge -p '${body}' -n NS${rest}`;

export const PATCH = family('patch', [
  patch('deploy/web', '{"spec":{"minReadySeconds":5}}'),
  patch('deploy/web', '{"spec":{"minReadySeconds":5}}'),
  patch('deploy web', '{"metadata":{"labels":{"patched":"yes"}}}'),
  patch('deploy/web', '{"metadata":{"labels":{"patched":null}}}'),
  patch('deploy/web', '{"metadata":{"labels":{"patched":null}}}'),
  patch(
    'deploy/web',
    '{"metadata":{"annotations":{"example.com/why":"to see"}},"spec":{"paused":true}}',
  ),
  patch('deploy/web', '{"spec":{"paused":null}}'),
  patch('deploy/web', '{"spec":{"replicas":0}}'),
  patch('deploy/web', ' { "spec" : { "replicas" : 2 } } '),
  patch('deploy/web deploy/api', '{"spec":{"revisionHistoryLimit":3}}'),
  patch('deploy web api', '{"spec":{"revisionHistoryLimit":4}}'),
  patch('cm/one', '{"data":{"key":"other","new":"a \\"quoted\\" value"}}'),
  patch('cm/one', '{"data":{"new":null,"10":"ten","2":"two"}}'),
  patch('cm/one', '{"data":{"key":"1\\u0041"}}'),
  patch('cm/two', '{"data":{"nested":{"a":"b"}}}'),
  patch('cm/two', '{"data":{"key":7}}'),
  patch('cm/two', '{"nothing":true}'),
  patch('svc/web', '{"spec":{"ports":[{"port":81}]}}'),
  patch('cronjob/nightly', '{"spec":{"suspend":true}}'),
  patch('cronjob/nightly', '{"spec":{"schedule":"never"}}'),
  patch('deploy/web', '{"spec":{"minReadySeconds":-5}}'),
  patch('deploy/web', '{"spec":{"replicas":"three"}}'),
  patch('deploy/web', '{"spec":{"selector":{"matchLabels":{"app":"other"}}}}'),
  patch('deploy/web', '{"spec":{"nothing":1}}'),
  patch('deploy/missing', '{"spec":{"replicas":1}}'),
  patch('nothing/web', '{"spec":{"replicas":1}}'),
  patch('deploy', '{"spec":{"replicas":1}}'),
  'patch nodes NS-one --type=merge -p \'{"spec":{"unschedulable":true}}\'',
  'patch nodes NS-one --type merge --patch \'{"spec":{"unschedulable":null}}\'',
  'patch deploy/web --type=merge -n NS',
  {
    line: `patch deploy/web -p '{"spec":{"replicas":1}}' -n NS`,
    ours: 'without --type kubectl makes a strategic merge patch, which writes other fields than those it names',
  },
  {
    line: `patch deploy/web --type=strategic -p '{"spec":{"replicas":1}}' -n NS`,
    ours: 'a strategic merge patch writes other fields than those it names',
  },
  {
    line: `patch deploy/web --type=json -p '[{"op":"remove","path":"/spec/replicas"}]' -n NS`,
    ours: 'what a JSON patch writes is not known from the patch alone',
  },
  {
    line: `patch deploy/web --type=merge -p '{spec: {replicas: 1}}' -n NS`,
    ours: 'YAML has several ways to write one value; JSON has one',
  },
  {
    line: patch('cm/one', '{"data":{"key":"one","key":"two"}}'),
    ours: 'a name that is there twice is not what it looks like',
  },
  {
    line: patch('cm/one', '{"data":{"key":12345678901234567890}}'),
    ours: 'a number that would be rounded is not what was written',
  },
  ...['changed', 'value'].map((value) => ({
    line: patch('cm/two', `{"data":{"key":"${value}"}}`, ' --dry-run=server'),
    ours: 'it says that it was only tried, as every other verb does',
  })),
  {
    line: patch('deploy/web', '{}'),
    ours: 'a patch that writes nothing is a mistake',
  },
  { line: patch('deploy/web', '[]'), ours: 'a merge patch is an object' },
  { line: patch('deploy/web', '{"spec":'), ours: 'the words of another parser' },
  ...[
    '{"kind":"StatefulSet"}',
    '{"apiVersion":"apps/v2"}',
    '{"metadata":{"name":"other"}}',
    '{"metadata":{"uid":"x"}}',
    '{"metadata":{"namespace":"default"}}',
  ].map((body) => ({
    line: patch('deploy/web', body),
    ours: 'what says which object it is stays, whatever the server would say',
  })),
  {
    line: patch('deploy/web', '{"metadata":{"finalizers":["example.com/stay"]}}'),
    ours: 'what keeps an object from being deleted, and who owns it, is not changed from Slack',
  },
  {
    line: patch('deploy/web', '{"metadata":{"ownerReferences":null}}'),
    ours: 'what keeps an object from being deleted, and who owns it, is not changed from Slack',
  },
  {
    line: patch('deploy/web', '{"status":{"replicas":9}}'),
    ours: 'the status is written by controllers alone',
  },
  {
    line: patch('deploy/web', '{"status":{"replicas":9}}', ' --subresource=status'),
    ours: 'the status is written by controllers alone',
  },
  {
    line: patch('deploy/web', '{"spec":{"replicas":9}}', ' --subresource=scale'),
    ours: 'there is "kubectl scale" for it, whose bounds a policy knows',
  },
  {
    line: patch('secret/keys', '{"stringData":{"password":"typed-in-slack"}}'),
    prepare: ['create secret generic keys --from-literal=password=hunter2 -n NS'],
    ours: 'the values of Secrets do not pass through Slack',
  },
]);
