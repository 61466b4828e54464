// Asks an Alertmanager about its alerts and silences, over its API of version 2. It sends each request once: what became of one without an answer is
// seen by looking again.

import { z } from 'zod';
import type { Alertmanager, Silence } from '../alertmanager.ts';
import type { HttpServiceSettings } from '../config/http-service.ts';
import { OperatorError } from '../errors.ts';
import { LIMITS } from '../limits.ts';
import { createHttpService, type HttpAsk, jsonOf, textFrom } from './http-service.ts';

const instant = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));

const silence = z
  .object({
    id: z.string(),
    status: z.object({ state: z.enum(['active', 'pending', 'expired']) }),
    matchers: z.array(
      z.object({
        name: z.string(),
        value: z.string(),
        isRegex: z.boolean(),
        /** Absent from versions before 0.22, which know no other. */
        isEqual: z.boolean().default(true),
      }),
    ),
    startsAt: instant,
    endsAt: instant,
    createdBy: z.string(),
    comment: z.string(),
  })
  .transform(
    ({ status, startsAt, endsAt, ...rest }): Silence => ({
      ...{ ...rest, state: status.state, startsAtMs: startsAt, endsAtMs: endsAt },
    }),
  );

const activeAlert = z.object({
  fingerprint: z.string(),
  labels: z.record(z.string(), z.string()),
  annotations: z.record(z.string(), z.string()),
  startsAt: z.iso.datetime({ offset: true }),
  generatorURL: z.string().optional(),
});

/** Its `uptime` is no span. */
const serverStatus = z.object({ uptime: instant });

/** Connects to nothing yet. */
export function createAlertmanager(settings: HttpServiceSettings): Alertmanager {
  const service = createHttpService({
    settings,
    deadlineMs: LIMITS.alertmanagerAnswerMs,
    answerBytes: LIMITS.alertmanagerAnswerBytes,
  });
  const ask = (wish: HttpAsk) => textFrom(service, wish, refused);
  return {
    startedAtMs: async (signal) => {
      const text = await ask({ method: 'GET', path: '/api/v2/status', signal });
      const parsed = serverStatus.safeParse(jsonOf(text));
      if (parsed.success) return parsed.data.uptime;
      throw refused('what it answered does not say since when it runs');
    },
    alerts: async (signal) => {
      const text = await ask({ method: 'GET', path: '/api/v2/alerts', signal });
      const parsed = z.array(activeAlert).safeParse(jsonOf(text));
      if (parsed.success) return parsed.data;
      throw refused('what it answered is no list of alerts');
    },
    silences: async (signal) => {
      const text = await ask({ method: 'GET', path: '/api/v2/silences', signal });
      const parsed = z.array(silence).safeParse(jsonOf(text));
      if (parsed.success) return parsed.data;
      throw refused('what it answered is no list of silences');
    },
    setSilence: async ({ startsAtMs, endsAtMs, ...rest }, signal) => {
      const [startsAt, endsAt] = [startsAtMs, endsAtMs].map((ms) => new Date(ms).toISOString());
      const body = JSON.stringify({ ...rest, startsAt, endsAt });
      await ask({ method: 'POST', path: '/api/v2/silences', body, signal });
    },
    expireSilence: async (id, signal) => {
      const path = `/api/v2/silence/${encodeURIComponent(id)}`;
      await ask({ method: 'DELETE', path, signal });
    },
    close: () => service.close(),
  };
}

function refused(why: string, cause?: unknown): OperatorError {
  return new OperatorError({
    what: 'Alertmanager does not do it.',
    why: `Asked about alerts and silences, ${why}.`,
    fix: 'Look at "alertmanager" in the settings, and whether it runs. It is tried again every minute.',
    cause,
    isOutage: true,
  });
}
