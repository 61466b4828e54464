// The App Home as blocks: what its reader may do and what ran last. Pure; who may see what is decided by whoever calls it.

import { type Block, context, section } from './render/blocks.ts';
import { instant } from './render/instant.ts';
import { inlineCode, quiet } from './render/text.ts';
import { lookOf } from './render/verdict.ts';
import type { Verdict } from './reply.ts';

export interface HomeOptions {
  readonly person: { readonly userId: string; readonly name: string };
  /** The commands that this person may run somewhere. */
  readonly allowed: readonly { readonly name: string; readonly summary: string }[];
  /** The newest first. */
  readonly recent: readonly {
    readonly command: string;
    readonly verdict: string;
    readonly atMs: number;
  }[];
  readonly clusters: readonly { readonly name: string; readonly environment: string }[];
  readonly kafkas: readonly { readonly name: string; readonly environment: string }[];
  readonly pipelines: readonly { readonly name: string; readonly environment: string }[];
  /** In words. */
  readonly freezes: readonly string[];
  readonly version: string;
}

const MOST = { commands: 60, recent: 10, clusters: 40, kafkas: 20, pipelines: 20, freezes: 10 };

export function homeView({
  person,
  allowed,
  recent,
  clusters,
  kafkas,
  pipelines,
  freezes,
  version,
}: HomeOptions): Block {
  return {
    type: 'home',
    blocks: [
      header('Quartermaster'),
      section(`Hello ${quiet(person.name, 100)}. ${greeting(allowed.length)}`),
      ...(freezes.length === 0
        ? []
        : [header('Frozen'), ...listed(freezes, MOST.freezes, '', frozen)]),
      { type: 'divider' },
      header('What you may do'),
      ...listed(
        allowed,
        MOST.commands,
        'Nothing yet. Ask whoever runs Quartermaster for a role.',
        allow,
      ),
      header('Clusters'),
      ...listed(clusters, MOST.clusters, 'None that you may use.', place),
      ...(kafkas.length === 0 ? [] : [header('Kafka'), ...listed(kafkas, MOST.kafkas, '', place)]),
      ...(pipelines.length === 0
        ? []
        : [header('Pipelines'), ...listed(pipelines, MOST.pipelines, '', place)]),
      header('What you ran last'),
      ...listed(recent, MOST.recent, 'Nothing yet.', run),
      context(`Quartermaster ${quiet(version, 60)}  ·  type \`/qm help\` anywhere`),
    ],
  };
}

function greeting(commands: number): string {
  return commands === 0
    ? 'No policy lets you run commands.'
    : 'Type a command in any channel I am in, or `/kubectl` alone to build one.';
}

/** Ten lines a section: each stays under 3,000 characters. */
function listed<T>(
  all: readonly T[],
  most: number,
  none: string,
  line: (each: T) => string,
): Block[] {
  if (all.length === 0) return [section(none)];
  const lines = all.slice(0, most).map(line);
  if (all.length > most) lines.push(`and ${all.length - most} more`);
  const sections: Block[] = [];
  for (let at = 0; at < lines.length; at += 10) {
    sections.push(section(lines.slice(at, at + 10).join('\n')));
  }
  return sections;
}

function allow({ name, summary }: HomeOptions['allowed'][number]): string {
  return `${inlineCode(`/${name}`, 80)}  ${quiet(summary, 180)}`;
}

function frozen(words: string): string {
  return `:snowflake: ${quiet(words, 300)}`;
}

function place({ name, environment }: HomeOptions['clusters'][number]): string {
  return `*${quiet(name, 100)}*  ${quiet(environment, 100)}`;
}

function run({ command, verdict, atMs }: HomeOptions['recent'][number]): string {
  const { sign, word } = lookOf(verdict as Verdict);
  return `${sign} ${word}  ${inlineCode(command, 160)}  ${when(atMs)}`;
}

function when(atMs: number): string {
  const at = new Date(atMs);
  if (Number.isNaN(at.getTime()) || atMs < 0) return '';
  return instant(atMs);
}

function header(text: string): Block {
  return { type: 'header', text: { type: 'plain_text', text } };
}
