// As much of the objects of a cluster as the conditions look at. Everything is optional: a server may leave it out.

import type { Metadata } from '../../kubernetes/object.ts';

export interface SeenMetadata extends Metadata {
  readonly creationTimestamp?: string;
}

export interface Condition {
  readonly type?: string;
  readonly status?: string;
  readonly reason?: string;
  readonly message?: string;
  readonly lastTransitionTime?: string;
}

export interface Terminated {
  readonly exitCode?: number;
  readonly signal?: number;
  readonly reason?: string;
  readonly message?: string;
  readonly startedAt?: string;
  readonly finishedAt?: string;
}

interface ContainerState {
  readonly waiting?: { readonly reason?: string; readonly message?: string };
  readonly running?: { readonly startedAt?: string };
  readonly terminated?: Terminated;
}

export interface ContainerStatus {
  readonly name?: string;
  readonly image?: string;
  readonly restartCount?: number;
  readonly state?: ContainerState;
  readonly lastState?: ContainerState;
}

interface Container {
  readonly name?: string;
  readonly restartPolicy?: string;
  readonly resources?: { readonly limits?: Readonly<Record<string, string>> };
}

export interface Pod {
  readonly metadata?: SeenMetadata;
  readonly spec?: {
    readonly nodeName?: string;
    readonly restartPolicy?: string;
    readonly initContainers?: readonly Container[];
    readonly containers?: readonly Container[];
  };
  readonly status?: {
    readonly phase?: string;
    readonly reason?: string;
    readonly message?: string;
    readonly startTime?: string;
    readonly conditions?: readonly Condition[];
    readonly initContainerStatuses?: readonly ContainerStatus[];
    readonly containerStatuses?: readonly ContainerStatus[];
  };
}

export interface Node {
  readonly metadata?: SeenMetadata;
  readonly spec?: { readonly unschedulable?: boolean };
  readonly status?: { readonly conditions?: readonly Condition[] };
}

/** A Deployment or a StatefulSet. */
export interface Workload {
  readonly metadata?: SeenMetadata;
  readonly spec?: { readonly replicas?: number };
  readonly status?: {
    readonly updatedReplicas?: number;
    readonly availableReplicas?: number;
    readonly conditions?: readonly Condition[];
  };
}

export interface Job {
  readonly metadata?: SeenMetadata;
  readonly status?: {
    readonly failed?: number;
    readonly conditions?: readonly Condition[];
  };
}

export interface CronJob {
  readonly metadata?: SeenMetadata;
  readonly status?: { readonly lastSuccessfulTime?: string };
}

export interface Claim {
  readonly metadata?: SeenMetadata;
  readonly spec?: { readonly storageClassName?: string; readonly volumeName?: string };
  readonly status?: { readonly phase?: string };
}

export interface StorageClass {
  readonly metadata?: SeenMetadata;
  readonly volumeBindingMode?: string;
}

export interface Autoscaler {
  readonly metadata?: SeenMetadata;
  readonly spec?: {
    readonly minReplicas?: number;
    readonly maxReplicas?: number;
    readonly scaleTargetRef?: { readonly kind?: string; readonly name?: string };
  };
  readonly status?: {
    readonly currentReplicas?: number;
    readonly conditions?: readonly Condition[];
  };
}

/** cert-manager's. */
export interface Certificate {
  readonly metadata?: SeenMetadata;
  readonly spec?: { readonly secretName?: string; readonly dnsNames?: readonly string[] };
  readonly status?: {
    readonly notBefore?: string;
    readonly notAfter?: string;
    readonly conditions?: readonly Condition[];
  };
}

/** Of the core group; both ways of counting, the old one and series. */
export interface ClusterEvent {
  readonly metadata?: SeenMetadata;
  readonly involvedObject?: { readonly uid?: string };
  readonly reason?: string;
  readonly message?: string;
  readonly count?: number;
  readonly series?: { readonly count?: number };
}
