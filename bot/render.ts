// Turns a Reply into a Slack message that fits Slack's limits whatever the reply holds. Pure; it never reads a store or a clock.

import type { Message } from './ports.ts';
import { renderApproval } from './render/approval.ts';
import { actions, type Block, button, context, preformatted, section } from './render/blocks.ts';
import { type OutputLook, renderOutput } from './render/output.ts';
import { renderPreview } from './render/preview.ts';
import { cut, escaped, inlineCode, printed, quiet } from './render/text.ts';
import { lookOf } from './render/verdict.ts';
import type { OutputPage, Problem, Reply } from './reply.ts';

/** Added up with those of output and preview they stay under 12,000, where Slack begins to refuse messages. */
const MOST = {
  text: 300,
  about: 140,
  command: 1000,
  place: 60,
  sentence: 450,
  usage: 400,
  notes: 600,
};

export function render(reply: Reply): Message {
  const isRunning = reply.verdict === 'running';
  return {
    text: summarize(reply),
    blocks: [
      section(headline(reply)),
      context(circumstances(reply)),
      ...(reply.problem === undefined ? [] : renderProblem(reply.problem, reply)),
      ...renderPreview(reply),
      ...(reply.approval === undefined ? [] : renderApproval(reply.approval)),
      ...(reply.output === undefined
        ? []
        : renderOutput(shown(reply.output, reply), lookOfOutput(reply))),
      ...renderNotes(reply.notes),
      ...(isRunning && reply.runId !== undefined ? stopButton(reply.runId) : []),
    ],
  };
}

/** Rows take more characters than a page of text: too many beside a preview. */
function shown(output: OutputPage, { preview, approval, problem }: Reply): OutputPage {
  const isAlone = preview === undefined && approval === undefined && problem === undefined;
  return isAlone ? output : { ...output, asRows: false };
}

/** A search of the audit is made narrower by another search, not by leaving out lines of this one. */
function lookOfOutput({ verdict, command, problem }: Reply): OutputLook {
  const isSearch = /^qm audit\b(?! (?:verify|row)\b)/u.test(command);
  return {
    isRunning: verdict === 'running',
    isAuditSearch: isSearch,
    isTold: problem !== undefined,
    errorHeading: headingOfErrors(verdict, command),
  };
}

/** What kubectl prints beside its output has its name from there; what other commands say beside theirs is the bot's own. */
function headingOfErrors(verdict: Reply['verdict'], command: string): string {
  if (/^kubectl\b/u.test(command)) return 'stderr';
  return verdict === 'running' || verdict === 'succeeded' ? 'Remarks' : 'What went wrong';
}

/** What a notification says and a screen reader reads: the verdict in words. */
function summarize({ verdict, command, cluster, problem, preview }: Reply): string {
  const what = problem?.what.trim() ?? '';
  // Read without its blocks, in a notification or among others, it still says which command it is about.
  const about = what === '' ? preview?.summary || command : `${cut(command, MOST.about)}: ${what}`;
  const place = cluster === '' ? '' : ` on ${cut(cluster, MOST.place)}`;
  const words = `${lookOf(verdict).word}${place}: ${about}`;
  return escaped(words.replaceAll(/\s+/gu, ' '), MOST.text);
}

function headline({ verdict, command }: Reply): string {
  const { sign, word } = lookOf(verdict);
  return `${sign} *${word}*  ${inlineCode(command, MOST.command)}`;
}

function circumstances({ cluster, namespace, durationMs, userId }: Reply): string {
  const parts = [
    ...(cluster === '' ? [] : [quiet(cluster, MOST.place)]),
    ...(namespace === undefined || namespace === '' ? [] : [quiet(namespace, MOST.place)]),
  ];
  return [
    ...(parts.length === 0 ? [] : [parts.join(' / ')]),
    ...(durationMs === undefined ? [] : [`took ${duration(durationMs)}`]),
    `asked by ${USER_ID.test(userId) ? `<@${userId}>` : quiet(userId, MOST.place)}`,
  ].join('  ·  ');
}

const USER_ID = /^[UW][A-Z0-9]{1,30}$/u;

function duration(ms: number): string {
  if (!(ms >= 0)) return 'an unknown time';
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  return `${Math.floor(ms / 60_000)} min ${Math.floor((ms % 60_000) / 1000)} s`;
}

function renderProblem({ what, why, fix, usage }: Problem, reply: Reply): Block[] {
  const rest = [why, fix].filter((sentence) => sentence.trim() !== '');
  const lines = [
    ...(what.trim() === '' ? [] : [quiet(what, MOST.sentence)]),
    ...rest.map((sentence) => withPeople(quiet(sentence, MOST.sentence), reply)),
  ];
  return [
    ...(lines.length === 0 ? [] : [section(lines.join('\n'))]),
    ...(usage === undefined || usage === ''
      ? []
      : [preformatted(printed(usage, MOST.usage), 'usage')]),
  ];
}

/**
 * Our own sentences name people by id. Only who asked may be named in a message for all; a refusal is read by one person,
 * so whoever else it names is not called.
 */
function withPeople(text: string, { verdict, userId }: Reply): string {
  return text.replaceAll(/&lt;@([UW][A-Z0-9]{1,30})&gt;/gu, (whole, id: string) =>
    id === userId || verdict === 'refused' ? `<@${id}>` : whole,
  );
}

function renderNotes(notes: readonly string[]): Block[] {
  const text = notes.filter((note) => note.trim() !== '').join('  ·  ');
  return text === '' ? [] : [context(quiet(text, MOST.notes))];
}

function stopButton(runId: string): Block[] {
  return actions([button('stop', 'Stop', runId, { style: 'danger', label: 'Stop this command' })]);
}
