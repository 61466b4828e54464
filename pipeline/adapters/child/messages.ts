// What a supervisor and its child tell each other. The settings come this way and not by arguments or environment, where every user
// of the machine could read the secrets in them.
import { z } from 'zod';
import type { PipelineSettings } from '../../pipelines/index.ts';
import type { KafkaAddress } from '../kafka/kafkajs-cluster.ts';

/** All that a child is told. Plain data: an address with a function in it cannot be sent. */
export interface StartMessage {
  readonly address: KafkaAddress;
  readonly pipelines: PipelineSettings;
  readonly instanceId: string;
  readonly token: string;
  readonly logLevel: string;
  /** For snapshots of the state; absent: none are taken. */
  readonly snapshotFolder?: string;
  /** Processes beside the owner that keep a copy of a partition's state; 0 when absent. */
  readonly standbys?: number;
}

/** What the child says once: where it is asked, or why it cannot be. */
export const READY = z.union([
  z.strictObject({ endpoint: z.string() }),
  z.strictObject({ problem: z.string() }),
]);
