// Label and field selectors: read from a query as the API server reads them, and from an object's spec.
import type { KubernetesObject, LabelSelector, StringMap } from './objects.ts';
import { badRequest } from './status.ts';

export type LabelMatcher = (labels: StringMap) => boolean;

type Operator = '=' | '!=' | 'in' | 'notin' | 'exists' | '!' | 'gt' | 'lt';

/** @throws Refusal (400) with the server's words for what it cannot read. */
export function parseLabelSelector(text: string): LabelMatcher {
  const tokens = text.match(/[(),]|!=|==|=|!|>|<|[^\s(),!=<>]+/g) ?? [];
  const matchers: LabelMatcher[] = [];
  let at = 0;
  const next = () => tokens[at++] ?? '';
  while (at < tokens.length) {
    matchers.push(readRequirement(next, () => tokens[at] ?? ''));
    const separator = next();
    if (separator === '') break;
    if (separator !== ',')
      throw unreadable(`found '${separator}', expected: ',' or 'end of string'`);
    if (at >= tokens.length)
      throw unreadable(`found '', expected: !, identifier, or 'end of string'`, '');
  }
  return (labels) => matchers.every((matches) => matches(labels));
}

function readRequirement(next: () => string, peek: () => string): LabelMatcher {
  let key = next();
  if (key === '!') {
    key = next();
    assertKey(key);
    return matcher(key, '!', []);
  }
  if (!isWord(key))
    throw unreadable(`found '${key}', expected: !, identifier, or 'end of string'`, '');
  assertKey(key);
  const operator = peek();
  if (operator === '' || operator === ',') return matcher(key, 'exists', []);
  next();
  if (operator === '=' || operator === '==' || operator === '!=') {
    const value = isWord(peek()) ? next() : '';
    assertValue(key, value);
    return matcher(key, operator === '!=' ? '!=' : '=', [value]);
  }
  if (operator === '>' || operator === '<') {
    const value = next();
    return matcher(key, operator === '>' ? 'gt' : 'lt', [value]);
  }
  if (operator === 'in' || operator === 'notin') return matcher(key, operator, readValues(next));
  throw unreadable(`found '${operator}', expected: in, notin, =, ==, !=, gt, lt`);
}

function readValues(next: () => string): string[] {
  const open = next();
  if (open !== '(') throw unreadable(`found '${open}', expected: '('`);
  const values: string[] = [];
  for (let token = next(); token !== ')'; token = next()) {
    if (token === '') throw unreadable(`found '', expected: ',' or ')'`);
    if (token !== ',') values.push(token);
  }
  return values;
}

function isWord(token: string): boolean {
  return token !== '' && !/^[(),!=<>]/.test(token);
}

function unreadable(why: string, prefix = 'unable to parse requirement: '): Error {
  const start = prefix === '' ? 'unable to parse requirement: ' : prefix;
  return badRequest(`${start}${why}`);
}

function assertKey(key: string): void {
  const name = key.slice(key.indexOf('/') + 1);
  if (/^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/.test(name)) return;
  throw unreadable(
    `<nil>: Invalid value: ${JSON.stringify(key)}: name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')`,
  );
}

function assertValue(key: string, value: string): void {
  if (/^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/.test(value)) return;
  throw unreadable(
    `values[0][${key}]: Invalid value: ${JSON.stringify(value)}: a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')`,
  );
}

function matcher(key: string, operator: Operator, values: readonly string[]): LabelMatcher {
  return (labels) => {
    const value = labels[key];
    switch (operator) {
      case 'exists':
        return value !== undefined;
      case '!':
        return value === undefined;
      case '=':
      case 'in':
        return value !== undefined && values.includes(value);
      case '!=':
      case 'notin':
        return value === undefined || !values.includes(value);
      case 'gt':
        return value !== undefined && Number(value) > Number(values[0]);
      case 'lt':
        return value !== undefined && Number(value) < Number(values[0]);
    }
  };
}

/** Whether a selector of a spec chooses these labels; a missing selector chooses nothing, an empty one everything. */
export function selects(selector: LabelSelector | undefined, labels: StringMap = {}): boolean {
  if (selector === undefined) return false;
  const { matchLabels = {}, matchExpressions = [] } = selector;
  return (
    Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
    matchExpressions.every(({ key, operator, values = [] }) =>
      matcher(key, operatorOf(operator), values)(labels),
    )
  );
}

