// One request to the stand-in, as its handlers see it, and what they may answer.
import type { KubernetesObject } from '../objects.ts';
import type { ResourceType } from '../resources.ts';

export interface User {
  readonly name: string;
  readonly groups: readonly string[];
  /** The user whose token it is, when another one is impersonated. */
  readonly impersonatedBy?: string;
}

/** What a path says, before anyone knows whether the resource exists. */
export interface Route {
  readonly verb: string;
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly subresource?: string;
}

export interface Call {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly accept: string;
  readonly contentType: string;
  readonly user: User;
  /** The text of the body, empty when there is none. */
  readonly body: string;
  /** Aborted when the caller has gone or the server closes. */
  readonly signal: AbortSignal;
}

export interface ResourceCall extends Call {
  readonly route: Route;
  readonly type: ResourceType;
}

export type Answer =
  | {
      readonly kind: 'json';
      readonly code: number;
      readonly body: unknown;
      readonly warnings?: readonly string[];
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** An object or objects of the call's type, to be shown as the caller asked: JSON or Table. */
  | {
      readonly kind: 'object';
      readonly code: number;
      readonly object: KubernetesObject;
      readonly warnings?: readonly string[];
      /** The printer to use where it is not the type's own. */
      readonly printedAs?: string;
    }
  | { readonly kind: 'text'; readonly code: number; readonly text: string }
  | {
      readonly kind: 'stream';
      readonly contentType: string;
      readonly chunks: AsyncIterable<string>;
    };

/** Whether the caller wants the server to render a Table. */
export function wantsTable({ accept }: Pick<Call, 'accept'>): boolean {
  const [first = ''] = accept.split(',');
  return /;\s*as=Table/.test(first);
}

/** Whether the caller wants only the metadata of objects (PartialObjectMetadata). */
export function wantsMetadata({ accept }: Pick<Call, 'accept'>): boolean {
  return /;\s*as=PartialObjectMetadata/.test(accept.split(',')[0] ?? '');
}
