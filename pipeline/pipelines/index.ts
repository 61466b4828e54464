// Every pipeline there is: one line each.
import type { Pipeline } from '../pipeline.ts';
import { createSettlement, SETTLEMENT, type SettlementSettings } from './settlement.ts';

export interface PipelineSettings {
  readonly settlement?: Partial<SettlementSettings>;
}

export function createPipelines(settings: PipelineSettings = {}): readonly Pipeline[] {
  return [createSettlement({ ...SETTLEMENT, ...settings.settlement })] as readonly Pipeline[];
}
