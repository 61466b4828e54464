// A pipeline as a place: it is named by the command's first word, policy is asked about it as a whole, and the handle lets through
// what the command states that it asks or does.

import type { PipelineCommand } from '../command.ts';
import { OperatorError } from '../errors.ts';
import type { PipelineContext, PipelineInfo } from '../pipelines.ts';
import type { Live, Place, PlaceKind } from '../place.ts';
import type { PlaceParts } from '../places.ts';

export function pipelineKind(command: PipelineCommand, parts: PlaceParts): PlaceKind {
  return {
    all: () => parts.pipelines().all.map(placeOf),
    wanted: (_, { words }) => words.positionals[0],
    unknown: noPipeline,
    plan: async ({ call, place }) => {
      const accesses = command.access(call.args);
      const { preview } = command;
      const contextOf = ({ signal }: Live): PipelineContext => ({
        pipeline: infoOf(place, parts),
        handle: parts.pipelines().open(place.name, accesses, signal),
        looks: () => parts.pipelineLooks(place.name),
        signal,
        nowMs: () => parts.clock.nowMs(),
        sleep: (ms) => parts.clock.sleep(ms, signal),
      });
      return {
        deeds: [
          {
            resource: place.resource,
            words: `${command.name.replace('pipeline ', '')} ${place.name}`,
            about: { resource: 'pipelines', name: place.name },
          },
        ],
        facts: command.facts?.(call.args) ?? {},
        bind: () => ({
          ...(preview === undefined
            ? {}
            : { preview: (live) => preview(call.args, contextOf(live)) }),
          run: (live) => command.run(call.args, contextOf(live)),
        }),
      };
    },
  };
}

function placeOf({ name, environment }: PipelineInfo): Place {
  return { name, environment, resource: { kind: 'pipeline', pipeline: name, environment } };
}

function infoOf(place: Place, parts: PlaceParts): PipelineInfo {
  const found = parts.pipelines().all.find(({ name }) => name === place.name);
  if (found === undefined) throw noPipeline(place.name, []);
  return found;
}

function noPipeline(wanted: string | undefined, names: readonly string[]): OperatorError {
  return new OperatorError({
    what: wanted === undefined ? 'No pipeline is named.' : `There is no pipeline "${wanted}".`,
    why: 'Only those under "pipelines" in the settings exist here.',
    fix:
      names.length === 0
        ? 'Whoever runs Quartermaster can add one; it is found within seconds.'
        : `Name one of these: ${names.join(', ')}.`,
  });
}
