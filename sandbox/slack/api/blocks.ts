// blocks.validate: the same rules the other methods enforce, with their findings spelled out.
import { isObject, type Json, parseJson } from '../json.ts';
import { SlackRefusal } from '../refusal.ts';
import type { Slack } from '../slack.ts';
import { validateBlocks } from '../validate-blocks.ts';
import type { Problem } from '../validate-rules.ts';
import { validateView } from '../validate-view.ts';
import { type Methods, method } from './method.ts';

export const blockMethods: Methods = {
  'blocks.validate': method('', 'unlimited', validate),
};

function validate(_slack: Slack, args: Json): Json {
  const given = ['blocks', 'message', 'view'].filter((name) => args[name] !== undefined);
  const [name] = given;
  if (given.length !== 1 || name === undefined) throw new SlackRefusal('invalid_arguments');
  const value = typeof args[name] === 'string' ? parseJson(args[name]) : args[name];
  const problems = problemsOf(name, value);
  if (problems.length > 0) throw new SlackRefusal(`invalid_${name}`, { errors: problems });
  return {};
}

function problemsOf(name: string, value: unknown): Problem[] {
  if (name === 'blocks') return validateBlocks(value, 'message', '');
  if (!isObject(value))
    return [{ pointer: '', code: 'invalid_type', message: 'must provide an object' }];
  if (name === 'message') return validateBlocks(value.blocks ?? [], 'message', '/blocks');
  return validateView(value, value.type === 'home' ? 'home' : 'modal');
}
