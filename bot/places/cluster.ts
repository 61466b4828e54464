// A Kubernetes cluster as a place: which one is meant, what a command would do there in the words of RBAC, as whom it is asked,
// and the handle that lets through exactly that.

import { resourceOf } from '../audit/resources.ts';
import type { Asker } from '../authorize.ts';
import type {
  Access,
  Call,
  ClusterInfo,
  KubectlCommand,
  KubectlContext,
  Request,
  Switches,
} from '../command.ts';
import type { Settings } from '../config.ts';
import { OperatorError } from '../errors.ts';
import type { Catalog } from '../kubernetes/api.ts';
import { isKubectlFailure } from '../kubernetes/errors.ts';
import { refusalFrom } from '../kubernetes/refusal.ts';
import { shownNamespace } from '../kubernetes/shown-namespace.ts';
import { personName } from '../person-name.ts';
import type { Deed, Errand, Live, Place, PlaceKind } from '../place.ts';
import type { PlaceParts } from '../places.ts';
import type { Impersonation } from '../ports.ts';
import { switchesInPlay } from '../switch/in-play.ts';
import { askKafka } from '../switch/kafka-health.ts';
import { refusedToTimetable } from '../switch/of-itself.ts';
import { openPipelines } from '../switch/pipelines.ts';

export function clusterKind(command: KubectlCommand, parts: PlaceParts): PlaceKind {
  return {
    all: () => parts.clusters().all.map(placeOf),
    wanted: async (request, { words, args }) => {
      const own = command.cluster?.(args, await switchesFor(command, parts));
      if (own !== undefined) return own;
      const flag = words.flags.cluster;
      if (typeof flag === 'string') return flag;
      const { channels, defaultCluster } = parts.settings();
      return channels[request.address.channelId]?.cluster ?? defaultCluster;
    },
    unknown: noCluster,
    plan: async (errand) => {
      const { call, place, asker, request } = errand;
      const namespace = namespaceOf(request, call, parts.settings());
      const switches = await switchesFor(command, parts);
      const { catalog, accesses } = await placed(command, errand, { namespace, switches }, parts);
      return {
        deeds: [
          ...accesses
            .filter((access) => access.implied !== true)
            .map((access) => deedOf(place, access)),
          ...pipelineDeeds(command.pipelines?.(call.args, switches) ?? [], parts.settings()),
        ],
        facts: command.facts?.(call.args) ?? {},
        namespace: shownNamespace(call, accesses, catalog),
        bind: () => {
          const { preview } = command;
          const mapping = parts.settings().clusters[place.name]?.impersonate;
          const impersonation = impersonationOf(mapping, asker);
          const contextOf = (live: Live) =>
            contextFor(
              { errand, namespace, switches, catalog, accesses, impersonation, live },
              parts,
            );
          return {
            ...(impersonation === undefined ? {} : { as: impersonation.user }),
            ...(preview === undefined
              ? {}
              : { preview: (live) => preview(call.args, contextOf(live)) }),
            run: (live) => command.run(call.args, contextOf(live)),
          };
        },
      };
    },
  };
}

export function placeOf({ name, environment }: ClusterInfo): Place {
  return { name, environment, resource: { kind: 'cluster', cluster: name, environment } };
}

export function deedOf({ name, environment }: Place, access: Access): Deed {
  return {
    resource: { kind: 'cluster-resource', cluster: name, environment, access },
    words: describeAccess(access),
    about: resourceOf(access),
  };
}

/** What a switch does to pipelines is asked of policy about each as a whole. */
export function pipelineDeeds(
  names: readonly string[],
  { pipelines }: Pick<Settings, 'pipelines'>,
): readonly Deed[] {
  return names.flatMap((name) => {
    const environment = pipelines[name]?.environment;
    if (environment === undefined) return [];
    return {
      resource: { kind: 'pipeline', pipeline: name, environment },
      words: `pipeline ${name}`,
      about: { resource: 'pipelines', name },
    };
  });
}

export function describeAccess(access: Access): string {
  const resource = [access.resource, access.subresource].filter(Boolean).join('/');
  const group = access.group === '' ? '' : `.${access.group}`;
  const name = access.name === undefined ? '' : ` ${access.name}`;
  const namespace = access.namespace === undefined ? '' : ` in ${access.namespace}`;
  return `${access.verb} ${resource}${group}${name}${namespace}`;
}

