// May a timetable do this now, by the same policies as people? It is asked as a member of the group "timetable", which nobody else is in
// unless the settings say so, and nobody can approve anything for it. Pure over the policy engine.

import { authorizeDeeds, authorizeEntry, type Case, demandsOf } from '../authorize.ts';
import type { Call, Command, KubectlCommand, Switches } from '../command.ts';
import type { Settings } from '../config.ts';
import { describeFreeze, type Freeze, freezeOf } from '../freeze.ts';
import type { Catalog } from '../kubernetes/api.ts';
import { parse } from '../parse.ts';
import { deedOf, pipelineDeeds, placeOf } from '../places/cluster.ts';
import type { Clusters, Person, PolicyEngine } from '../ports.ts';
import type { State } from '../timetable/timetable.ts';
import { type NamedSwitch, pipelinesOf } from './of-settings.ts';

export const TIMETABLE = 'timetable';

export interface AskParts {
  readonly commands: readonly Command[];
  readonly settings: Settings;
  readonly clusters: Clusters;
  readonly switches: Switches;
  readonly catalog: Catalog;
  readonly policies: PolicyEngine;
  readonly freezes: readonly Freeze[];
  readonly nowMs: number;
}

export interface TimetableWish {
  readonly name: string;
  readonly of: NamedSwitch;
  readonly state: State;
}

/** @returns why not, in words; undefined when it may. */
export function refusedToTimetable(
  { name, of, state }: TimetableWish,
  parts: AskParts,
): string | undefined {
  const { settings, policies, nowMs, freezes } = parts;
  const info = parts.clusters.all.find((each) => each.name === of.settings.cluster);
  if (info === undefined) return `there is no cluster "${of.settings.cluster}"`;
  const place = placeOf(info);
  const call = parse(`cluster ${state} ${name}`, parts.commands);
  const asker = { person: NOBODY, groups: [TIMETABLE] };
  const context: Case = {
    asker,
    request: REQUEST,
    call,
    place,
    settings,
    policies,
    nowMs,
    freezes,
  };
  const entry = authorizeEntry(context);
  const deeds = [
    ...accessesOf(call, parts).map((access) => deedOf(place, access)),
    ...pipelineDeeds(pipelinesOf(of), settings),
  ];
  const { decision } = entry.allowed
    ? authorizeDeeds(context, deeds, state === 'off' ? { replicasAfter: 0 } : {})
    : { decision: entry };
  const policy = decision.allowed
    ? demandsOf([entry, decision])[0]?.policy
    : (decision.policies[0] ?? '');
  if (policy === undefined) return undefined;
  if (policy === '') return 'no policy permits it to timetables';
  const freeze = freezeOf(freezes, place);
  const frozen = freeze === undefined ? '' : `. ${describeFreeze(freeze, settings.timeZone)}`;
  return `policy "${policy}" forbids it to timetables${frozen}`;
}

function accessesOf({ command, args }: Call, { catalog, switches }: AskParts) {
  return (command as KubectlCommand)
    .access(args, { namespace: 'default', catalog, switches })
    .filter(({ implied }) => implied !== true);
}

const NOBODY: Person = {
  ...{ teamId: '', userId: TIMETABLE, name: TIMETABLE, userGroups: [] },
  ...{ isBot: false, isGuest: false, isStranger: false, isDeleted: false },
};

const REQUEST: Case['request'] = {
  ...{ id: '', surface: 'timetable', ask: { kind: 'command', text: '' }, receivedAtMs: 0 },
  address: { teamId: '', channelId: '', userId: TIMETABLE },
};
