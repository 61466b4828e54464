// What is asked of an OpenCost or Kubecost: what a cluster costs (https://opencost.io/docs/integrations/api). Types only.

import type { z } from 'zod';
import type { costs } from './config/costs.ts';

export type CostSettings = z.infer<typeof costs>;

/** In millionths of its currency, by the hour. */
export interface UnitPrices {
  /** Of one core. */
  readonly cpuHour: number;
  /** Of 2^30 bytes of memory. */
  readonly memoryGibHour: number;
}

export interface CostModel {
  /** What was paid over the last day, on average. @throws OperatorError when it does not say, or nothing that can be. */
  prices(signal: AbortSignal): Promise<UnitPrices>;
  close(): Promise<void>;
}
