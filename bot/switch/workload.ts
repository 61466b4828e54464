// What is read of a workload and of what stands beside it. Everything is optional, because a server may leave it out.

import type { KubernetesObject } from '../kubernetes/object.ts';
import type { Selector } from './selector.ts';

export interface Requests {
  readonly requests?: Readonly<Record<string, string>>;
  readonly limits?: Readonly<Record<string, string>>;
}

export interface PodTemplate {
  readonly metadata?: { readonly labels?: Readonly<Record<string, string>> };
  readonly spec?: { readonly containers?: readonly { readonly resources?: Requests }[] };
}

export interface Workload extends KubernetesObject {
  readonly spec?: {
    readonly replicas?: number;
    readonly selector?: Selector;
    readonly template?: PodTemplate;
    readonly schedule?: string;
    readonly suspend?: boolean;
    readonly minReplicaCount?: number;
    readonly maxReplicaCount?: number;
    readonly scaleTargetRef?: TargetRef;
    /** Of a NodePool; quantities. */
    readonly limits?: Readonly<Record<string, string | number>>;
    /** Of a group of machines. */
    readonly sizes?: { readonly min: number; readonly max: number; readonly desired: number };
    /** Of a pipeline. */
    readonly paused?: boolean;
    /** Of an Application of Argo CD (argoproj.io/v1alpha1). */
    readonly syncPolicy?: {
      readonly automated?: { readonly enabled?: boolean; readonly selfHeal?: boolean } | null;
      readonly syncOptions?: readonly string[];
    };
    readonly destination?: { readonly server?: string; readonly name?: string };
    readonly ignoreDifferences?: readonly IgnoredDifference[];
    /** Of a HelmRelease of Flux (helm.toolkit.fluxcd.io/v2). */
    readonly driftDetection?: { readonly mode?: string };
  };
}

/** Of an Application: parts of what it owns that may be otherwise than in git. */
export interface IgnoredDifference {
  readonly group?: string;
  readonly kind?: string;
  readonly name?: string;
  readonly jsonPointers?: readonly string[];
}

/** What makes Applications of Argo CD, and keeps them as its template says. */
export interface ApplicationSet extends KubernetesObject {
  readonly spec?: {
    readonly syncPolicy?: { readonly applicationsSync?: string };
    readonly ignoreApplicationDifferences?: readonly IgnoredDifference[];
    readonly preservedFields?: { readonly annotations?: readonly string[] };
  };
}

export interface TargetRef {
  readonly kind?: string;
  readonly name: string;
}

export interface Autoscaler extends KubernetesObject {
  readonly spec?: {
    readonly minReplicas?: number;
    readonly maxReplicas?: number;
    readonly scaleTargetRef?: TargetRef;
  };
}

export interface Requirement {
  readonly key: string;
  readonly operator: string;
  readonly values?: readonly string[];
}

export interface Budget extends KubernetesObject {
  readonly spec?: {
    readonly minAvailable?: number | string;
    readonly maxUnavailable?: number | string;
    readonly selector?: Selector;
  };
  readonly status?: { readonly disruptionsAllowed?: number };
}
