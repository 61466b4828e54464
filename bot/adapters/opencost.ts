// Asks an OpenCost or Kubecost what was paid for the cores and the memory of a cluster over the last day, and works out what one of each costs.
// Paths and fields: https://opencost.io/docs/integrations/api; Kubecost has them below /model.

import { z } from 'zod';
import type { CostModel, CostSettings, UnitPrices } from '../costs.ts';
import { OperatorError } from '../errors.ts';
import { LIMITS } from '../limits.ts';
import { createHttpService, HttpServiceError, jsonOf } from './http-service.ts';

/** The second is what newer ones have, where both are there they say the same. */
const PATHS = ['/allocation/compute', '/allocation'];
const QUERY = '?window=24h&aggregate=cluster&accumulate=true';
const NOT_FOUND = 404;
const MICROS = 1_000_000;
const GIB = 2 ** 30;
/** Costs have five digits behind the point: of less than this the price would be off by more than a thousandth. */
const LEAST_CORE_HOURS = 1;
/** Millionths an hour; what is more is no price but an error. */
const MOST = 1_000 * MICROS;

const amount = z.number().nonnegative();
/** What the bill of the cloud has made of it since. */
const adjustment = z.number().default(0);
const allocation = z.object({
  ...{ cpuCoreHours: amount, cpuCost: amount, cpuCostAdjustment: adjustment },
  ...{ ramByteHours: amount, ramCost: amount, ramCostAdjustment: adjustment },
});
/** One set for the whole window; null or absent where it knows of nothing. */
const answer = z.object({
  data: z.array(z.record(z.string(), allocation).nullable()).nullish(),
});

/** Connects to nothing yet. */
export function createOpenCost({ clusterId, ...settings }: CostSettings): CostModel {
  const service = createHttpService({
    settings,
    deadlineMs: LIMITS.costsAnswerMs,
    answerBytes: LIMITS.costsAnswerBytes,
  });
  const ask = async (signal: AbortSignal): Promise<string> => {
    let status = NOT_FOUND;
    for (const path of PATHS) {
      const answered = await service.ask({ method: 'GET', path: `${path}${QUERY}`, signal });
      if (answered.status >= 200 && answered.status < 300) return answered.text;
      status = answered.status;
      if (status !== NOT_FOUND) break;
    }
    throw refused(`it answered with status ${status}`);
  };
  return {
    prices: async (signal) => {
      try {
        return pricesOf(await ask(signal), clusterId);
      } catch (error) {
        if (!(error instanceof HttpServiceError)) throw error;
        throw refused(`no whole answer came (${error.code})`, error);
      }
    },
    close: () => service.close(),
  };
}

function pricesOf(text: string, clusterId: string | undefined): UnitPrices {
  const parsed = answer.safeParse(jsonOf(text));
  if (!parsed.success) throw refused('what it answered is no list of allocations');
  const sets = (parsed.data.data ?? []).flatMap((each) => Object.entries(each ?? {}));
  // What stands between underscores is no cluster: __idle__, __unallocated__.
  const known = [...new Set(sets.map(([name]) => name))].filter((each) => !/^__.*__$/u.test(each));
  const wanted = clusterId ?? (known.length === 1 ? known[0] : undefined);
  if (wanted === undefined && known.length > 1) {
    const names = known.slice(0, 10).join(', ');
    throw refused(`it knows of several clusters, and "clusterId" names none: ${names}`);
  }
  const own = sets.filter(([name]) => name === wanted).map(([, each]) => each);
  const sum = (of: (each: z.infer<typeof allocation>) => number) =>
    own.reduce((total, each) => total + of(each), 0);
  const coreHours = sum(({ cpuCoreHours }) => cpuCoreHours);
  const gibHours = sum(({ ramByteHours }) => ramByteHours) / GIB;
  if (coreHours < LEAST_CORE_HOURS || gibHours === 0) {
    const whom = clusterId === undefined ? '' : ` of "${clusterId}"`;
    throw refused(`it knows of less than a core for an hour${whom} on the last day`);
  }
  return {
    cpuHour: priceOf(sum((each) => each.cpuCost + each.cpuCostAdjustment) / coreHours),
    memoryGibHour: priceOf(sum((each) => each.ramCost + each.ramCostAdjustment) / gibHours),
  };
}

function priceOf(each: number): number {
  const micros = Math.round(each * MICROS);
  if (micros > 0 && micros <= MOST) return micros;
  throw refused(`what it answered comes to a price of ${each} an hour`);
}

function refused(why: string, cause?: unknown): OperatorError {
  return new OperatorError({
    what: 'What a cluster costs is not known from its OpenCost.',
    why: `Asked what was paid over the last day, ${why}.`,
    fix: 'Look at "costs" of the cluster in the settings, and whether it runs; the prices of the settings hold meanwhile.',
    cause,
    isOutage: true,
  });
}
