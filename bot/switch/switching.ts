// Where commands of switches write down what people want of them.

import type { KubectlContext } from '../command.ts';
import { OperatorError } from '../errors.ts';
import type { NameOf } from '../person-name.ts';
import type { Clock, Store } from '../ports.ts';
import type { AskKafka } from './kafka-health.ts';
import type { TimetableWish } from './of-itself.ts';

export interface Switching {
  /** A Slack id. */
  readonly who: string;
  readonly newId: () => string;
  /** What people of the asker's workspace are called. */
  readonly nameOf: NameOf;
  /** Whether policy will let a timetable do it then. @returns why not; undefined when it will */
  readonly refusedToTimetable: (wish: TimetableWish, atMs: number) => string | undefined;
  readonly kafkaTrouble: AskKafka;
  readonly store: Store;
  readonly clock: Clock;
}

/** @throws OperatorError where nothing can be written down. */
export function switchingOf({ switching }: Pick<KubectlContext, 'switching'>): Switching {
  if (switching !== undefined) return switching;
  throw new OperatorError({
    what: 'Switches cannot be used here.',
    why: 'There is no store in which it could be written down.',
    fix: 'Tell whoever runs Quartermaster.',
  });
}