/** The accesses, with one fresh look at discovery for a kind that was installed a moment ago. */
async function placed(
  command: KubectlCommand,
  { call, place }: Errand,
  { namespace, switches }: Pick<Bound, 'namespace' | 'switches'>,
  parts: PlaceParts,
): Promise<{ catalog: Catalog; accesses: readonly Access[] }> {
  const clusters = parts.clusters();
  const catalog = await clusters.catalog(place.name);
  const where = { cluster: place.name, namespace, switches };
  try {
    return { catalog, accesses: command.access(call.args, { ...where, catalog }) };
  } catch (error) {
    if (!isKubectlFailure(error)) throw error;
    const renewed = await clusters.catalog(place.name, { fresh: true });
    try {
      return {
        catalog: renewed,
        accesses: command.access(call.args, { ...where, catalog: renewed }),
      };
    } catch (second) {
      throw refusalFrom(second, {
        why: `Nothing was asked of ${place.name}.`,
        fix: 'Correct it; "kubectl api-resources" lists what the cluster has.',
      });
    }
  }
}

/** Those of the settings, and for commands about switches what others have left off. */
async function switchesFor(command: KubectlCommand, parts: PlaceParts): Promise<Switches> {
  if (command.cluster === undefined) return {};
  return await switchesInPlay(parts.settings(), parts.store);
}

interface Bound {
  readonly errand: Errand;
  readonly namespace: string;
  readonly switches: Switches;
  readonly catalog: Catalog;
  readonly accesses: readonly Access[];
  readonly impersonation: Impersonation | undefined;
  readonly live: Live;
}

function contextFor(
  { errand, namespace, switches, catalog, accesses, impersonation, live }: Bound,
  parts: PlaceParts,
): KubectlContext {
  const { place, isOpen } = errand;
  const { signal, show } = live;
  const clusters = parts.clusters();
  const cluster = clusters.all.find(({ name }) => name === place.name);
  if (cluster === undefined) throw noCluster(place.name, []);
  return {
    cluster,
    namespace,
    catalog,
    api: clusters.open(place.name, accesses, impersonation, signal),
    ...(clusters.kubectl === undefined ? {} : { kubectl: clusters.kubectl }),
    signal,
    nowMs: () => parts.clock.nowMs(),
    sleep: (ms) => parts.clock.sleep(ms, signal),
    show,
    switches,
    pipelines: openPipelines(parts.pipelines(), signal),
    switching: {
      who: errand.request.address.userId,
      newId: () => parts.clock.id(),
      nameOf: (userId) => personName(parts.directory, errand.request.address.teamId, userId),
      kafkaTrouble: (kafka) => askKafka(kafka, parts.kafkas(), signal),
      // A freeze is over some time; what policy never permits stays so.
      refusedToTimetable: (wish, nowMs) =>
        refusedToTimetable(wish, {
          ...{ commands: parts.commands, policies: parts.policies, settings: parts.settings() },
          ...{ clusters, switches, catalog, freezes: [], nowMs },
        }),
      ...{ store: parts.store, clock: parts.clock },
    },
    contexts: () => parts.clusters().all.filter((each) => isOpen(placeOf(each))),
  };
}

function noCluster(wanted: string | undefined, names: readonly string[]): OperatorError {
  const isMissing = wanted === undefined;
  return new OperatorError({
    what: isMissing ? 'It is not said which cluster is meant.' : `There is no cluster "${wanted}".`,
    why: isMissing
      ? 'This channel has no default cluster.'
      : 'Only the clusters in the settings exist here.',
    fix: `Add --cluster NAME (for you: ${names.join(', ')}).`,
  });
}

function namespaceOf(request: Request, call: Call, settings: Settings): string {
  const flag = call.words.flags.namespace;
  if (typeof flag === 'string') return flag;
  return settings.channels[request.address.channelId]?.namespace ?? 'default';
}

function impersonationOf(
  mapping:
    | { users: Record<string, Impersonation>; groups: Record<string, Impersonation> }
    | undefined,
  asker: Asker,
): Impersonation | undefined {
  if (mapping === undefined) return undefined;
  const { teamId, userId } = asker.person;
  const own = mapping.users[`${teamId}/${userId}`];
  if (own !== undefined) return own;
  const group = Object.keys(mapping.groups).find((name) => asker.groups.includes(name));
  if (group !== undefined) return mapping.groups[group];
  throw new OperatorError({
    what: 'It is not said as whom this may be asked of the cluster.',
    why: 'The cluster maps Slack users and groups to Kubernetes users, and you are in none of them.',
    fix: 'Ask whoever runs Quartermaster to add you under "impersonate".',
  });
}
