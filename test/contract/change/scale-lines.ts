// The lines of `scale`.

import { family } from './family.ts';

export const SCALE = family('scale', [
  'scale deploy/web --replicas=3 -n NS',
  'scale deployment web --replicas=3 -n NS',
  'scale deployments.apps web api --replicas=2 -n NS',
  'scale sts/db --replicas=2 -n NS',
  'scale deploy/web sts/db --replicas=1 -n NS',
  'scale deploy/web --replicas=0 -n NS',
  'scale deploy/web --replicas=4 -n NS --dry-run=server',
  'scale deploy/web --replicas=4 -n NS --dry-run=none',
  'scale deploy/missing --replicas=1 -n NS',
  'scale cm/one --replicas=1 -n NS',
  'scale nothing/web --replicas=1 -n NS',
  'scale deploy --replicas=1 -n NS',
]);
