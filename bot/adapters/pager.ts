// Asks a pager over HTTP: PagerDuty's Events API v2 (https://developer.pagerduty.com/docs/send-alert-event), or a POST of our own form. It follows no
// redirect, sends each event once, and puts neither its secrets nor its address into any words.

import type { PagerSettings } from '../config/pagers.ts';
import { OperatorError } from '../errors.ts';
import { LIMITS } from '../limits.ts';
import type { Page, PageOutcome, Pager } from '../pager.ts';
import { createHttpService, HttpServiceError } from './http-service.ts';
import { readSecret } from './secret.ts';

/** As long as PagerDuty takes. */
const MOST = { summary: 1_024, dedupKey: 255, labels: 64 };
/** They may be taken later; every other answer below 500 says that the event itself is not liked. */
const LATER = new Set([408, 425, 429]);

/** Connects to nothing yet. */
export function createPager(settings: PagerSettings): Pager {
  const service = createHttpService({
    settings: settings.endpoint,
    deadlineMs: LIMITS.pagerAnswerMs,
    answerBytes: LIMITS.pagerAnswerBytes,
  });
  return {
    send: async (page, signal) => {
      try {
        const body = JSON.stringify(bodyOf(page, settings));
        const { status } = await service.ask({ method: 'POST', path: '', body, signal });
        return outcomeOf(status);
      } catch (error) {
        if (error instanceof HttpServiceError) return { kind: 'unsure', why: whyOf(error) };
        // A secret that is not there now may be there in a moment.
        if (error instanceof OperatorError) return { kind: 'unsure', why: error.what };
        throw error;
      }
    },
    problem: () => {
      const { endpoint, routingKey } = settings;
      const secrets = [routingKey, endpoint.bearer, endpoint.basic?.password];
      try {
        for (const each of secrets) if (each !== undefined) readSecret(each);
        return undefined;
      } catch (error) {
        if (error instanceof OperatorError) return error.message;
        throw error;
      }
    },
    close: () => service.close(),
  };
}

function bodyOf(page: Page, { kind, routingKey }: PagerSettings): unknown {
  const { event, alert } = page;
  const dedupKey = page.dedupKey.slice(0, MOST.dedupKey);
  const since = new Date(alert.openedAtMs).toISOString();
  const { number, severity, source } = alert;
  const title = alert.title.slice(0, MOST.summary).toWellFormed();
  const labels = Object.fromEntries(Object.entries(alert.labels).slice(0, MOST.labels));
  if (kind === 'json' || routingKey === undefined) {
    return {
      version: 1,
      event,
      dedupKey,
      alert: { number, title, severity, source, since, labels },
    };
  }
  const head = {
    ...{ routing_key: readSecret(routingKey), event_action: event, dedup_key: dedupKey },
    client: 'Quartermaster',
  };
  if (event !== 'trigger') return head;
  const payload = { summary: title, source, severity, timestamp: since };
  return { ...head, payload: { ...payload, custom_details: { alert: number, ...labels } } };
}

function outcomeOf(status: number): PageOutcome {
  if (status >= 200 && status < 300) return { kind: 'taken' };
  const why = `it answered with HTTP ${status}`;
  return { kind: status >= 500 || LATER.has(status) ? 'unsure' : 'refused', why };
}

function whyOf({ code }: HttpServiceError): string {
  return code === 'late' ? 'it gave no answer in time' : `no whole answer came (${code})`;
}
