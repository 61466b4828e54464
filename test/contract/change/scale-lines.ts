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
  // conditions
  'scale deploy/web --current-replicas=4 --replicas=2 -n NS',
  'scale deploy/web --current-replicas=4 --replicas=3 -n NS',
  'scale deploy/web --current-replicas=2 --replicas=3 --dry-run=server -n NS',
  'scale deploy/api deploy/web --current-replicas=2 --replicas=1 -n NS',
  'scale deploy/web --current-replicas=1 --replicas=0 -n NS',
  'scale deploy/web --current-replicas=0 --replicas=2 -n NS',
  'scale deploy/fresh --resource-version=RV(deploy/fresh) --replicas=0 -n NS',
  'scale deploy/web --resource-version=1 --replicas=3 -n NS',
  'scale deploy/web deploy/api --resource-version=1 --replicas=3 -n NS',
  'scale deploy/web --current-replicas=9 --resource-version=1 --replicas=3 -n NS',
  'scale cm/one --current-replicas=1 --replicas=1 -n NS',
  'scale deploy/missing --current-replicas=1 --replicas=1 -n NS',
  // selectors
  'scale deploy -l app=api --replicas=2 -n NS',
  "scale deploy,sts -l 'app in (api,db)' --replicas=1 -n NS",
  'scale deploy -l app=nothing --replicas=1 -n NS',
  'scale deploy/web -l app=web --replicas=1 -n NS',
  // refusals
  'scale deploy/missing --replicas=1 -n NS',
  'scale cm/one --replicas=1 -n NS',
  'scale ds/agent --replicas=1 -n NS',
  'scale nothing/web --replicas=1 -n NS',
  'scale deploy --replicas=1 -n NS',
  {
    line: 'scale deploy/web -n NS',
    ours: 'the answer says what to add',
  },
  {
    line: 'scale deploy/web --replicas=-1 -n NS',
    ours: 'a value never begins with "-"',
  },
  {
    line: 'scale deploy/web --replicas=1001 -n NS --dry-run=server',
    ours: 'more than 1000 replicas is a slip of the finger',
  },
  {
    line: 'scale deploy --all --replicas=1 -n NS',
    ours: 'nothing is changed by type alone: objects are named or selected',
  },
  {
    line: 'scale deploy/missing deploy/web --replicas=3 -n NS',
    ours: 'a change is previewed whole, so one object that is missing keeps all as they are',
  },
]);
