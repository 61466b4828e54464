// What a search of the audit can be narrowed by: the flags of `qm audit`, which its modal has fields for.

import type { AuditKind } from '../../audit/row.ts';
import { TIME } from '../../audit/time.ts';
import { choiceFlag, countFlag, textFlag } from '../../grammar.ts';
import { CLUSTER, NAMESPACE } from '../../kubernetes/flags.ts';
import { LIMITS } from '../../limits.ts';

export const PART = { expression: /^[\w./:=@, -]{1,120}$/u, description: 'part of a text' };

/** Every kind of row, so that a new one cannot be forgotten. */
export const AUDIT_KINDS: Readonly<Record<AuditKind, string>> = {
  intent: 'about to run',
  outcome: 'what became of it',
  refusal: 'not understood, not allowed, expired',
  proposal: 'a preview that waited for a click',
  approval: 'asked of others, and what they said',
  event: 'of the bot itself',
  checkpoint: 'older rows were removed',
};

export const AUDIT_FLAGS = {
  user: textFlag({
    summary: 'Only what this Slack user asked for',
    placeholder: 'USER_ID',
    pattern: { expression: /^[UW][A-Z0-9]{2,20}$/u, description: "a Slack user's id, U..." },
  }),
  command: textFlag({ summary: 'Part of the command', placeholder: 'TEXT', pattern: PART }),
  cluster: textFlag({ summary: 'On this cluster', placeholder: 'NAME', pattern: CLUSTER }),
  namespace: textFlag({
    summary: 'About something in this namespace',
    placeholder: 'NAMESPACE',
    short: 'n',
    pattern: NAMESPACE,
  }),
  resource: textFlag({
    summary: 'About this: pods, deploy/web, deployments.apps/web',
    placeholder: 'KIND[/NAME]',
    pattern: {
      expression: /^[A-Za-z][\w.-]{0,100}(?:\/[\w.:-]{1,253})?$/u,
      description: 'a kind, or KIND/NAME',
    },
  }),
  outcome: textFlag({
    summary: 'Part of the outcome: succeeded, failed, refused, unknown',
    placeholder: 'TEXT',
    pattern: { expression: /^[a-z][a-z, ]{0,40}$/u, description: 'part of an outcome in words' },
  }),
  kind: choiceFlag({
    summary: 'Only rows of this kind',
    choices: Object.keys(AUDIT_KINDS) as AuditKind[],
  }),
  since: textFlag({ summary: 'From then on', placeholder: 'TIME', pattern: TIME }),
  until: textFlag({ summary: 'Before then', placeholder: 'TIME', pattern: TIME }),
  before: countFlag({
    summary: 'Only rows older than the one with this number',
    placeholder: 'NUMBER',
    max: 999_999_999,
  }),
  limit: countFlag({
    summary: 'At most so many rows',
    placeholder: 'N',
    max: LIMITS.auditFileRows,
  }),
  output: choiceFlag({
    summary: 'As a file, sent to you alone',
    choices: ['csv', 'json'],
    short: 'o',
  }),
};