function operatorOf(word: string): Operator {
  if (word === 'In') return 'in';
  if (word === 'NotIn') return 'notin';
  return word === 'Exists' ? 'exists' : '!';
}

/** `app=web,tier in (a,b)`, with sorted keys, as labels.Selector writes itself. */
export function selectorText(selector: LabelSelector | undefined): string {
  if (selector === undefined) return '';
  const equal = Object.entries(selector.matchLabels ?? {}).map(([key, value]) => ({
    key,
    text: `${key}=${value}`,
  }));
  const other = (selector.matchExpressions ?? []).map(({ key, operator, values = [] }) => ({
    key,
    text: expressionText(key, operator, [...values].sort()),
  }));
  return [...equal, ...other]
    .sort((one, two) => (one.key < two.key ? -1 : 1))
    .map(({ text }) => text)
    .join(',');
}

function expressionText(key: string, operator: string, values: string[]): string {
  if (operator === 'Exists') return key;
  if (operator === 'DoesNotExist') return `!${key}`;
  return `${key} ${operator === 'In' ? 'in' : 'notin'} (${values.join(',')})`;
}

/** The fields that a kind can be selected by, besides metadata.name and metadata.namespace. */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  'Pod.': [
    'spec.nodeName',
    'spec.restartPolicy',
    'spec.schedulerName',
    'spec.serviceAccountName',
    'spec.hostNetwork',
    'status.phase',
    'status.podIP',
    'status.podIPs',
    'status.nominatedNodeName',
  ],
  'Event.': [
    'involvedObject.kind',
    'involvedObject.namespace',
    'involvedObject.name',
    'involvedObject.uid',
    'involvedObject.apiVersion',
    'involvedObject.resourceVersion',
    'involvedObject.fieldPath',
    'reason',
    'reportingComponent',
    'source',
    'type',
  ],
  'Node.': ['spec.unschedulable'],
  'Namespace.': ['status.phase'],
  'Secret.': ['type'],
  'Service.': ['spec.clusterIP', 'spec.type'],
  'Job.batch': ['status.successful'],
  'ReplicaSet.apps': ['status.replicas'],
};

export type FieldMatcher = (object: KubernetesObject) => boolean;

/** @throws Refusal (400) for a field that the kind cannot be selected by. */
export function parseFieldSelector(text: string, storedAs: string): FieldMatcher {
  const terms = text.split(',').filter((term) => term !== '');
  const matchers = terms.map((term) => {
    const [, field, operator, value] = /^(.*?)(!=|==|=)(.*)$/.exec(term) ?? [];
    if (field === undefined || value === undefined)
      throw badRequest(`invalid selector: '${text}'; can't understand '${term}'`);
    assertField(field, storedAs);
    return (object: KubernetesObject) =>
      (readField(object, field) === value) === (operator !== '!=');
  });
  return (object) => matchers.every((matches) => matches(object));
}

function assertField(field: string, storedAs: string): void {
  if (field === 'metadata.name' || field === 'metadata.namespace') return;
  if (FIELDS[storedAs]?.includes(field)) return;
  // Most kinds word it one way; pods, events and nodes have their own conversion and say it shorter.
  const short = ['Pod.', 'Event.', 'Node.', 'Namespace.', 'Secret.', 'Service.', 'Job.batch'];
  throw badRequest(
    short.includes(storedAs)
      ? `field label not supported: ${field}`
      : `"${field}" is not a known field selector: only "metadata.name", "metadata.namespace"`,
  );
}

function readField(object: KubernetesObject, field: string): string {
  if (field === 'source' && object.kind === 'Event')
    return String((object.source as { component?: string } | undefined)?.component ?? '');
  let value: unknown = object;
  for (const step of field.split('.')) {
    value = typeof value === 'object' && value !== null ? Reflect.get(value, step) : undefined;
  }
  if (value === undefined && (field === 'spec.unschedulable' || field === 'spec.hostNetwork'))
    return 'false';
  return value === undefined ? '' : String(value);
}
