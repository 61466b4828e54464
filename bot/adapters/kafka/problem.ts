// What went wrong with a Kafka, in words for people: who can do what about it. The brokers' own error names are kept, because that
// is what one searches for.

import { isRetriable, KafkaError, NO_ANSWER, OUTCOME_UNKNOWN } from '../../../pipeline/index.ts';
import { OperatorError } from '../../errors.ts';
import { UnknownOutcomeError } from '../../unknown-outcome.ts';
import { unreachable } from './unreachable.ts';

/** @returns an OperatorError for what a broker or the way to it refused; anything else as it is. */
export function problemOf(error: unknown, kafka: string): unknown {
  if (!(error instanceof KafkaError)) return error;
  const { code, said } = error;
  if (code === OUTCOME_UNKNOWN) {
    return new UnknownOutcomeError({
      what: `It is not known whether Kafka ${kafka} made the change.`,
      why: said === undefined ? 'It was sent, and no answer came.' : `Its answer was ${said}.`,
      fix: 'Look how it is now before trying again.',
      cause: error,
    });
  }
  if (code === NO_ANSWER) {
    return new OperatorError({
      what: `Cannot ask Kafka ${kafka}.`,
      ...unreachable(error),
      ...{ cause: error, isOutage: true },
    });
  }
  if (code === 'TIME_IS_UP' || code === 'REQUEST_TIMED_OUT') {
    return new OperatorError({
      what: `Kafka ${kafka} gave no answer in time.`,
      why: 'A broker is slow, or its network is.',
      fix: 'Try again in a moment; look at the brokers if it stays.',
      ...{ cause: error, isOutage: true },
    });
  }
  if (code === 'UNSUPPORTED_SASL_MECHANISM') {
    return new OperatorError({
      what: `Kafka ${kafka} does not let the bot in.`,
      why: `Its brokers do not take that mechanism of SASL (${code}).`,
      fix: 'Whoever runs Quartermaster can give another in "sasl.mechanism" of the settings.',
      ...{ cause: error, isOutage: true },
    });
  }
  if (code === 'SASL_AUTHENTICATION_FAILED' || code === 'ILLEGAL_SASL_STATE') {
    return new OperatorError({
      what: `Kafka ${kafka} does not let the bot in.`,
      why: `The brokers refused its credentials (${code}).`,
      fix: 'Whoever runs Quartermaster can renew what "sasl" in the settings points to.',
      ...{ cause: error, isOutage: true },
    });
  }
  if (['UNKNOWN_MEMBER_ID', 'NON_EMPTY_GROUP', 'GROUP_SUBSCRIBED_TO_TOPIC'].includes(code)) {
    return new OperatorError({
      what: `Kafka ${kafka} refused it: somebody is in the group.`,
      why: `A member has joined it meanwhile, or the group as it was is gone (${code}).`,
      fix: 'Look at it with "kafka group NAME --members"; stop its members and try again.',
      cause: error,
    });
  }
  if (code.endsWith('_AUTHORIZATION_FAILED')) {
    return new OperatorError({
      what: `Kafka ${kafka} does not let the bot do this.`,
      why: `Its ACLs refuse it (${code}); policy here had allowed it.`,
      fix: 'Whoever runs that Kafka can give the bot the ACL.',
      cause: error,
    });
  }
  if (code === 'UNSUPPORTED_VERSION') {
    return new OperatorError({
      what: `Kafka ${kafka} does not know this question.`,
      why: `Its brokers are too old for it (${code}).`,
      fix: 'Use Apache Kafka’s own tools of that version.',
      cause: error,
    });
  }
  if (code === 'SECURITY_DISABLED') {
    return new OperatorError({
      what: `Kafka ${kafka} has no ACLs.`,
      why: `Its brokers have no authorizer (${code}): whoever reaches them may do anything.`,
      fix: 'Whoever runs that Kafka can set authorizer.class.name.',
      cause: error,
    });
  }
  return new OperatorError({
    what: `Kafka ${kafka} refused it.`,
    why: said === undefined ? `It said ${code}.` : `It said ${code}: ${said}`,
    fix: 'Look the name up in Kafka’s list of errors; try again if it is of the kind that passes.',
    // What is not there is no outage, though brokers that have only begun say the same of what they do not know yet.
    ...{ cause: error, isOutage: isRetriable(error) && code !== 'UNKNOWN_TOPIC_OR_PARTITION' },
  });
}
