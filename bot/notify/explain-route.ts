// Why a route takes something or does not, and what a route is, in words. Pure.

import type { RouteSettings } from '../config/alerts.ts';
import { fits, type Routed } from './route.ts';

/** @returns the first label that does not fit; undefined: it would take it. */
export function whyNot({ labels, severity }: Routed, { match }: RouteSettings): string | undefined {
  const known: Readonly<Record<string, string>> = { ...labels, severity };
  for (const [label, patterns] of Object.entries(match)) {
    if (!Object.hasOwn(known, label)) return `it has no ${label}; ${wanted(label, patterns)}`;
    const value = known[label] ?? '';
    if (!patterns.some((pattern) => fits(pattern, value))) {
      return `its ${label} is ${value}; ${wanted(label, patterns)}`;
    }
  }
  return undefined;
}

function wanted(label: string, patterns: readonly string[]): string {
  return `it is for ${label} ${patterns.join(', ')}`;
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
