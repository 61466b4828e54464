// What a core and a GiB cost in each cluster by the hour, as its OpenCost or Kubecost says: asked every hour, kept while it is fresh, and put where
// the settings would have it written. So everything that reckons with prices knows one kind of them.

import type { Settings } from '../config.ts';
import type { CostModel, CostSettings, UnitPrices } from '../costs.ts';
import { OperatorError } from '../errors.ts';
import { LIMITS } from '../limits.ts';
import type { Clock } from '../ports.ts';

export interface PriceBookParts {
  readonly settings: () => Settings;
  readonly open: (settings: CostSettings) => CostModel;
  readonly clock: Pick<Clock, 'nowMs'>;
}

export interface PriceBook {
  /** The settings, with the prices that were learned in the place of those that are written there. */
  settings(): Settings;
  /** Asks whoever is due. @throws OperatorError for the first that does not say; what was learned before stays until it is too old. */
  learn(signal: AbortSignal): Promise<void>;
  /** Why the prices of a cluster are not known from where the settings say; undefined: they are, or were not asked for yet. */
  problem(cluster: string): string | undefined;
}

interface Entry {
  /** Learned of this; of another nothing is known. */
  readonly of: string;
  readonly askedAtMs: number;
  readonly prices: (UnitPrices & { readonly learnedAtMs: number }) | undefined;
  readonly problem: OperatorError | undefined;
}

export function createPriceBook({ settings, open, clock }: PriceBookParts): PriceBook {
  const entries = new Map<string, Entry>();
  let priced: { readonly of: Settings; readonly with: Known; readonly is: Settings } | undefined;

  const entryOf = (name: string, costs: CostSettings): Entry | undefined => {
    const entry = entries.get(name);
    return entry?.of === JSON.stringify(costs) ? entry : undefined;
  };
  const freshOf = (name: string, costs: CostSettings) => {
    const prices = entryOf(name, costs)?.prices;
    if (prices === undefined) return undefined;
    return clock.nowMs() - prices.learnedAtMs <= LIMITS.pricesKeptMs ? prices : undefined;
  };
  const ask = async (name: string, costs: CostSettings, signal: AbortSignal) => {
    const before = entryOf(name, costs);
    const askedAtMs = clock.nowMs();
    const noted = { of: JSON.stringify(costs), askedAtMs };
    const model = open(costs);
    try {
      const prices = { ...(await model.prices(signal)), learnedAtMs: askedAtMs };
      entries.set(name, { ...noted, prices, problem: undefined });
    } catch (error) {
      if (!(error instanceof OperatorError)) throw error;
      entries.set(name, { ...noted, prices: before?.prices, problem: error });
    } finally {
      await model.close();
    }
  };
  const isDue = (name: string, costs: CostSettings): boolean => {
    const entry = entryOf(name, costs);
    if (entry === undefined) return true;
    const afterMs = entry.problem === undefined ? LIMITS.pricesEveryMs : LIMITS.pricesRetryMs;
    return clock.nowMs() - entry.askedAtMs >= afterMs;
  };
  return {
    settings: () => {
      const of = settings();
      const learned = costsOf(of).flatMap(([name, costs]) => {
        const prices = freshOf(name, costs);
        return prices === undefined ? [] : [[name, prices] as const];
      });
      // Whoever keeps something by what the settings were sees the same ones while nothing has changed.
      if (priced?.of === of && isSame(priced.with, learned)) return priced.is;
      priced = { of, with: learned, is: learned.length === 0 ? of : withPrices(of, learned) };
      return priced.is;
    },
    learn: async (signal) => {
      const due = costsOf(settings()).filter(([name, costs]) => isDue(name, costs));
      await Promise.all(due.map(([name, costs]) => ask(name, costs, signal)));
      const problem = due.map(([name]) => entries.get(name)?.problem).find(Boolean);
      if (problem !== undefined) throw problem;
    },
    problem: (cluster) => {
      const costs = settings().clusters[cluster]?.costs;
      const problem = costs === undefined ? undefined : entryOf(cluster, costs)?.problem;
      return problem === undefined ? undefined : `${problem.why} ${problem.fix}`;
    },
  };
}

function costsOf({ clusters }: Settings): readonly (readonly [string, CostSettings])[] {
  return Object.entries(clusters).flatMap(([name, { costs }]) =>
    costs === undefined ? [] : [[name, costs] as const],
  );
}

type Known = readonly (readonly [string, NonNullable<Entry['prices']>])[];

function isSame(before: Known, now: Known): boolean {
  return (
    before.length === now.length && now.every(([, prices], index) => before[index]?.[1] === prices)
  );
}

function withPrices(settings: Settings, known: Known): Settings {
  const learned = Object.fromEntries(known);
  const clusters = Object.entries(settings.clusters).map(([name, cluster]) => {
    const prices = learned[name];
    return [name, prices === undefined ? cluster : { ...cluster, prices }] as const;
  });
  return { ...settings, clusters: Object.fromEntries(clusters) };
}
