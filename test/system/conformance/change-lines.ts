// The changes that are made through Slack in one namespace and by kubectl in its twin, in this order, each upon what the ones
// before have left. Every verb that changes something is here; their flags are held to kubectl one by one in the contract suites.

import type { Line } from './lines.ts';

const LINES = [
  'scale deploy/web --replicas=3 -n NS',
  'scale deploy/web --replicas=5 --current-replicas=9 -n NS',
  'scale deploy/nope --replicas=1 -n NS',
  'scale deploy/web --replicas=4 --dry-run=server -n NS',
  'rollout restart sts/db ds/agent -n NS',
  'rollout pause deploy/web -n NS',
  'rollout restart deploy/web -n NS',
  'rollout resume deploy/web -n NS',
  'set image deploy/web app=registry.example/app:2.0 -n NS',
  'set image deploy/web nope=registry.example/app:2.0 -n NS',
  'rollout undo deploy/web -n NS',
  'rollout undo deploy/web --to-revision=99 -n NS',
  'set resources deploy/web --requests=cpu=10m -n NS',
  'label deploy/web tier=front -n NS',
  'label deploy/web tier=back -n NS',
  'annotate deploy/web note=tried -n NS',
  `patch deploy/web --type=merge -p '{"spec":{"replicas":2}}' -n NS`,
  'create job NS-now --from=cronjob/nightly -n NS',
  'delete job NS-now -n NS',
  'delete pod nope -n NS',
  'cordon NS',
  'cordon NS',
  'drain NS --ignore-daemonsets --delete-emptydir-data',
  'uncordon NS',
  'uncordon nope',
];

export const CHANGE_LINES: readonly Line[] = LINES.map((text) => ({ family: 'changes', text }));
