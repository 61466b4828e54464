// What is said of a topic that there is not.

import { OperatorError } from '../errors.ts';

export function noSuchTopic(name: string, kafka: string): OperatorError {
  return new OperatorError({
    what: `There is no topic "${name}" on Kafka ${kafka}.`,
    why: 'No broker knows it.',
    fix: '"kafka topics" lists those that there are.',
  });
}
