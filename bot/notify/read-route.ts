// A route as it is typed after --route, and what its channel is called.

import { type RouteSettings, route as routeSchema } from '../config/alerts.ts';
import { issuesOf, type Settings } from '../config.ts';
import { OperatorError, UsageError } from '../errors.ts';
import type { Directory } from '../ports.ts';

export interface ReadRouteParts {
  readonly settings: () => Settings;
  readonly readYaml: (text: string, source: string) => unknown;
}

/** @throws UsageError for what the settings would not take. */
export function readRoute(
  text: string,
  usage: string,
  { settings, readYaml }: ReadRouteParts,
): RouteSettings {
  const document = readYaml(text, 'What --route has');
  const named = { name: 'pasted' };
  const one = Array.isArray(document) && document.length === 1 ? document[0] : document;
  const parsed = routeSchema.safeParse(
    typeof one === 'object' && one !== null ? { ...named, ...one } : one,
  );
  if (!parsed.success) throw noRoute(issuesOf(parsed.error).join('; '), usage);
  const { escalation } = parsed.data;
  const { escalations } = settings().onCall;
  if (escalation === undefined || Object.hasOwn(escalations, escalation)) return parsed.data;
  const known = Object.keys(escalations).join(', ') || 'none';
  throw noRoute(`escalation: there is no "${escalation}" (known: ${known})`, usage);
}

function noRoute(why: string, usage: string): UsageError {
  return new UsageError({
    what: 'That is no route.',
    why,
    fix: 'Write one as under "routes" in the settings, on one line: --route "{match: {namespace: shop}, channel: C012AB3CD}".',
    usage,
  });
}

/** Where the settings have none. */
export function noRoutes(): OperatorError {
  return new OperatorError({
    what: 'There are no routes.',
    why: 'The settings have no "alerts": everything is counted, and nothing is told.',
    fix: 'Whoever keeps the settings adds them; quartermaster.example.yaml shows how.',
  });
}

/** @returns for example `#shop-ops (C0SHOPOPS)`, or `muted` */
export async function channelOf(
  { channel }: RouteSettings,
  { directory }: { readonly directory: Directory },
): Promise<string> {
  if (channel === undefined) return 'muted';
  const name = await directory.channelName(channel);
  return name === channel ? channel : `#${name} (${channel})`;
}
