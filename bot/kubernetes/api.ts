// What a kubectl verb may ask of a cluster: typed requests by resource, never a raw path. The adapter builds the URL,
// adds identity, masks Secret values on arrival and refuses what the command's accesses do not name.

import type { AccessVerb } from '../command.ts';

/** One resource type as the API server's discovery names it. */
export interface Resource {
  /** '' is the core group. */
  readonly group: string;
  readonly version: string;
  /** Plural, for example 'deployments'. */
  readonly resource: string;
  readonly singular: string;
  readonly kind: string;
  readonly namespaced: boolean;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly verbs: readonly string[];
}

/** The discovery of one cluster, at hand without a request. */
export interface Catalog {
  /** In kubectl's order of preference. */
  readonly resources: readonly Resource[];
  /** For example ['v1', 'apps/v1', 'batch/v1'], sorted as `kubectl api-versions` prints them. */
  readonly versions: readonly string[];
  /**
   * Finds what a person named: plural, singular, short name, kind, `resource.group` or `resource.version.group`.
   * @throws KubectlError with kubectl's words: `the server doesn't have a resource type "foo"`.
   */
  resolve(word: string): Resource;
  /** `all` and other categories become their members; every other word becomes the one resource. */
  expand(word: string): readonly Resource[];
  /** The resource of a kind, for example from an ownerReference or a scale target. */
  byKind(group: string, kind: string): Resource | undefined;
}

export interface ApiRequest {
  readonly verb: AccessVerb;
  readonly resource: Pick<Resource, 'group' | 'version' | 'resource'>;
  readonly namespace?: string;
  readonly name?: string;
  readonly subresource?: string;
  readonly query?: Readonly<Record<string, string>>;
  /** 'table' asks the server for its own Table rendering, with the objects' metadata or the whole objects if said. */
  readonly as?: 'object' | 'table' | 'table+metadata' | 'table+object' | 'text';
  readonly body?: unknown;
  /** For verb 'patch'. */
  readonly patch?: 'merge' | 'strategic' | 'json';
  readonly dryRun?: boolean;
  /**
   * For kubectl's describe alone, which prints how long each value of a Secret is: the masked values keep their length.
   */
  readonly secretSizes?: boolean;
}

export interface ApiAnswer {
  readonly status: number;
  /** Parsed JSON, integers beyond 2^53 as bigint; for `as: 'text'` the text. Values of Secrets are masked. */
  readonly body: unknown;
  /** The texts of the answer's Warning headers. */
  readonly warnings: readonly string[];
}

/** The paths outside resources that may be read. */
export type PublicPath =
  | '/version'
  | '/api'
  | '/apis'
  | '/livez'
  | `/openapi/v3${string}`
  | '/openapi/v2'
  | `/apis/${string}`
  | `/api/${string}`;

export interface KubernetesApi {
  /** @throws StatusError for an answer of 400 and above; OperatorError when the server is gone, slow or lying. */
  request(request: ApiRequest): Promise<ApiAnswer>;
  /** The body as it arrives: for logs and watches. Ends when the server ends it or the run is cancelled. */
  stream(request: ApiRequest): AsyncIterable<Uint8Array>;
  /** Discovery, version and OpenAPI documents. */
  read(path: PublicPath): Promise<ApiAnswer>;
}

/** The `Status` object of an API server's refusal (meta/v1). */
export interface Status {
  readonly message: string;
  readonly reason: string;
  readonly code: number;
  readonly details?: {
    readonly name?: string;
    readonly group?: string;
    readonly kind?: string;
    readonly causes?: readonly {
      readonly message?: string;
      readonly field?: string;
      readonly reason?: string;
    }[];
    readonly retryAfterSeconds?: number;
  };
}

/** An answer of the API server that is a refusal; `kubectlText` words it as kubectl would. */
export class StatusError extends Error {
  readonly status: Status;

  constructor(status: Status) {
    super(status.message);
    this.name = 'StatusError';
    this.status = status;
  }
}

/** An error that kubectl itself would print (client side), without its leading `error: `. */
export class KubectlError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'KubectlError';
  }
}

/** The real kubectl, run without a shell against a loopback door that passes only what the command's accesses name. */
export interface KubectlBinary {
  /** @param args the argument array after `kubectl`, built by the command from typed values. */
  run(
    args: readonly string[],
    api: KubernetesApi,
    signal: AbortSignal,
  ): Promise<{
    readonly stdout: string;
    readonly stderr: string;
    readonly exitCode: number;
  }>;
}
