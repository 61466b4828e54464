// The syntax of names, labels and annotations, with the API server's sentences for what breaks it.
import type { Metadata } from '../objects.ts';
import type { ResourceType } from '../resources.ts';
import type { Cause } from '../status.ts';

const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const QUALIFIED = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;
const VALUE = /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/;

const SUBDOMAIN_TEXT =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
export const LABEL_TEXT =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
const QUALIFIED_TEXT =
  "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
const VALUE_TEXT =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

export function invalidValue(field: string, value: unknown, why: string): Cause {
  const message = `Invalid value: ${JSON.stringify(value)}: ${why}`;
  return { reason: 'FieldValueInvalid', message, field };
}

export function requiredValue(field: string, why?: string): Cause {
  const message = why === undefined ? 'Required value' : `Required value: ${why}`;
  return { reason: 'FieldValueRequired', message, field };
}

export function checkMetadata(type: ResourceType, metadata: Metadata): Cause[] {
  return [
    ...checkName(type, metadata),
    ...checkLabels(metadata.labels, 'metadata.labels'),
    ...checkAnnotations(metadata.annotations, 'metadata.annotations'),
  ];
}

function checkName({ kind, group }: ResourceType, { name }: Metadata): Cause[] {
  if (group === 'rbac.authorization.k8s.io') return [];
  if (name === undefined || name === '')
    return [requiredValue('metadata.name', 'name or generateName is required')];
  if (kind === 'Namespace' || kind === 'Service')
    return LABEL.test(name) ? [] : [invalidValue('metadata.name', name, LABEL_TEXT)];
  return SUBDOMAIN.test(name) ? [] : [invalidValue('metadata.name', name, SUBDOMAIN_TEXT)];
}

export function isLabelName(name: string): boolean {
  return LABEL.test(name) && name.length <= 63;
}

export function checkLabels(labels: Record<string, string> | undefined, field: string): Cause[] {
  return Object.entries(labels ?? {})
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .flatMap(([key, value]) => [
      ...checkQualified(key, field),
      ...(VALUE.test(value) ? [] : [invalidValue(field, value, VALUE_TEXT)]),
      ...(value.length > 63 ? [invalidValue(field, value, 'must be no more than 63 bytes')] : []),
    ]);
}

function checkAnnotations(annotations: Record<string, string> | undefined, field: string): Cause[] {
  return Object.keys(annotations ?? {})
    .sort()
    .flatMap((key) => checkQualified(key, field));
}

function checkQualified(key: string, field: string): Cause[] {
  const slash = key.indexOf('/');
  const name = key.slice(slash + 1);
  const prefix = slash < 0 ? undefined : key.slice(0, slash);
  const causes: Cause[] = [];
  if (prefix === '') causes.push(invalidValue(field, key, 'prefix part must be non-empty'));
  else if (prefix !== undefined && !SUBDOMAIN.test(prefix))
    causes.push(invalidValue(field, key, `prefix part ${SUBDOMAIN_TEXT}`));
  if (name === '') causes.push(invalidValue(field, key, 'name part must be non-empty'));
  if (!QUALIFIED.test(name)) causes.push(invalidValue(field, key, QUALIFIED_TEXT));
  if (name.length > 63)
    causes.push(invalidValue(field, key, 'name part must be no more than 63 bytes'));
  return causes;
}
