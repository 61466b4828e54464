// What lists the names that a word of a kafka command may be: which command, and how its output is read. Pure.

import type { Named } from '../grammar.ts';

/** What stands in the other fields of the builder, by field. */
type Values = Readonly<Record<string, string>>;

export interface Listing {
  readonly words: readonly string[];
  /** The names in what it prints. */
  readonly read: (stdout: string) => readonly string[];
}

/** @returns the names themselves where they are always the same; undefined while nothing can be listed, because another field is empty */
export function listingOf(named: Named, values: Values): Listing | readonly string[] | undefined {
  const { name = '' } = values;
  switch (named) {
    case 'topic':
      return { words: ['kafka', 'topics'], read: lines };
    case 'group':
      return { words: ['kafka', 'groups'], read: (stdout) => column(stdout, 'GROUP') };
    case 'connector':
      return { words: ['kafka', 'connectors'], read: (stdout) => column(stdout, 'CONNECTOR') };
    case 'broker':
      return { words: ['kafka', 'brokers'], read: (stdout) => column(stdout, 'ID') };
    case 'resource type':
      return RESOURCE_TYPES;
    case 'resource':
      return isResourceType(name) ? listingOf(name, {}) : undefined;
    default:
      return name === '' ? undefined : ofNamed(named, name);
  }
}

/** Those that are asked of what the first word names. */
function ofNamed(
  named: 'member' | 'task' | 'setting' | 'override',
  name: string,
): Listing | undefined {
  switch (named) {
    case 'member':
      return { words: ['kafka', 'group', name, '--members'], read: members };
    case 'task':
      return { words: ['kafka', 'connector', name], read: (stdout) => column(stdout, 'TASK') };
    case 'setting':
      return { words: ['kafka', 'configs', 'topic', name, '--all'], read: settings };
    case 'override':
      return {
        words: ['kafka', 'configs', 'topic', name],
        read: (stdout) => settings(stdout).map((setting) => setting.split('=', 1).join('')),
      };
  }
}

const RESOURCE_TYPES = ['topic', 'broker', 'group'] as const;

function isResourceType(name: string): name is (typeof RESOURCE_TYPES)[number] {
  return RESOURCE_TYPES.some((each) => each === name);
}

function lines(stdout: string): readonly string[] {
  return stdout.split('\n').filter(Boolean);
}

/** Of the table that has it; a line that is blank ends one. A name with spaces in it cannot be named in a command. */
function column(stdout: string, heading: string): readonly string[] {
  return rowsOf(stdout, heading).map((row) => row[heading] ?? '');
}

/** By its own name where it has one: that stays the same when it joins again. */
function members(stdout: string): readonly string[] {
  return rowsOf(stdout, 'CONSUMER-ID').map((row) => {
    const own = row['GROUP-INSTANCE-ID'] ?? '-';
    return own === '-' ? (row['CONSUMER-ID'] ?? '') : own;
  });
}

function rowsOf(stdout: string, heading: string): readonly Readonly<Record<string, string>>[] {
  const tables = stdout
    .split('\n\n')
    .map((text) => lines(text).map((line) => line.trim().split(/\s+/u)));
  const found = tables.find((rows) => rows[0]?.includes(heading)) ?? [];
  const [header = [], ...rows] = found;
  return rows
    .filter((row) => row.length === header.length)
    .map((row) => Object.fromEntries(header.map((name, index) => [name, row[index] ?? ''])));
}

/** `retention.ms=604800000`, as it is now. */
function settings(stdout: string): readonly string[] {
  return lines(stdout).flatMap((line) => /^ {2}([a-z][a-z0-9.]*=\S*) /u.exec(line)?.[1] ?? []);
}
