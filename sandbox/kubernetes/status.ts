// The refusals of the API server, in its own words, reasons and codes (meta/v1 Status). It decides nothing.
import type { ResourceType } from './resources.ts';

export interface Cause {
  reason: string;
  message: string;
  field: string;
}

export interface StatusDetails {
  name?: string;
  group?: string;
  kind?: string;
  uid?: string;
  causes?: Partial<Cause>[];
  retryAfterSeconds?: number;
}

export interface Status {
  kind: 'Status';
  apiVersion: 'v1';
  metadata: Record<string, never>;
  status: 'Success' | 'Failure';
  message?: string;
  reason?: string;
  details?: StatusDetails;
  code?: number;
}

/** Thrown by whoever refuses a request; the server answers with its status. */
export class Refusal extends Error {
  readonly status: Status;

  constructor(code: number, reason: string | undefined, message: string, details?: StatusDetails) {
    super(message);
    this.name = 'Refusal';
    this.status = {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message,
      ...(reason === undefined ? {} : { reason }),
      ...(details === undefined ? {} : { details }),
      code,
    };
  }
}

export function notFound(type: ResourceType, name: string): Refusal {
  const message = `${qualify(type)} "${name}" not found`;
  return new Refusal(404, 'NotFound', message, { name, ...groupAndKind(type) });
}

export function unknownResource(): Refusal {
  const message = 'the server could not find the requested resource';
  return new Refusal(404, 'NotFound', message, {});
}

export function methodNotAllowed(): Refusal {
  const message = 'the server does not allow this method on the requested resource';
  return new Refusal(405, 'MethodNotAllowed', message, {});
}

export function alreadyExists(type: ResourceType, name: string): Refusal {
  const message = `${qualify(type)} "${name}" already exists`;
  return new Refusal(409, 'AlreadyExists', message, { name, ...groupAndKind(type) });
}

export function conflict(type: ResourceType, name: string, why = MODIFIED): Refusal {
  const message = `Operation cannot be fulfilled on ${qualify(type)} "${name}": ${why}`;
  return new Refusal(409, 'Conflict', message, { name, ...groupAndKind(type) });
}

const MODIFIED =
  'the object has been modified; please apply your changes to the latest version and try again';

export function badRequest(message: string): Refusal {
  return new Refusal(400, 'BadRequest', message);
}

export function unauthorized(): Refusal {
  return new Refusal(401, 'Unauthorized', 'Unauthorized');
}

export function unsupportedMediaType(): Refusal {
  return new Refusal(415, 'UnsupportedMediaType', '415: Unsupported Media Type', {});
}

/** @param about what may not be done, for example `pods "web"`; @param why the sentence after the colon. */
export function forbidden(about: string, why: string, details: StatusDetails): Refusal {
  return new Refusal(403, 'Forbidden', `${about} is forbidden: ${why}`, details);
}

export function invalid(kind: string, group: string, name: string, causes: Cause[]): Refusal {
  const texts = causes.map(({ field, message }) => `${field}: ${message}`);
  const unique = [...new Set(texts)];
  const list = unique.length === 1 ? unique[0] : `[${unique.join(', ')}]`;
  const subject = group === '' ? kind : `${kind}.${group}`;
  return new Refusal(422, 'Invalid', `${subject} "${name}" is invalid: ${list}`, {
    ...(name === '' ? {} : { name }),
    ...(group === '' ? {} : { group }),
    ...(kind === '' ? {} : { kind }),
    causes,
  });
}

/** A resourceVersion or a continue token that the server no longer has the history for. */
export function expired(message: string): Refusal {
  return new Refusal(410, 'Expired', message);
}

export function success(type: ResourceType, name: string, uid: string): Status {
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Success',
    details: { name, ...groupAndKind(type), uid },
  };
}

/** `deployments.apps`, or `pods` in the core group. */
export function qualify({ plural, group }: Pick<ResourceType, 'plural' | 'group'>): string {
  return group === '' ? plural : `${plural}.${group}`;
}

export function groupAndKind(type: Pick<ResourceType, 'plural' | 'group'>): StatusDetails {
  return { ...(type.group === '' ? {} : { group: type.group }), kind: type.plural };
}
