// The lines of `annotate`.

import { family } from './family.ts';

const CAUSE = 'kubernetes.io/change-cause';

export const ANNOTATE = family('annotate', [
  'annotate deploy/web note=hello -n NS',
  'annotate deploy/web note=hello -n NS',
  'annotate deploy/web note=other -n NS',
  'annotate deploy/web note=other --overwrite -n NS',
  'annotate deploy/web note- -n NS',
  'annotate deploy/web note- -n NS',
  'annotate deploy web "note=two words, and = signs; grün" -n NS',
  'annotate deploy web "note=it said \'no\'" --overwrite -n NS',
  'annotate deploy web note= --overwrite -n NS',
  'annotate deploy/web note=1 note=2 --overwrite -n NS',
  'annotate deploy/web note=-1 --overwrite -n NS',
  'annotate deploy/web note=end- --overwrite -n NS',
  `annotate deploy/web ${CAUSE}=first -n NS`,
  `annotate deploy/web ${CAUSE}=second -n NS`,
  `annotate deploy/web ${CAUSE}- -n NS`,
  'annotate deploy/web constructor=one -n NS',
  'annotate deploy/web toString- -n NS',
  'annotate deploy/web example.com/owner=me example.com/since=today note- -n NS',
  'annotate cm one two why=data -n NS',
  'annotate cm/one svc/web why=more --overwrite -n NS',
  'annotate nodes NS-one why=node',
  'annotate nodes -l twin=NS why=nodes --overwrite',
  'annotate deploy -l app=web why=picked -n NS',
  'annotate cm/one tried=yes --dry-run=server -n NS',
  'annotate cm/one version=1 --resource-version=1 -n NS',
  'annotate cm/one version=1 --resource-version=RV(cm/one) -n NS',
  'annotate cm/one cm/two version=1 --resource-version=1 -n NS',
  'annotate svc/web --list -n NS',
  'annotate svc/web why=listed --overwrite --list -n NS',
  { line: 'annotate svc/web cm/two --list -n NS', prepare: ['annotate cm/two why- -n NS'] },
  'annotate deploy/missing note=1 -n NS',
  'annotate nothing/web note=1 -n NS',
  'annotate deploy note=1 -n NS',
  'annotate deploy/web -n NS',
  'annotate note=1 -n NS',
  'annotate deploy/web a=1 a- -n NS',
  'annotate deploy/web a=1 a- b=1 b- -n NS',
  'annotate deploy/web x/y/z=1 -n NS',
  'annotate deploy/web late=1 deploy/api -n NS',
  {
    line: 'annotate deploy/missing deploy/web note=ours -n NS',
    ours: 'a change is previewed whole, so one object that is missing keeps all as they are',
  },
  {
    line: 'annotate deploy -l app=nothing why=picked -n NS',
    ours: 'a selector that finds nothing is an answer of its own, never silence',
  },
  {
    line: 'annotate deploy --all note=ours -n NS',
    ours: 'nothing is changed by type alone: objects are named or selected',
  },
  {
    line: 'annotate deploy/web _x=1 -n NS',
    ours: 'a key that no object can have is refused before the server is asked',
  },
]);
