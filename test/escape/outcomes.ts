// What a person saw of one input, in one word, and whether it was exactly one thing: each request that was taken is answered,
// each refusal is on the record.

import type { Reply } from '../../bot/reply.ts';
import type { Input } from './inputs.ts';
import type { Performance, Phase } from './perform.ts';

export interface Outcomes {
  readonly outcome: string;
  readonly problems: readonly string[];
}

export function outcomesOf(input: Input, { ask, after }: Performance): Outcomes {
  const problems = [...phaseProblems(ask), ...(after === undefined ? [] : phaseProblems(after))];
  return { outcome: outcomeOf(input, ask), problems };
}

function outcomeOf(input: Input, { replies, sent, failures, handled, outgoing }: Phase): string {
  const final = replies.filter(({ verdict }) => verdict !== 'running').at(-1);
  if (final !== undefined) return outcomeOfReply(final);
  if (outgoing.length > 0) return 'file';
  if (failures.length > 0) return 'delivery not taken';
  if (sent.some(({ kind }) => kind === 'view')) return 'view';
  if (sent.some(({ kind }) => kind === 'home')) return 'home';
  if (input.act.on === 'suggest') return 'suggestions';
  if (sent.some(({ payload }) => payload !== undefined)) return 'told in the modal';
  return handled === 0 ? 'click of no button' : 'nothing';
}

function outcomeOfReply({ verdict }: Reply): string {
  return verdict === 'waiting for confirmation' ? 'preview' : verdict;
}

/** As many answers as requests; more only where one message goes through several states. */
function phaseProblems({ handled, replies, outgoing, audit }: Phase): readonly string[] {
  // What is asked of others is a second message about the same request.
  const final = replies.filter(
    ({ verdict, approval }) => verdict !== 'running' && approval?.audience !== 'approvers',
  );
  // A file that a command made of its output goes with the answer that names it, and so does a graph.
  const files = outgoing.filter(
    ({ kind, file }) => kind === 'file' && !file?.onlyStdout && file?.chart === undefined,
  );
  const problems: string[] = [];
  if (final.length + files.length !== handled) {
    const seen = final.map(({ verdict }) => verdict).join(', ') || 'nothing';
    problems.push(`${handled} requests, and what was seen is: ${seen}`);
  }
  if (outgoing.length < final.length) problems.push('a reply was made and not queued');
  const refused = final.filter(({ verdict }) => ['refused', 'not understood'].includes(verdict));
  const recorded = audit.filter(({ kind }) => kind === 'refusal');
  if (refused.length > recorded.length) problems.push('a refusal is not on the record');
  const intents = audit.filter(({ kind }) => kind === 'intent').length;
  const outcomes = audit.filter(({ kind }) => kind === 'outcome').length;
  if (intents !== outcomes)
    problems.push(`${intents} intents and ${outcomes} outcomes on the record`);
  return problems;
}
