// The lines of `cordon` and `uncordon`.

import { family } from './family.ts';

export const CORDON = family('cordon', [
  'cordon NS-one',
  'cordon NS-one',
  'cordon NS-two --dry-run=server',
  'cordon NS-one --dry-run=server',
  'cordon NS-one NS-two',
  'uncordon NS-one --dry-run=server',
  'uncordon node/NS-one',
  'uncordon NS-one',
  'uncordon NS-two NS-one',
  'cordon -l twin=NS',
  'cordon -l twin=NS,role=one',
  'uncordon --selector=twin=NS',
  'uncordon -l twin=NS --dry-run=server',
  'cordon missing',
  'uncordon missing',
  'cordon NS-one missing',
  'cordon no/NS-one nodes/NS-two',
  'uncordon NS-one node/NS-two',
  'cordon node/NS-one/x',
  'uncordon NS-one --dry-run=none',
  {
    line: 'cordon -l twin=nothing-NS',
    ours: 'a selector that finds nothing is an answer of its own, never silence',
  },
  {
    line: 'cordon pod/lone',
    ours: 'it says that only nodes are cordoned, rather than that there is no such pod',
  },
]);
