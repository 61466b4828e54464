// Why a route takes something or does not, and what a route is, in words. Pure.

import type { RouteSettings } from '../config/alerts.ts';
import { labelsOf, misfitOf, type Routed } from './route.ts';

/** @returns which label does not fit, in words; undefined: it would take it. */
export function whyNot(routed: Routed, route: RouteSettings): string | undefined {
  const known = labelsOf(routed);
  const misfit = misfitOf(known, route);
  if (misfit === undefined) return undefined;
  const [label, patterns] = misfit;
  const is = Object.hasOwn(known, label) ? `its ${label} is ${known[label]}` : `it has no ${label}`;
  return `${is}; it is for ${label} ${patterns.join(', ')}`;
}

/** Cells: its name, what it takes, where it goes, who is called, when it is held back. @param channel what its channel is called */
export function routeCells(route: RouteSettings, channel: string): readonly string[] {
  const { name, match, escalation, callFor, quietHours, digest } = route;
  const labels = Object.entries(match).map(([label, values]) => `${label}=${values.join(',')}`);
  const held = [
    ...(quietHours === undefined
      ? []
      : [`${quietHours.from}-${quietHours.to} (${quietHours.severities.join(', ')})`]),
    ...(digest === undefined
      ? []
      : [`digest ${digest.at.join(', ')} (${digest.severities.join(', ')})`]),
  ];
  return [
    ...[name, labels.join(' ') || 'everything', channel],
    escalation === undefined ? 'nobody' : `${escalation} for ${callFor.join(', ')}`,
    held.join('; ') || '-',
  ];
}
