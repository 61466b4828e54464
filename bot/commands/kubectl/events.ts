// `kubectl events`: what happened lately in a namespace, oldest first. It only lists events.

import { type KubectlContext, kubectlCommand } from '../../command.ts';
import { choiceFlag, NO_POSITIONALS, textFlag } from '../../grammar.ts';
import { alignColumns } from '../../kubernetes/align-columns.ts';
import { type Catalog, KubectlError, type Resource } from '../../kubernetes/api.ts';
import { groupVersion } from '../../kubernetes/catalog.ts';
import { BareKubectlError } from '../../kubernetes/errors.ts';
import {
  allNamespacesFlag,
  clusterFlag,
  namespaceFlags,
  noHeadersFlag,
  TARGET,
} from '../../kubernetes/flags.ts';
import { printOrderedJson } from '../../kubernetes/ordered-json.ts';
import { omitManagedFields } from '../../kubernetes/print-json.ts';
import { printYaml } from '../../kubernetes/print-yaml.ts';
import { type EventObject, eventCells, sortEvents } from './events-table.ts';

export interface EventsArgs {
  readonly subject: { readonly type: string; readonly name: string } | undefined;
  readonly types: readonly string[];
  readonly allNamespaces: boolean;
  readonly noHeaders: boolean;
  readonly output: 'json' | 'yaml' | undefined;
}

const PAGE_LIMIT = '500';

export const events = kubectlCommand({
  name: 'kubectl events',
  summary: 'Show what happened lately, oldest first.',
  examples: [
    'kubectl events -n shop',
    'kubectl events --for pod/web-0',
    'kubectl events -A --types=Warning',
  ],
  effect: 'read',
  grammar: {
    positionals: NO_POSITIONALS,
    flags: {
      ...clusterFlag,
      ...namespaceFlags,
      ...allNamespacesFlag,
      ...noHeadersFlag,
      for: textFlag({
        summary: 'Only events about this object.',
        placeholder: 'TYPE/NAME',
        pattern: TARGET,
      }),
      types: textFlag({
        summary: 'Only events of these types.',
        placeholder: 'Normal,Warning',
        pattern: {
          expression: /^[A-Za-z]{1,20}(?:,[A-Za-z]{1,20}){0,5}$/u,
          description: 'Normal, Warning or both with a comma between',
        },
      }),
      output: choiceFlag({
        short: 'o',
        summary: 'The form of the output.',
        choices: ['json', 'yaml'],
      }),
    },
  },

  read: ({ flags }): EventsArgs => ({
    subject: flags.for === undefined ? undefined : readSubject(flags.for),
    types: (flags.types?.split(',') ?? []).map(checkType),
    allNamespaces: flags['all-namespaces'],
    noHeaders: flags['no-headers'],
    output: flags.output,
  }),

  access: (args, { namespace }) => [
    { verb: 'list', group: '', resource: 'events', ...(args.allNamespaces ? {} : { namespace }) },
  ],

  run: async (args, context) => {
    const all = await listEvents(args, context);
    const found = all.filter(({ type = '' }) => isWanted(args.types, type));
    if (found.length === 0) {
      const where = args.allNamespaces ? '' : ` in ${context.namespace} namespace`;
      return { stdout: '', stderr: `No events found${where}.\n`, exitCode: 0 };
    }
    return { stdout: print(sortEvents(found), args, context), stderr: '', exitCode: 0 };
  },
});

function readSubject(text: string): { type: string; name: string } {
  const [type = '', name, ...more] = text.split('/');
  if (more.length > 0) {
    throw new KubectlError('arguments in resource/name form may not have more than one slash');
  }
  if (name === undefined) throw new KubectlError('--for must be in resource/name form');
  return { type, name };
}

function checkType(type: string): string {
  const lower = type.toLowerCase();
  if (lower === 'normal' || lower === 'warning') return lower;
  throw new KubectlError('valid --types are Normal or Warning');
}

function isWanted(types: readonly string[], type: string): boolean {
  return types.length === 0 || types.includes(type.toLowerCase());
}

async function listEvents(
  args: EventsArgs,
  context: KubectlContext,
): Promise<readonly EventObject[]> {
  const fieldSelector = args.subject ? selectorOf(args.subject, context.catalog) : '';
  const found: EventObject[] = [];
  for (let token: string | undefined = ''; token !== undefined; ) {
    const { body } = await context.api.request({
      verb: 'list',
      resource: { group: '', version: 'v1', resource: 'events' },
      ...(args.allNamespaces ? {} : { namespace: context.namespace }),
      query: {
        limit: PAGE_LIMIT,
        ...(fieldSelector === '' ? {} : { fieldSelector }),
        ...(token === '' ? {} : { continue: token }),
      },
    });
    const page = body as { items?: EventObject[]; metadata?: { continue?: string } };
    found.push(...(page.items ?? []));
    token = page.metadata?.continue || undefined;
  }
  return found;
}

function selectorOf(subject: { type: string; name: string }, catalog: Catalog): string {
  const resource = resolveSubject(subject.type.toLowerCase(), catalog);
  return [
    `involvedObject.kind=${resource.kind}`,
    `involvedObject.apiVersion=${groupVersion(resource.group, resource.version)}`,
    `involvedObject.name=${subject.name}`,
  ].join(',');
}

/** kubectl words an unknown type here without its usual `error: `. */
function resolveSubject(type: string, catalog: Catalog): Resource {
  try {
    return catalog.resolve(type);
  } catch (error) {
    throw error instanceof KubectlError ? new BareKubectlError(error.message) : error;
  }
}

function print(events: readonly EventObject[], args: EventsArgs, context: KubectlContext): string {
  if (args.output === undefined) return printTable(events, args, context.nowMs());
  const items = events.map((event) => ({ kind: 'Event', apiVersion: 'v1', ...event }));
  const list = { kind: 'EventList', apiVersion: 'v1', metadata: {}, items };
  switch (args.output) {
    case 'json':
      return printOrderedJson(omitManagedFields(list));
    case 'yaml':
      return printYaml(list, { showManagedFields: false });
    default:
      return args.output satisfies never;
  }
}

function printTable(events: readonly EventObject[], args: EventsArgs, nowMs: number): string {
  const place = (namespace: string) => (args.allNamespaces ? [namespace] : []);
  const header = [...place('NAMESPACE'), 'LAST SEEN', 'TYPE', 'REASON', 'OBJECT', 'MESSAGE'];
  const rows = events.map((event) => [
    ...place(event.metadata?.namespace ?? ''),
    ...eventCells(event, nowMs),
  ]);
  return alignColumns(args.noHeaders ? rows : [header, ...rows]);
}
