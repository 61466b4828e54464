// What went wrong with a Kafka Connect, in words for people: what it refused for certain, and what nobody knows because no answer came.

import { z } from 'zod';
import { OperatorError } from '../../errors.ts';
import { UnknownOutcomeError } from '../../unknown-outcome.ts';
import { type HttpAnswer, type HttpServiceError, jsonOf } from '../http-service.ts';

interface About {
  readonly kafka: string;
  readonly isChange: boolean;
}

const WORDS: Readonly<Record<string, string>> = {
  late: 'No whole answer came in time.',
  'too large': 'It answered with more than is read here.',
  'not Connect': 'What answers at its address does not talk as Kafka Connect does.',
};

/** For what has no whole answer. */
export function connectProblem(error: HttpServiceError, { kafka, isChange }: About): OperatorError {
  const { code, isSent } = error;
  if (isChange && isSent)
    return unknown(kafka, `It was sent, and no whole answer came (${code}).`, error);
  return new OperatorError({
    what: `Cannot ask the Kafka Connect of ${kafka}.`,
    why: WORDS[code] ?? `It cannot be reached (${code}).`,
    fix: 'Look whether its workers run and can be reached from the bot; check "connect" in the settings.',
    ...{ cause: error, isOutage: true },
  });
}

/** What a worker says with an error, as its own ErrorMessage. */
const Said = z.object({ message: z.string() });
const SAID_CHARACTERS = 300;

/** For an answer that is none of success. Below 500 nothing was done; above it, who knows. */
export function connectRefusal(answer: HttpAnswer, { kafka, isChange }: About): OperatorError {
  const { status } = answer;
  const said = saidOf(answer);
  if (isChange && status >= 500) {
    return unknown(kafka, `Its answer was HTTP ${status}${said}.`);
  }
  if (status === 409) {
    return new OperatorError({
      what: `The Kafka Connect of ${kafka} is rebalancing: nothing was done.`,
      why: `Its connectors are moving between workers (HTTP 409${said}).`,
      fix: 'Try again in a moment.',
    });
  }
  if (status === 401 || status === 403) {
    return new OperatorError({
      what: `The Kafka Connect of ${kafka} does not let the bot in.`,
      why: `It refused its credentials (HTTP ${status}).`,
      fix: 'Whoever runs Quartermaster can renew what "connect" in the settings points to.',
    });
  }
  const isRedirect = status >= 300 && status < 400;
  return new OperatorError({
    what: `The Kafka Connect of ${kafka} refused it.`,
    why: isRedirect
      ? `It points elsewhere (HTTP ${status}), which is not followed.`
      : `It said HTTP ${status}${said}.`,
    fix: isRedirect
      ? 'Whoever runs Quartermaster can put its own address under "connect" in the settings.'
      : 'Look at it with "kafka connector NAME", and at the log of its workers.',
  });
}

function unknown(kafka: string, why: string, cause?: unknown): UnknownOutcomeError {
  return new UnknownOutcomeError({
    what: `It is not known whether the Kafka Connect of ${kafka} made the change.`,
    why,
    fix: 'Look how it is now before trying again.',
    cause,
  });
}

/** A proxy's page says nothing that a person could use. */
function saidOf({ text }: HttpAnswer): string {
  const { data } = Said.safeParse(jsonOf(text));
  if (data === undefined) return '';
  return `: ${data.message.replaceAll(/\s+/gu, ' ').slice(0, SAID_CHARACTERS).replace(/\.$/u, '')}`;
}
