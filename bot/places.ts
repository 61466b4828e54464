// The kinds of places, each found by the command that acts there: a further kind is a case here and a file in places/.

import type { Command } from './command.ts';
import type { Settings } from './config.ts';
import type { GroupHistory } from './kafka/lag.ts';
import type { PipelineLook } from './pipelines/look.ts';
import type { Pipelines } from './pipelines.ts';
import type { PlaceKind } from './place.ts';
import { botKind } from './places/bot.ts';
import { clusterKind } from './places/cluster.ts';
import { kafkaKind } from './places/kafka.ts';
import { pipelineKind } from './places/pipeline.ts';
import type { Clock, Clusters, Directory, Kafkas, PolicyEngine, Store } from './ports.ts';

export interface PlaceParts {
  readonly settings: () => Settings;
  readonly clusters: () => Clusters;
  readonly kafkas: () => Kafkas;
  /** Where the groups of a Kafka stood lately. */
  readonly lagHistory: (kafka: string) => readonly GroupHistory[];
  readonly pipelines: () => Pipelines;
  /** What was seen of a pipeline lately. */
  readonly pipelineLooks: (pipeline: string) => readonly PipelineLook[];
  readonly commands: readonly Command[];
  readonly policies: PolicyEngine;
  readonly store: Store;
  readonly directory: Directory;
  readonly clock: Clock;
}

export function placeKindOf(command: Command, parts: PlaceParts): PlaceKind {
  switch (command.on) {
    case 'cluster':
      return clusterKind(command, parts);
    case 'kafka':
      return kafkaKind(command, parts);
    case 'pipeline':
      return pipelineKind(command, parts);
    case 'bot':
      return botKind(command, parts);
  }
}
