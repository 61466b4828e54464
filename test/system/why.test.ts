// `/qm why` and `/qm can` through Slack: what would become of a command and which policy says so, with nothing run or asked.

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ask } from '../world/ask.ts';
import { createWorld, type World } from '../world/world.ts';
import { words } from './sandbox.ts';

let world: World;

beforeAll(async () => {
  world = await createWorld();
  await world.sim('settings', { rate_limits: false });
  await world.startBot();
  await ask(world, 'carol', 'kubectl get pods'); // from here on the kinds of the cluster are known
});

afterAll(async () => {
  await world?.close();
});

const DECIDED: readonly (readonly [string, string, RegExp])[] = [
  [
    'carol',
    'qm why kubectl get pods -n shop',
    /allow +list pods in shop +viewers-read[\s\S]*It would run at once/u,
  ],
  [
    'carol',
    'qm why kubectl scale deploy/web --replicas=0',
    /deny +use the command there +changes-are-for-operators[\s\S]*You may not run "kubectl scale"/u,
  ],
  [
    'bob',
    'qm why kubectl rollout restart deploy/web',
    /allow +patch deployments\.apps web in shop +operators-run[\s\S]*wait for the click/u,
  ],
  [
    'bob',
    'qm why kubectl get secrets',
    /deny +list secrets in shop +secrets-are-for-admins[\s\S]*Ask an admin/u,
  ],
  ['bob', 'qm why kubectl get pods --frobnicate', /"--frobnicate" is not a flag of "kubectl get"/u],
  ['bob', 'qm why kubectl exec web -- sh', /"kubectl exec web" is not a command here/u],
  [
    'bob',
    'qm why kubectl get pods --cluster nowhere',
    /no cluster "nowhere"[\s\S]*for you: staging/u,
  ],
  [
    'alice',
    'qm can U0CAROL kubectl delete pod web-1',
    /carol[\s\S]*in viewer[\s\S]*They may not run "kubectl delete"/u,
  ],
  ['alice', 'qm can U0MALLORY qm help', /in no group[\s\S]*no policy allows it/u],
  ['alice', 'qm can U0GINA qm help', /deny +use the command there +guests-may-nothing/u],
  ['alice', 'qm can bob qm help', /"bob" is not a person here/u],
  ['carol', 'qm can U0BOB kubectl get pods', /Refused[\s\S]*You may not run "qm can"/u],
];

describe('what would become of it', () => {
  test.each(DECIDED)('%s: %s', async (user, text, expected) => {
    const asked = world.requests().length;
    expect(words(await ask(world, user, text))).toMatch(expected);
    expect(world.requests().slice(asked)).toEqual([]);
  });

  test('nobody outside the groups is told anything', async () => {
    expect(words(await ask(world, 'mallory', 'qm why kubectl get pods'))).toMatch(
      /You may not run "qm why"/u,
    );
  });
});
