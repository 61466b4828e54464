// The flags that many kubectl verbs share, and the patterns of the values that may come from a person. A verb spreads
// the pieces it wants into its own grammar; nothing here adds a flag to a verb by itself.

import { choiceFlag, type Pattern, switchFlag, textFlag, type Valued } from '../grammar.ts';
import { parseDuration } from './duration.ts';

const LABEL = '[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?';
const PREFIX = `${LABEL}(?:\\.${LABEL}){0,15}`;
const LABEL_NAME = '[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?';
const KEY = `(?:${PREFIX}/)?${LABEL_NAME}`;
const VALUE = `(?:${LABEL_NAME})?`;
const SET = `\\( ?${VALUE}(?: ?, ?${VALUE}){0,50} ?\\)`;
const REQUIREMENT = `(?:(?:! ?)?${KEY}|${KEY} ?(?:==?|!=) ?${VALUE}|${KEY} (?:in|notin) ${SET}|${KEY} ?[<>] ?\\d{1,18})`;
const FIELD = '[A-Za-z][A-Za-z0-9]*(?:\\.[A-Za-z0-9]+){0,10}';
const FIELD_REQUIREMENT = `${FIELD}(?:==?|!=)[A-Za-z0-9._:/-]{0,253}`;

/** RFC 1123 subdomain: the name of most objects that people create. */
export const NAME: Pattern = {
  expression: new RegExp(`^(?=.{1,253}$)${LABEL}(?:\\.${LABEL}){0,126}$`, 'u'),
  description: "a Kubernetes name (a-z, 0-9, '-', '.', at most 253 characters)",
};

/** The name of any object: also those of roles, such as 'system:node', and one that does not exist. */
export const OBJECT_NAME: Pattern = {
  expression: /^[A-Za-z0-9][A-Za-z0-9._:-]{0,252}$/u,
  description:
    "the name of an object (letters, digits, '-', '.', ':', '_', at most 253 characters)",
};

/** RFC 1123 label. */
export const NAMESPACE: Pattern = {
  expression: new RegExp(`^${LABEL}$`, 'u'),
  description: "a namespace (a-z, 0-9, '-', at most 63 characters)",
};

/** One resource type as a person names it: plural, singular, short name, kind, with or without version and group. */
export const KIND_WORD: Pattern = {
  expression: /^[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?\.?$/u,
  description:
    "a resource type such as pods, deploy or deployments.apps (see 'kubectl api-resources')",
};

/** A positional of `TYPE[,TYPE] [NAME ...] | TYPE/NAME ...`; `readTargets` looks closer. */
export const TARGET: Pattern = {
  expression: /^[A-Za-z0-9][A-Za-z0-9._:,/-]{0,511}$/u,
  description: 'a resource type, a name, or TYPE/NAME',
};

/** The name of a cluster in the configuration. */
export const CLUSTER: Pattern = {
  expression: /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/u,
  description: "the name of a configured cluster (see 'kubectl config get-contexts')",
};

/** The key of a label or annotation. */
export const LABEL_KEY: Pattern = {
  expression: new RegExp(`^${KEY}$`, 'u'),
  description: 'a label key such as app or app.kubernetes.io/name',
};

/** A label selector: requirements of equality, set membership, existence or comparison, with commas between. */
export const SELECTOR: Pattern = {
  expression: new RegExp(`^(?=.{1,1000}$)${REQUIREMENT}(?: ?, ?${REQUIREMENT}){0,50}$`, 'u'),
  description: "a label selector such as app=web, 'tier in (a,b)' or !canary",
};

/** A field selector: equalities with commas between. */
export const FIELD_SELECTOR: Pattern = {
  expression: new RegExp(
    `^(?=.{1,1000}$)${FIELD_REQUIREMENT}(?:,${FIELD_REQUIREMENT}){0,20}$`,
    'u',
  ),
  description: 'a field selector such as status.phase=Running,spec.nodeName=node-1',
};

/** A length of time as Go writes it. */
export const DURATION: Pattern = {
  expression: /^(?:0|(?:\d{1,9}(?:\.\d{1,9})?(?:ms|s|m|h)){1,4})$/u,
  description: 'a duration such as 30s, 5m or 1h30m',
};

/** An instant as RFC 3339 writes it. */
export const INSTANT: Pattern = {
  expression: /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:[Zz]|[+-]\d{2}:\d{2})$/u,
  description: 'a time such as 2026-01-31T08:30:00Z',
};

/** Every kubectl verb that goes to a cluster takes this. */
export const clusterFlag = {
  cluster: textFlag({
    summary: "The cluster to ask; without it the channel's own.",
    placeholder: 'CLUSTER',
    pattern: CLUSTER,
  }),
} as const;

export const namespaceFlags = {
  namespace: textFlag({
    short: 'n',
    summary: "The namespace; without it the channel's own.",
    placeholder: 'NAMESPACE',
    pattern: NAMESPACE,
  }),
} as const;

export const allNamespacesFlag = {
  'all-namespaces': switchFlag('Look in all namespaces.', 'A'),
} as const;

export const selectorFlag = {
  selector: textFlag({
    short: 'l',
    summary: 'Only objects with these labels.',
    placeholder: 'SELECTOR',
    pattern: SELECTOR,
  }),
} as const;

export const fieldSelectorFlag = {
  'field-selector': textFlag({
    summary: 'Only objects with these field values.',
    placeholder: 'SELECTOR',
    pattern: FIELD_SELECTOR,
  }),
} as const;

export const resourceVersionFlag = textFlag({
  summary: 'Only when the object is still of this version.',
  placeholder: 'VERSION',
  pattern: { expression: /^\d{1,20}$/u, description: 'a resource version (digits)' },
});

/** `--dry-run=server`: a change that is tried only. */
export const dryRunFlag = {
  'dry-run': choiceFlag({ summary: 'Only try it.', choices: ['none', 'server'] }),
} as const;

export const noHeadersFlag = {
  'no-headers': switchFlag('Leave out the header line.'),
} as const;

/** A flag with a length of time, in milliseconds. */
export function durationFlag(options: { summary: string; short?: string }): Valued<number> {
  return {
    ...options,
    kind: 'value',
    placeholder: 'DURATION',
    pattern: DURATION,
    read: parseDuration,
  };
}
