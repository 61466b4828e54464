// The shapes of services, nodes, events, access and the other things of a cluster.
import type { Condition, KubernetesObject, ObjectReference, StringMap } from './common.ts';

export interface ServicePort {
  name?: string;
  port: number;
  protocol: string;
  targetPort?: number | string;
  nodePort?: number;
}

export interface LoadBalancerStatus {
  ingress?: { ip?: string; hostname?: string }[];
}

export interface Service extends KubernetesObject {
  spec: {
    type: string;
    clusterIP?: string;
    clusterIPs?: string[];
    externalIPs?: string[];
    externalName?: string;
    ports?: ServicePort[];
    selector?: StringMap;
  };
  status: { loadBalancer: LoadBalancerStatus };
}

export interface Endpoints extends KubernetesObject {
  subsets?: {
    addresses?: { ip: string; nodeName?: string; targetRef?: ObjectReference }[];
    notReadyAddresses?: { ip: string; nodeName?: string; targetRef?: ObjectReference }[];
    ports?: { name?: string; port: number; protocol: string }[];
  }[];
}

export interface EndpointSlice extends KubernetesObject {
  addressType: string;
  endpoints: {
    addresses: string[];
    conditions?: Record<string, boolean>;
    [field: string]: unknown;
  }[];
  ports: { name?: string; port?: number; protocol?: string }[];
}

export interface Taint {
  key: string;
  value?: string;
  effect: string;
  timeAdded?: string;
}

export interface Node extends KubernetesObject {
  spec: { unschedulable?: boolean; taints?: Taint[]; podCIDR?: string; providerID?: string };
  status: {
    conditions: Condition[];
    addresses: { type: string; address: string }[];
    capacity: StringMap;
    allocatable: StringMap;
    nodeInfo: StringMap;
  };
}

export interface Event extends KubernetesObject {
  involvedObject: ObjectReference;
  type: string;
  reason: string;
  message: string;
  source: { component?: string; host?: string };
  reportingComponent?: string;
  reportingInstance?: string;
  firstTimestamp?: string | null;
  lastTimestamp?: string | null;
  eventTime?: string | null;
  count?: number;
  series?: { count: number; lastObservedTime: string };
}

export interface PersistentVolumeClaim extends KubernetesObject {
  spec: {
    accessModes?: string[];
    resources?: { requests?: StringMap };
    storageClassName?: string;
    volumeAttributesClassName?: string;
    volumeMode?: string;
    volumeName?: string;
  };
  status: { phase: string; accessModes?: string[]; capacity?: StringMap };
}

export interface Ingress extends KubernetesObject {
  spec: {
    ingressClassName?: string;
    rules?: { host?: string; [field: string]: unknown }[];
    tls?: unknown[];
  };
  status: { loadBalancer: LoadBalancerStatus };
}

export interface PolicyRule {
  verbs: string[];
  apiGroups?: string[];
  resources?: string[];
  resourceNames?: string[];
  nonResourceURLs?: string[];
}

export interface Role extends KubernetesObject {
  rules: PolicyRule[] | null;
}

export interface Subject {
  kind: string;
  name: string;
  namespace?: string;
  apiGroup?: string;
}

export interface RoleBinding extends KubernetesObject {
  subjects?: Subject[];
  roleRef: { apiGroup: string; kind: string; name: string };
}

export interface PrinterColumn {
  name: string;
  type: string;
  format?: string;
  description?: string;
  priority?: number;
  jsonPath: string;
}

export interface CustomResourceDefinition extends KubernetesObject {
  spec: {
    group: string;
    scope: string;
    names: {
      plural: string;
      singular: string;
      kind: string;
      listKind: string;
      shortNames?: string[];
      categories?: string[];
    };
    versions: {
      name: string;
      served: boolean;
      storage: boolean;
      additionalPrinterColumns?: PrinterColumn[];
      subresources?: { status?: Record<string, never>; scale?: Record<string, string> };
      schema?: { openAPIV3Schema?: Record<string, unknown> };
    }[];
  };
  status?: { conditions?: Condition[]; [field: string]: unknown };
}
