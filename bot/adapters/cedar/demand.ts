// Reads from a policy's annotations what lifts it: `@demands("approval")` or `@demands("confirmation")` on a forbid that looks at
// `context.approvals` or `context.confirmed`. A policy that says one and does the other is refused. Pure.

import type { PolicyJson } from '@cedar-policy/cedar-wasm/nodejs';
import type { Demand } from '../../approval.ts';

export class DemandProblem extends Error {
  readonly fix: string;

  constructor(why: string, fix: string) {
    super(why);
    this.fix = fix;
  }
}

const KEYS = ['approvals', 'approvers', 'valid'];
const DEFAULT_VALID = '1h';
const LONGEST_VALID_MS = 24 * 3_600_000;
const UNIT_MS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000 };

/** @returns undefined for a policy that demands nothing. @throws DemandProblem */
export function readDemand(policy: string, json: PolicyJson): Demand | undefined {
  const { annotations = {}, effect } = json;
  const { demands } = annotations;
  const conditions = JSON.stringify(json.conditions);
  const looksAt = {
    approval: conditions.includes('"attr":"approvals"'),
    confirmation: conditions.includes('"attr":"confirmed"'),
  };
  if (demands === undefined) {
    if (KEYS.some((key) => key in annotations) || looksAt.approval || looksAt.confirmation) {
      throw new DemandProblem(
        'It speaks of approvals or a confirmation and does not say @demands, so nobody would be asked for them.',
        'Add @demands("approval") or @demands("confirmation"), or leave the rest out.',
      );
    }
    return undefined;
  }
  if (effect !== 'forbid') {
    throw new DemandProblem(
      'Only a forbid can demand something: a permit beside another permit would hold nothing up.',
      'Write a forbid with "unless { context.approvals >= 1 }".',
    );
  }
  if (demands !== 'approval' && demands !== 'confirmation') {
    throw new DemandProblem(
      `@demands("${demands}") is not known.`,
      'Use @demands("approval") or @demands("confirmation").',
    );
  }
  if (!looksAt[demands]) {
    throw new DemandProblem(
      'It never looks at what it demands, so nothing could lift it.',
      'Add "unless { context.approvals >= 1 }", or "unless { context.confirmed }".',
    );
  }
  if (demands === 'confirmation') return { kind: demands, policy };
  return {
    kind: demands,
    policy,
    approvals: countOf(annotations.approvals ?? '1'),
    approvers: groupsOf(annotations.approvers ?? ''),
    validMs: spanOf(annotations.valid ?? DEFAULT_VALID),
  };
}

function countOf(text: string): number {
  if (/^[1-5]$/u.test(text)) return Number(text);
  throw new DemandProblem(`@approvals("${text}") is no number from 1 to 5.`, 'Correct it.');
}

function groupsOf(text: string): readonly string[] {
  const groups = text
    .split(',')
    .map((group) => group.trim())
    .filter((group) => group !== '');
  const wrong = groups.find((group) => !/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/u.test(group));
  if (wrong === undefined) return groups;
  throw new DemandProblem(
    `@approvers names "${wrong}", which is no name of a group.`,
    'Name groups of the settings, with commas between.',
  );
}

function spanOf(text: string): number {
  const [, count = '', unit = ''] = /^([1-9]\d{0,3})([mh])$/u.exec(text) ?? [];
  const ms = Number(count) * (UNIT_MS[unit] ?? 0);
  if (ms > 0 && ms <= LONGEST_VALID_MS) return ms;
  throw new DemandProblem(
    `@valid("${text}") is no time up to 24h.`,
    'Use for example "30m" or "2h".',
  );
}
