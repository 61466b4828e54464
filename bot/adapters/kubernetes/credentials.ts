// Where a cluster is and how to prove who is asking, read with client-node from a kubeconfig or the pod's own service
// account. It runs no program that a kubeconfig names unless the configuration allows it.

import type { Agent as HttpsAgent, RequestOptions } from 'node:https';
import type { KubeConfig as KubeConfigType, User } from '@kubernetes/client-node';
import { OperatorError } from '../../errors.ts';
import { KubeConfig } from './client-node.ts';
import type { ClusterSettings } from './settings.ts';

/** What TLS needs to know, as `tls.connect` takes it. */
export interface TlsMaterial {
  readonly ca?: string | Buffer;
  readonly cert?: string | Buffer;
  readonly key?: string | Buffer;
  readonly servername?: string;
  readonly rejectUnauthorized?: boolean;
}

export interface Credentials {
  readonly headers: Readonly<Record<string, string>>;
  readonly tls: TlsMaterial;
}

export interface CredentialSource {
  readonly server: string;
  readonly proxyUrl: string | undefined;
  /** Asked before every request: tokens are renewed by themselves. */
  current(): Promise<Credentials>;
}

/** @throws OperatorError for a kubeconfig that is missing, broken, or wants what is not allowed. */
export function openCredentials(settings: ClusterSettings): CredentialSource {
  const kubeConfig = load(settings);
  const cluster = kubeConfig.getCurrentCluster();
  if (!cluster?.server) {
    throw misconfigured(settings, 'Its kubeconfig names no cluster for that context.');
  }
  assertNoProgram(settings, kubeConfig.getCurrentUser());
  assertEncrypted(settings, cluster.server);
  return {
    server: cluster.server,
    proxyUrl: cluster.proxyUrl,
    current: async () => readCredentials(kubeConfig),
  };
}

function load(settings: ClusterSettings): KubeConfigType {
  const kubeConfig = new KubeConfig();
  try {
    if (settings.inCluster) kubeConfig.loadFromCluster();
    else kubeConfig.loadFromFile(settings.kubeconfig ?? '');
  } catch (error) {
    const place = settings.inCluster ? "The pod's service account" : `${settings.kubeconfig}`;
    throw misconfigured(settings, `${place} cannot be read.`, error);
  }
  if (settings.context === undefined) return kubeConfig;
  if (!kubeConfig.getContextObject(settings.context)) {
    throw misconfigured(settings, `Its kubeconfig has no context named ${settings.context}.`);
  }
  kubeConfig.setCurrentContext(settings.context);
  return kubeConfig;
}

/** The old gcp and azure providers run a command just as `exec` does. */
function assertNoProgram(settings: ClusterSettings, user: User | null): void {
  const provider: string | undefined = user?.authProvider?.name;
  const runsProgram =
    Boolean(user?.exec) ||
    Boolean(user?.authProvider?.config?.exec) ||
    (provider !== undefined && provider !== 'oidc' && provider !== 'tokenFile');
  if (!runsProgram || settings.allowExecCredentials) return;
  throw misconfigured(
    settings,
    'Its kubeconfig gets credentials by running a program, which allowExecCredentials does not allow.',
  );
}

function assertEncrypted(settings: ClusterSettings, server: string): void {
  if (URL.canParse(server) && new URL(server).protocol === 'https:') return;
  throw misconfigured(settings, `Its server ${server} is no https address.`);
}

async function readCredentials(kubeConfig: KubeConfigType): Promise<Credentials> {
  const options: RequestOptions & { agent?: HttpsAgent } = {};
  await kubeConfig.applyToHTTPSOptions(options);
  const { ca, cert, key, servername, rejectUnauthorized } = options;
  return {
    headers: { ...lowerCased(options.headers), ...basicHeader(options.auth) },
    tls: {
      ...(isMaterial(ca) ? { ca } : {}),
      ...(isMaterial(cert) ? { cert } : {}),
      ...(isMaterial(key) ? { key } : {}),
      ...(servername === undefined ? {} : { servername }),
      ...(rejectUnauthorized === undefined ? {} : { rejectUnauthorized }),
    },
  };
}

function lowerCased(headers: RequestOptions['headers']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), String(value)]),
  );
}

function basicHeader(auth: string | null | undefined): Record<string, string> {
  return auth ? { authorization: `Basic ${Buffer.from(auth).toString('base64')}` } : {};
}

function isMaterial(value: unknown): value is string | Buffer {
  return typeof value === 'string' || Buffer.isBuffer(value);
}

function misconfigured(settings: ClusterSettings, why: string, cause?: unknown): OperatorError {
  return new OperatorError({
    what: `Cluster ${settings.name} cannot be used.`,
    why,
    fix: 'Correct the entry under clusters: in the configuration, or the file that it names.',
    cause,
  });
}
