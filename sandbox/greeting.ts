// What the terminal says once the sandbox is up.

/** What the README offers to try, too. */
const THINGS_TO_TRY = [
  '/kubectl get pods',
  '/kubectl logs deploy/web --tail=20',
  '/kubectl scale deploy/web --replicas=5',
];

/** What can be asked of any cluster and changes nothing. */
const READS = ['/kubectl get pods', '/kubectl get nodes', '/kubectl events'];

export interface Up {
  readonly url: string;
  /** Of the sandbox's own process, from its first moment. */
  readonly seconds: number;
  /** The cluster of KUBECONFIG that takes the place of the stand-ins. */
  readonly ownCluster?: { readonly name: string; readonly file: string } | undefined;
}

export function greeting({ url, seconds, ownCluster }: Up): string {
  return [
    `Quartermaster's sandbox is up in ${seconds.toFixed(1)} s. Open ${url}`,
    ...(ownCluster === undefined
      ? []
      : [`It asks your cluster ${ownCluster.name} (of ${ownCluster.file}), which is only read.`]),
    'Three things to try in #shop-ops:',
    ...(ownCluster === undefined ? THINGS_TO_TRY : READS).map((line) => `  ${line}`),
    'Ctrl-C ends all of it.',
    '',
  ].join('\n');
}
