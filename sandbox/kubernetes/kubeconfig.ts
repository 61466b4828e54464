// Writes the kubeconfig by which kubectl and the bot reach a stand-in cluster.

export interface KubeconfigFacts {
  readonly name: string;
  readonly url: string;
  readonly token: string;
  /** PEM text. */
  readonly certificate: string;
}

/** JSON, which every reader of YAML reads too. */
export function writeKubeconfig({ name, url, token, certificate }: KubeconfigFacts): string {
  const user = `${name}-admin`;
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      {
        name,
        cluster: {
          server: url,
          'certificate-authority-data': Buffer.from(certificate).toString('base64'),
        },
      },
    ],
    users: [{ name: user, user: { token } }],
    contexts: [{ name, context: { cluster: name, user, namespace: 'default' } }],
    'current-context': name,
  };
  return `${JSON.stringify(config, undefined, 2)}\n`;
}
