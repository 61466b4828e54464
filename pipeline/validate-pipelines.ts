// Refuses a pipeline that could not be run soundly, before anything is opened for it.
import { OperatorError } from './operator-error.ts';
import { changelogOf, type Pipeline } from './pipeline.ts';

const NAME = /^[a-z0-9](?:[a-z0-9.-]{0,62}[a-z0-9])?$/u;
/** What Kafka takes as the name of a topic. */
const TOPIC = /^(?!\.{1,2}$)[\w.-]{1,249}$/u;
const LONGEST_IDLE_MS = 60_000;

/** @throws OperatorError with all that is wrong. */
export function validatePipelines(pipelines: readonly Pipeline[]): void {
  const problems = [
    ...pipelines.flatMap((pipeline) =>
      problemsOf(pipeline).map((problem) => `${pipeline.name}: ${problem}`),
    ),
    ...repeated(pipelines.map(({ name }) => name)).map((name) => `two are called ${name}`),
    ...repeated(pipelines.map(({ groupId }) => groupId)).map((id) => `two have the group ${id}`),
  ];
  if (problems.length === 0) return;
  throw new OperatorError({
    what: 'Cannot host these pipelines.',
    why: `${problems.join('; ')}.`,
    fix: 'Mend what they are made of, or their settings.',
  });
}

function problemsOf(pipeline: Pipeline): readonly string[] {
  const { name, groupId, inputs, outputs, deadLetters, idleMs } = pipeline;
  const { stores } = pipeline.createState();
  const topics = [
    ...inputs,
    ...outputs,
    deadLetters,
    ...stores.map((store) => changelogOf(pipeline, store)),
  ];
  return [
    ...(NAME.test(name) ? [] : ['its name is not of lower-case letters, digits, dots and hyphens']),
    ...(groupId === '' ? ['it has no group'] : []),
    ...(inputs.length === 0 ? ['it has no input'] : []),
    ...topics.filter((topic) => !TOPIC.test(topic)).map((topic) => `"${topic}" is no topic name`),
    ...repeated(topics).map((topic) => `${topic} is used for two things`),
    ...(idleMs >= 0 && idleMs <= LONGEST_IDLE_MS
      ? []
      : [`idleMs ${idleMs} is not from 0 to ${LONGEST_IDLE_MS}`]),
  ];
}

function repeated(texts: readonly string[]): readonly string[] {
  return [...new Set(texts.filter((text, index) => texts.indexOf(text) !== index))];
}
