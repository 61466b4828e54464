// What others may use of the data plane: the bot imports this file and nothing else of it.

export { type Supervised, type SuperviseOptions, supervise } from './adapters/child/supervise.ts';
export { createControlClient } from './adapters/control/client.ts';
export { createAdmin, type OpenAdmin } from './adapters/kafka/admin.ts';
export { createKafka, type KafkaOptions } from './adapters/kafka/kafka.ts';
export type { KafkaAddress } from './adapters/kafka/kafkajs-cluster.ts';
export type * from './admin.ts';
export type * from './admin-changes.ts';
export type { Failure } from './breaker.ts';
export { systemClock } from './clock.ts';
export type * from './control.ts';
export { createHost, type Host, type HostOptions } from './host.ts';
export { hasCode, isRetriable, KafkaError, NO_ANSWER, OUTCOME_UNKNOWN } from './kafka-error.ts';
export { OperatorError as PipelineRefusal } from './operator-error.ts';
export { type OwnNames, ownNames } from './own-names.ts';
export { createPipelines, type PipelineSettings } from './pipelines/index.ts';
export { topologyOf } from './topology.ts';
