// Checks a modal or Home tab against Slack's limits, and answers with Slack's error codes.
import { isObject, type Json, parseJson, toObjects } from './json.ts';
import { SlackRefusal } from './refusal.ts';
import { validateBlocks } from './validate-blocks.ts';
import { refuseBlocks } from './validate-message.ts';
import {
  flag,
  list,
  type Problem,
  plainText,
  type Rule,
  report,
  shape,
  string,
} from './validate-rules.ts';

export const LARGEST_VIEW_BYTES = 250_000;

const anything: Rule = () => {};
const shared = {
  callback_id: string(255),
  private_metadata: string(3000),
  external_id: string(255),
  clear_on_close: flag,
  notify_on_close: flag,
};
const modal = shape(
  { title: plainText(24), blocks: list(0, 100, anything) },
  { ...shared, submit: plainText(24), close: plainText(24), submit_disabled: flag },
);
const home = shape(
  { blocks: list(0, 100, anything) },
  { ...shared, title: plainText(24), submit: plainText(24), close: plainText(24) },
);

/** @throws SlackRefusal `invalid_arguments` or `view_too_large` */
export function assertView(source: unknown, type: 'modal' | 'home'): Json {
  const view = typeof source === 'string' ? parseJson(source) : source;
  if (!isObject(view))
    throw refuseBlocks('invalid_arguments', [
      { pointer: '/view', code: 'invalid', message: 'must be a valid view object' },
    ]);
  if (Buffer.byteLength(JSON.stringify(view)) > LARGEST_VIEW_BYTES)
    throw new SlackRefusal('view_too_large');
  const problems = validateView(view, type);
  if (problems.length > 0) throw refuseBlocks('invalid_arguments', problems);
  return view;
}

export function validateView(view: Json, type: 'modal' | 'home'): Problem[] {
  const problems: Problem[] = [];
  if (view.type !== type) report(problems, '/view/type', `must be ${type}`);
  (type === 'modal' ? modal : home)(view, '/view', problems);
  if (Array.isArray(view.blocks))
    problems.push(...validateBlocks(view.blocks, type, '/view/blocks').filter(isNotCount));
  const hasInput = toObjects(view.blocks).some((block) => block.type === 'input');
  if (type === 'modal' && hasInput && view.submit === undefined)
    report(problems, '/view', 'missing required field: submit');
  return problems;
}

/** The shape of the view has already counted the blocks. */
function isNotCount(problem: Problem): boolean {
  return problem.pointer !== '/view/blocks' || !problem.message.includes('items allowed');
}
