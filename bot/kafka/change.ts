// A change of a Kafka: its preview, its second look at the click, its run, and what is done when no answer comes. Every change is
// a list of values, each with what it is and what it shall be: that list is shown, agreed to, made, and read back.

import { z } from 'zod';
import type { KafkaContext, Output, Preview } from '../command.ts';
import { OperatorError } from '../errors.ts';
import { UnknownOutcomeError } from '../unknown-outcome.ts';
import { type ReadBack, resolveOutcome } from './unknown-change.ts';

/** One value that a change replaces; undefined where there is none. */
export interface Value {
  /** What it is the value of: `retention.ms`, `orders-3`. */
  readonly of: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

export interface ChangePlan {
  readonly values: readonly Value[];
  /** In words: "Change 2 settings of topic orders". */
  readonly summary: string;
  /** Before and after, as a person reads it. */
  readonly shown: string;
  readonly warnings?: readonly string[];
  /** What else has to be as it was in the preview, such as the topic's id: another of its name is another topic. */
  readonly bound: readonly string[];
}

/** What one command changes. `P` may carry more than every plan has. */
export interface KafkaVerb<Args, P extends ChangePlan = ChangePlan> {
  /**
   * Looks how it is, and says exactly what it shall be; changes nothing.
   * @param agreed what was agreed to, for changes whose "after" moves by itself, such as the end of a log
   * @throws OperatorError for what cannot be changed so
   */
  plan(args: Args, context: KafkaContext, agreed: readonly Value[] | undefined): Promise<P>;
  /** Once it is agreed to, and before anything is sent: what has to be kept for an undo. */
  prepare?(args: Args, plan: P, context: KafkaContext): Promise<P>;
  /** Makes exactly that, once. @throws UnknownOutcomeError when it was sent and not answered. */
  make(args: Args, plan: P, context: KafkaContext): Promise<void>;
  /** For what goes on once it was taken: watches it. @returns what came of it, in whole lines. */
  follow?(args: Args, plan: P, context: KafkaContext): Promise<string>;
  /** What is there now of each value, in their order. */
  look(args: Args, plan: P, context: KafkaContext): Promise<readonly (string | undefined)[]>;
  /** What is printed when it was made, as Kafka's own tool does. */
  print(args: Args, plan: P): string;
  /** The command that makes it as it was; undefined when there is none. */
  undo(args: Args, plan: P): string | undefined;
}

/** The preview and the run of a command that changes a Kafka: the rest of its definition. */
export function changing<Args, P extends ChangePlan>(verb: KafkaVerb<Args, P>) {
  const planned = async (args: Args, context: KafkaContext) => {
    const plan = await verb.plan(args, context, agreedValues(context.agreed));
    const { values } = plan;
    if (values.every(({ before, after }) => before === after)) throw nothingToChange(plan);
    return plan;
  };
  return {
    preview: async (args: Args, context: KafkaContext): Promise<Preview> => {
      const plan = await planned(args, context);
      return {
        summary: `${plan.summary}.`,
        diff: plan.shown,
        warnings: plan.warnings ?? [],
        substance: substanceOf(plan),
      };
    },
    run: async (args: Args, context: KafkaContext): Promise<Output> => {
      const looked = await planned(args, context);
      // Whatever moved since the second look is refused too: nothing lies between this and the request.
      if (substanceOf(looked) !== context.agreed) throw moved();
      const plan = (await verb.prepare?.(args, looked, context)) ?? looked;
      const undo = verb.undo(args, plan);
      const made = (remark: string): Output => ({
        stdout: verb.print(args, plan),
        stderr: `${remark}${undo === undefined ? '' : `Undo: ${undo}\n`}`,
        exitCode: 0,
      });
      const remark = await madeOrResolved(() => verb.make(args, plan, context), {
        ...{ values: plan.values, undo, context },
        look: async () => await verb.look(args, plan, context),
      });
      const followed = await verb.follow?.(args, plan, context);
      return made(`${remark}${followed ?? ''}`);
    },
  };
}

/** @returns a remark, where no answer came and it turns out to be made all the same */
async function madeOrResolved(make: () => Promise<void>, readBack: ReadBack): Promise<string> {
  try {
    await make();
    return '';
  } catch (error) {
    if (error instanceof UnknownOutcomeError) return await resolveOutcome(error, readBack);
    if (!readBack.context.signal.aborted || error instanceof OperatorError) throw error;
    // Whether it was sent before it was ended is not known either.
    return await resolveOutcome(endedMidway(error), readBack);
  }
}

function endedMidway(cause: unknown): UnknownOutcomeError {
  return new UnknownOutcomeError({
    what: 'It is not known whether the change was made.',
    why: 'It was ended before an answer came.',
    fix: 'Look how it is now before trying again.',
    cause,
  });
}

function substanceOf({ values, bound }: ChangePlan): string {
  const list = values.map(({ of, before = null, after = null }) => [of, before, after]);
  return JSON.stringify({ bound, values: list });
}

const Substance = z.object({
  values: z.array(z.tuple([z.string(), z.string().nullable(), z.string().nullable()])),
});

/** What is none of ours is as good as nothing agreed: the comparison at the click then refuses it. */
function agreedValues(substance: string | undefined): readonly Value[] | undefined {
  if (substance === undefined) return undefined;
  try {
    const { values } = Substance.parse(JSON.parse(substance));
    return values.map(([of, before, after]) => ({
      of,
      before: before ?? undefined,
      after: after ?? undefined,
    }));
  } catch {
    return undefined;
  }
}

function nothingToChange({ summary }: ChangePlan): OperatorError {
  return new OperatorError({
    what: 'There is nothing to change.',
    why: `It is so already. (${summary})`,
    fix: 'Nothing has to be done.',
  });
}

function moved(): OperatorError {
  return new OperatorError({
    what: 'Nothing was changed: it is not as it was in the preview.',
    why: 'Somebody or something changed it at this moment.',
    fix: 'Send the command again and look at the new preview.',
  });
}
