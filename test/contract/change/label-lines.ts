// The lines of `label`.

import { family } from './family.ts';

const LONG = 'a'.repeat(64);

export const LABEL = family('label', [
  // set, keep, overwrite, remove
  'label deploy/web stage=front -n NS',
  'label deploy/web stage=front -n NS',
  'label deploy web stage=back -n NS',
  'label deploy web stage=back --overwrite -n NS',
  'label deploy/web stage- -n NS',
  'label deploy/web stage- -n NS',
  'label deploy/web first=1 second=2 -n NS',
  'label deploy/web first- third=3 -n NS',
  'label deploy/web second- missing- -n NS',
  'label deploy/web third- missing- other- fourth=4 -n NS',
  'label deploy/web empty= -n NS',
  'label deploy/web empty= empty=full -n NS',
  'label deploy/web empty=full -n NS',
  'label deploy/web example.com/owner=Team_A.1-b -n NS',
  'label deploy/web example.com/owner- -n NS',
  'label deploy/web constructor=one -n NS',
  'label deploy/web toString- -n NS',
  'label deploy/web constructor- -n NS',
  'label deploy/web overwrite=no --overwrite=false -n NS',
  // several objects, several kinds
  'label deploy web api team=shop -n NS',
  'label deploy/web cm/one pod/lone team=core --overwrite -n NS',
  'label cm one two kind=data -n NS',
  'label cm/one cm/two kind- -n NS',
  'label pods lone debug=yes -n NS',
  'label svc/web tier=edge --overwrite -n NS',
  'label job/once run=1 -n NS',
  'label cronjobs.batch nightly run=1 -n NS',
  'label node NS-one disk=fast',
  'label nodes NS-one NS-two disk=fast',
  'label nodes/NS-one disk-',
  // selectors
  'label deploy -l app=web picked=yes -n NS',
  'label deploy,sts -l tier=test several=many -n NS',
  'label deploy,sts -l tier=test picked=many --overwrite -n NS',
  "label cm -l 'app in (one,two)' picked=set -n NS",
  'label nodes -l twin=NS picked=yes',
  'label deploy web -l app=web picked=yes -n NS',
  'label deploy/web -l app=web picked=yes -n NS',
  'label -l app=web picked=yes -n NS',
  'label deploy -l app=web picked- --dry-run=server -n NS',
  // trying only
  'label deploy/web tried=yes --dry-run=server -n NS',
  'label deploy/web tried- --dry-run=server -n NS',
  'label deploy/web tried=yes --dry-run=none -n NS',
  // the version of the object
  'label deploy/web version=one --resource-version=1 -n NS',
  'label cm/one version=one --resource-version=RV(cm/one) -n NS',
  'label cm/one version=one --resource-version=1 -n NS',
  'label cm/one cm/two version=two --resource-version=1 -n NS',
  'label cm -l app=one version=two --resource-version=1 -n NS',
  // the list
  { line: 'label svc/web --list -n NS', prepare: ['label svc/web app- picked- team- -n NS'] },
  'label svc/web --list tier=listed --overwrite -n NS',
  'label svc/web --list tier=listed -n NS',
  {
    line: 'label svc/web cm/one --list -n NS',
    prepare: ['label cm/one tier- kind- team- picked- version- -n NS'],
  },
  'label svc --list -l tier=edge -n NS',
  'label svc/missing --list -n NS',
  // refusals
  'label deploy/missing team=shop -n NS',
  'label nothing/web team=shop -n NS',
  'label deploy team=shop -n NS',
  'label deploy/web -n NS',
  'label team=shop -n NS',
  'label deploy/web same=1 same- -n NS',
  'label deploy/web a=b=c -n NS',
  'label deploy/web a=-b -n NS',
  'label deploy/web a=b- -n NS',
  'label deploy/web "a=two words" -n NS',
  'label deploy/web a=grün -n NS',
  `label deploy/web a=${LONG} -n NS`,
  `label deploy/web a=${LONG}- -n NS`,
  'label deploy/web x/y/z=b -n NS',
  'label deploy/web UPPER.example.com/x=b -n NS',
  'label deploy/web late=1 deploy/api -n NS',
  'label deploy web sts/db late=1 -n NS',
  'label deploy/web/x late=1 -n NS',
  'label deploy/ late=1 -n NS',
  // ours
  {
    line: 'label deploy/missing deploy/web team=ours -n NS',
    ours: 'a change is previewed whole, so one object that is missing keeps all as they are',
  },
  {
    line: 'label deploy/web cm/one tier=other -n NS',
    prepare: ['label cm/one tier- -n NS'],
    ours: 'a change is previewed whole, so one object that is refused keeps all as they are',
  },
  {
    line: 'label deploy/web cm/one pod/lone team=core -n NS',
    prepare: ['label deploy/web team=shop --overwrite -n NS'],
    ours: 'a change is previewed whole, so one object that is refused keeps all as they are',
  },
  {
    line: 'label deploy,cm web team- -n NS',
    ours: 'a change is previewed whole, so one object that is refused keeps all as they are',
  },
  {
    line: 'label deploy,sts -l tier=test picked=many -n NS',
    prepare: ['label deploy/web picked=yes -n NS'],
    ours: 'a change is previewed whole, so one object that is refused keeps all as they are',
  },
  {
    line: 'label deploy -l app=nothing picked=yes -n NS',
    ours: 'a selector that finds nothing is an answer of its own, never silence',
  },
  {
    line: 'label deploy --all team=ours -n NS',
    ours: 'nothing is changed by type alone: objects are named or selected',
  },
  {
    line: 'label deploy -A -l twin=NS team=ours',
    ours: 'changes are made in one namespace at a time',
  },
  {
    line: 'label deploy/web _x=1 -n NS',
    ours: 'a key that no object can have is refused before the server is asked',
  },
  {
    line: 'label deploy/web team=ours -o yaml -n NS',
    ours: 'the answer of a change is one line an object',
  },
]);
