// Where it is asked what a cluster costs. Pure.

import { z } from 'zod';
import { httpService } from './http-service.ts';

export const costs = httpService.safeExtend({
  /** What it calls the cluster; absent: it knows of one alone. */
  clusterId: z.string().min(1).max(249).optional(),
});
