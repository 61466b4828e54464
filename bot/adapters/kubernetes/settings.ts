// What the adapter must be told about the clusters, and the limits it keeps to.

/** One cluster of the configuration. */
export interface ClusterSettings {
  readonly name: string;
  /** For example 'staging' or 'production': what policies speak of. */
  readonly environment: string;
  /** Path of a kubeconfig file. */
  readonly kubeconfig?: string | undefined;
  /** A context of that file; its current one unless said. */
  readonly context?: string | undefined;
  /** The service account of the pod that this program runs in. */
  readonly inCluster?: boolean | undefined;
  /** Every change is refused here, whatever policy says. */
  readonly readOnly?: boolean | undefined;
  /** Lets the kubeconfig run its credential plugin: a program of its choice, on this machine. */
  readonly allowExecCredentials?: boolean | undefined;
}

export interface ClusterLimits {
  /** The most bytes that one answer of an API server may have. */
  readonly answerBytes: number;
  /** How long a cluster's discovery is believed. */
  readonly catalogCacheMs: number;
  /** How long discovery and the health check may take. */
  readonly discoveryMs: number;
}

/** The part of a logger that the adapter uses: static message, fields beside it. */
export interface ClusterLog {
  info(fields: Readonly<Record<string, unknown>>, message: string): void;
  warn(fields: Readonly<Record<string, unknown>>, message: string): void;
  error(fields: Readonly<Record<string, unknown>>, message: string): void;
}
