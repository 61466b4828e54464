// Asks a Prometheus for series over a time, over its API of version 1 (prometheus.io, "HTTP API", range queries). Thanos and Mimir answer the same.

import { z } from 'zod';
import type { HttpServiceSettings } from '../config/http-service.ts';
import { OperatorError } from '../errors.ts';
import { LIMITS } from '../limits.ts';
import type { Prometheus, PrometheusSeries } from '../prometheus.ts';
import { createHttpService, jsonOf, textFrom } from './http-service.ts';

/** Points of one series at most: as many as can be told apart in a graph. */
const POINTS = 240;
const LEAST_STEP_MS = 15_000;

const answer = z.object({
  status: z.literal('success'),
  data: z.object({
    resultType: z.literal('matrix'),
    result: z.array(
      z.object({
        metric: z.record(z.string(), z.string()),
        /** Absent of native histograms, which are no numbers. */
        values: z.array(z.tuple([z.number(), z.string()])).default([]),
      }),
    ),
  }),
});

/** Connects to nothing yet. */
export function createPrometheus(settings: HttpServiceSettings): Prometheus {
  const service = createHttpService({
    settings,
    deadlineMs: LIMITS.prometheusAnswerMs,
    answerBytes: LIMITS.prometheusAnswerBytes,
  });
  return {
    range: async (query, { fromMs, untilMs }, signal) => {
      const stepMs = Math.max(LEAST_STEP_MS, Math.ceil((untilMs - fromMs) / POINTS));
      const seconds = (ms: number) => String(ms / 1_000);
      const asked = new URLSearchParams({
        ...{ query, start: seconds(fromMs), end: seconds(untilMs), step: seconds(stepMs) },
      });
      const ask = { method: 'GET', path: `/api/v1/query_range?${asked}`, signal } as const;
      const parsed = answer.safeParse(jsonOf(await textFrom(service, ask, refused)));
      if (!parsed.success) throw refused('what it answered is no list of series');
      return parsed.data.data.result.map(seriesOf);
    },
    close: () => service.close(),
  };
}

function seriesOf({
  metric,
  values,
}: z.infer<typeof answer>['data']['result'][number]): PrometheusSeries {
  const points = values.map(([at, value]) => [at * 1_000, Number(value)] as const);
  return { labels: metric, points: points.filter(([, value]) => Number.isFinite(value)) };
}

function refused(why: string, cause?: unknown): OperatorError {
  return new OperatorError({
    what: 'Prometheus did not say how a series went.',
    why: `Asked over its API, ${why}.`,
    fix: 'Look at "prometheus" in the settings, and whether it runs.',
    cause,
    isOutage: true,
  });
}
