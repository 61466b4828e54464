// Reads all objects of a kind, page by page, each handed on and forgotten. At the version where another process stopped, if the server still has
// it: then what happened since is no list's to hide.

import { type KubernetesApi, StatusError } from '../../kubernetes/api.ts';
import type { Metadata } from '../../kubernetes/object.ts';
import type { WatchedKind } from './kinds.ts';

const PAGE = '500';
const GONE = 410;

interface ListBody {
  readonly metadata?: { readonly resourceVersion?: string; readonly continue?: string };
  readonly items?: readonly { readonly metadata?: Metadata }[] | null;
}

export interface Listed {
  readonly version: string;
  readonly uids: ReadonlySet<string>;
}

export interface ListParts {
  readonly api: KubernetesApi;
  /** Of another process; absent: as it is now. */
  readonly version?: string | undefined;
  readonly onObject: (object: { readonly metadata?: Metadata }) => void;
  /** Before each page. */
  readonly room: () => Promise<void>;
}

/** @throws StatusError as the server refuses it; OperatorError when it is gone, slow or lying. */
export async function readList(kind: WatchedKind, parts: ListParts): Promise<Listed> {
  const { version, ...rest } = parts;
  if (version !== undefined) {
    try {
      return await readPages(kind, rest, {
        resourceVersion: version,
        resourceVersionMatch: 'Exact',
      });
    } catch (error) {
      // Too old, or of another history, such as before a backup was put back.
      if (!(error instanceof StatusError) || isRefused(error)) throw error;
    }
  }
  try {
    return await readPages(kind, rest, {});
  } catch (error) {
    const isTooLong = error instanceof StatusError && error.status.code === GONE;
    if (!isTooLong) throw error;
    return await readPages(kind, rest, {});
  }
}

function isRefused({ status: { code } }: StatusError): boolean {
  return [401, 403, 404, 429].includes(code);
}

async function readPages(
  { resource, fieldSelector }: WatchedKind,
  { api, onObject, room }: Omit<ListParts, 'version'>,
  at: Readonly<Record<string, string>>,
): Promise<Listed> {
  const uids = new Set<string>();
  const selector = fieldSelector === undefined ? {} : { fieldSelector };
  for (let page: Readonly<Record<string, string>> = at; ; ) {
    await room();
    const { body } = await api.request({
      ...{ verb: 'list', resource, query: { limit: PAGE, ...selector, ...page } },
    });
    const { metadata = {}, items } = body as ListBody;
    for (const object of items ?? []) {
      uids.add(object.metadata?.uid ?? '');
      onObject(object);
    }
    if (!metadata.continue) return { version: metadata.resourceVersion ?? '0', uids };
    page = { continue: metadata.continue };
  }
}
