// The small language the Block Kit rules are written in: what a value must be, with Slack's words when it is not.
import { isObject, type Json } from './json.ts';

/** One broken rule: where (a JSON pointer), Slack's code for it, and Slack's words. */
export interface Problem {
  pointer: string;
  code: string;
  message: string;
}

export type Rule = (value: unknown, pointer: string, problems: Problem[]) => void;

export function report(problems: Problem[], pointer: string, message: string): void {
  problems.push({ pointer, code: 'failed_constraint', message });
}

/** A string of at least `min` and at most `max` characters. */
export function string(max: number, min = 0): Rule {
  return (value, pointer, problems) => {
    if (typeof value !== 'string') return report(problems, pointer, 'must be a string');
    if (value.length > max) report(problems, pointer, `must be less than ${max + 1} characters`);
    if (value.length < min) report(problems, pointer, `must be more than ${min - 1} characters`);
  };
}

export const flag: Rule = (value, pointer, problems) => {
  if (typeof value !== 'boolean') report(problems, pointer, 'must be a boolean');
};

export function integer(min: number, max: number): Rule {
  return (value, pointer, problems) => {
    if (typeof value !== 'number' || !Number.isInteger(value))
      return report(problems, pointer, 'must be an integer');
    if (value < min || value > max) report(problems, pointer, `must be between ${min} and ${max}`);
  };
}

export const number: Rule = (value, pointer, problems) => {
  if (typeof value !== 'number' || !Number.isFinite(value))
    report(problems, pointer, 'must be a number');
};

export function oneOf(...allowed: readonly unknown[]): Rule {
  return (value, pointer, problems) => {
    if (!allowed.includes(value))
      report(problems, pointer, `must be one of: ${allowed.map(String).join(', ')}`);
  };
}

export function list(min: number, max: number, item: Rule): Rule {
  return (value, pointer, problems) => {
    if (!Array.isArray(value)) return report(problems, pointer, 'must be an array');
    if (value.length > max) report(problems, pointer, `no more than ${max} items allowed`);
    if (value.length < min) report(problems, pointer, `no less than ${min} items allowed`);
    for (const [index, one] of value.entries()) item(one, `${pointer}/${index}`, problems);
  };
}

type Fields = Readonly<Record<string, Rule>>;

/** An object with these fields and no others. `type` is checked by who chose the shape. */
export function shape(required: Fields, optional: Fields = {}): Rule {
  return (value, pointer, problems) => {
    if (!isObject(value)) return report(problems, pointer, 'must provide an object');
    for (const [name, rule] of Object.entries(required)) {
      if (value[name] === undefined || value[name] === null)
        problems.push({
          pointer,
          code: 'missing_required_field',
          message: `missing required field: ${name}`,
        });
      else rule(value[name], `${pointer}/${name}`, problems);
    }
    for (const [name, rule] of Object.entries(optional)) {
      if (value[name] !== undefined && value[name] !== null)
        rule(value[name], `${pointer}/${name}`, problems);
    }
    for (const name of Object.keys(value)) {
      if (name === 'type' || name in required || name in optional) continue;
      report(problems, pointer, `invalid additional property: ${name}`);
    }
  };
}

/** An object whose `type` chooses the rule. */
export function byType(kinds: Readonly<Record<string, Rule | undefined>>): Rule {
  return (value, pointer, problems) => {
    if (!isObject(value)) return report(problems, pointer, 'must provide an object');
    if (typeof value.type !== 'string')
      return problems.push({
        pointer,
        code: 'missing_required_field',
        message: 'missing required field: type',
      });
    const rule = Object.hasOwn(kinds, value.type) ? kinds[value.type] : undefined;
    if (rule === undefined)
      return problems.push({
        pointer: `${pointer}/type`,
        code: 'unsupported_type',
        message: `unsupported type: ${value.type}`,
      });
    rule(value, pointer, problems);
  };
}

/** Both rules. */
export function both(first: Rule, second: Rule): Rule {
  return (value, pointer, problems) => {
    first(value, pointer, problems);
    second(value, pointer, problems);
  };
}

/** A rule over a whole object, for what one field alone can't say. */
export function check(test: (value: Json) => string | undefined): Rule {
  return (value, pointer, problems) => {
    const message = isObject(value) ? test(value) : undefined;
    if (message !== undefined) report(problems, pointer, message);
  };
}

const plain = (max: number, min: number) => shape({ text: string(max, min) }, { emoji: flag });
const markdown = (max: number, min: number) =>
  shape({ text: string(max, min) }, { verbatim: flag });

export function plainText(max: number): Rule {
  return byType({ plain_text: plain(max, 1) });
}

export function anyText(max: number): Rule {
  return byType({ plain_text: plain(max, 1), mrkdwn: markdown(max, 1) });
}

export function markdownText(max: number): Rule {
  return byType({ mrkdwn: markdown(max, 1) });
}
