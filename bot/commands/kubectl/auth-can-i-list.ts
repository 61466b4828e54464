// `kubectl auth can-i --list`: all that is allowed in a namespace, laid out as kubectl lays it out: rules broken down to one
// resource each, those of the same resource joined, sorted by how Go prints them.

import type { KubectlContext, Output } from '../../command.ts';
import { alignColumns } from '../../kubernetes/align-columns.ts';

interface Rule {
  readonly verbs: readonly string[];
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly resourceNames: readonly string[];
  readonly nonResourceURLs: readonly string[];
}

interface RulesStatus {
  readonly resourceRules?: readonly Partial<Rule>[] | null;
  readonly nonResourceRules?: readonly Partial<Rule>[] | null;
  readonly incomplete?: boolean;
  readonly evaluationError?: string;
}

const GROUP = 'authorization.k8s.io';
const HEADER = ['Resources', 'Non-Resource URLs', 'Resource Names', 'Verbs'];

export async function listRules(noHeaders: boolean, context: KubectlContext): Promise<Output> {
  const { body } = await context.api.request({
    verb: 'create',
    resource: { group: GROUP, version: 'v1', resource: 'selfsubjectrulesreviews' },
    body: {
      kind: 'SelfSubjectRulesReview',
      apiVersion: `${GROUP}/v1`,
      spec: { namespace: context.namespace },
    },
  });
  const { status = {} } = body as { status?: RulesStatus };
  const rows = sortRules(compactRules(breakDown(status))).map(cellsOf);
  const stderr = status.incomplete
    ? `Warning: the list may be incomplete: ${status.evaluationError ?? ''}\n`
    : '';
  return { stdout: alignColumns(noHeaders ? rows : [HEADER, ...rows]), stderr, exitCode: 0 };
}

function breakDown({ resourceRules, nonResourceRules }: RulesStatus): readonly Rule[] {
  return [...(resourceRules ?? []), ...(nonResourceRules ?? [])].flatMap((rule) => {
    const { verbs = [], apiGroups = [], resources = [], resourceNames = [] } = rule;
    const names = resourceNames.length === 0 ? [[]] : resourceNames.map((name) => [name]);
    const ofResources = apiGroups.flatMap((group) =>
      resources.flatMap((resource) =>
        verbs.flatMap((verb) => names.map((name) => ruleOf({ verb, group, resource, name }))),
      ),
    );
    const ofUrls = (rule.nonResourceURLs ?? []).flatMap((url) =>
      verbs.map((verb) => ({ ...NOTHING, verbs: [verb], nonResourceURLs: [url] })),
    );
    return [...ofResources, ...ofUrls];
  });
}

const NOTHING: Rule = {
  verbs: [],
  apiGroups: [],
  resources: [],
  resourceNames: [],
  nonResourceURLs: [],
};

function ruleOf(part: { verb: string; group: string; resource: string; name: string[] }): Rule {
  return {
    ...NOTHING,
    verbs: [part.verb],
    apiGroups: [part.group],
    resources: [part.resource],
    resourceNames: part.name,
  };
}

/** Rules of the same resource become one with all their verbs; those of URLs stay as they are. */
function compactRules(rules: readonly Rule[]): readonly Rule[] {
  const ofUrls = rules.filter((rule) => rule.nonResourceURLs.length > 0);
  const ofResources = new Map<string, Rule>();
  for (const rule of rules.filter((each) => each.nonResourceURLs.length === 0)) {
    const key = JSON.stringify([rule.apiGroups, rule.resources, rule.resourceNames]);
    const known = ofResources.get(key) ?? { ...rule, verbs: [] };
    ofResources.set(key, { ...known, verbs: [...new Set([...known.verbs, ...rule.verbs])] });
  }
  return [...ofUrls, ...ofResources.values()];
}

function sortRules(rules: readonly Rule[]): readonly Rule[] {
  const keyed = rules.map((rule) => ({ rule, key: goText(rule) }));
  keyed.sort((a, b) => (a.key === b.key ? 0 : a.key < b.key ? -1 : 1));
  return keyed.map(({ rule }) => rule);
}

/** As Go prints a PolicyRule, which is what kubectl sorts by. */
function goText(rule: Rule): string {
  return `&PolicyRule{Verbs:${list(rule.verbs)},APIGroups:${list(rule.apiGroups)},Resources:${list(rule.resources)},ResourceNames:${list(rule.resourceNames)},NonResourceURLs:${list(rule.nonResourceURLs)},}`;
}

function cellsOf(rule: Rule): readonly string[] {
  return [qualified(rule), list(rule.nonResourceURLs), list(rule.resourceNames), list(rule.verbs)];
}

/** `pods/log` of group x is `pods.x/log`. */
function qualified({ resources: [resource], apiGroups: [group] }: Rule): string {
  if (resource === undefined) return '';
  const slash = resource.indexOf('/');
  const [type, rest] =
    slash < 0 ? [resource, ''] : [resource.slice(0, slash), resource.slice(slash)];
  return group ? `${type}.${group}${rest}` : `${type}${rest}`;
}

function list(values: readonly string[]): string {
  return `[${values.join(' ')}]`;
}
