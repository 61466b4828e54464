// The Kafkas of the settings as the rooms know them: the port that adapters/kafka.ts implements.

import type { KafkaAdmin, KafkaChanges } from '../../pipeline/index.ts';
import type { KafkaInfo } from '../command.ts';
import type { KafkaAccess } from './access.ts';
import type { Connect } from './connect.ts';
import type { Schemas } from './schemas.ts';

export interface Kafkas {
  readonly all: readonly KafkaInfo[];
  /** A handle that passes only what one of `accesses` names. @throws OperatorError from its calls. */
  open(kafka: string, accesses: readonly KafkaAccess[], signal: AbortSignal): KafkaAdmin;
  /** Likewise, for what changes something. @throws UnknownOutcomeError from its calls for what was sent and not answered. */
  change(kafka: string, accesses: readonly KafkaAccess[], signal: AbortSignal): KafkaChanges;
  /** Likewise, for its Kafka Connect. @throws OperatorError from its calls where the settings have none. */
  connect(kafka: string, accesses: readonly KafkaAccess[], signal: AbortSignal): Connect;
  /** Likewise, what reads records by their schemas; undefined where the settings have no registry. */
  schemas(
    kafka: string,
    accesses: readonly KafkaAccess[],
    signal: AbortSignal,
  ): Schemas | undefined;
  /** One cheap request: undefined when it is answered, else why it is not. For doctor. */
  check(kafka: string, signal: AbortSignal): Promise<string | undefined>;
}
