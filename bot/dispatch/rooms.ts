// What the steps of a command share: the ports, the runs that can be stopped, and the line in which commands wait.

import type { Command, Output, Request } from '../command.ts';
import type { Settings } from '../config.ts';
import type { EndReason } from '../end-reason.ts';
import type { Channels } from '../incidents/channels.ts';
import { LIMITS } from '../limits.ts';
import type { Metrics } from '../metrics.ts';
import type { Outbound } from '../outbound.ts';
import type { PlaceParts } from '../places.ts';
import type {
  BotServices,
  Clock,
  Clusters,
  Directory,
  Kafkas,
  Message,
  PolicyEngine,
  Store,
} from '../ports.ts';
import type { Reply } from '../reply.ts';
import { createLine, type Line } from './line.ts';

export interface Log {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export interface Bot {
  readonly commands: readonly Command[];
  /** Read anew for each request: settings are reloaded without a restart. */
  readonly settings: () => Settings;
  readonly clusters: () => Clusters;
  readonly kafkas: () => Kafkas;
  readonly lagHistory: PlaceParts['lagHistory'];
  readonly pipelines: PlaceParts['pipelines'];
  readonly pipelineLooks: PlaceParts['pipelineLooks'];
  readonly policies: PolicyEngine;
  readonly store: Store;
  readonly outbound: Outbound;
  readonly directory: Directory;
  /** For what Slack says of a message that somebody has marked. */
  readonly channels: Channels;
  readonly clock: Clock;
  readonly log: Log;
  readonly render: (reply: Reply) => Message;
  readonly redact: (text: string) => { readonly text: string; readonly found: number };
  readonly services: BotServices;
  /** Where a message can be read; undefined where that is not known. */
  readonly linkTo: (channelId: string, ts: string) => string | undefined;
  readonly metrics?: Metrics;
  /** Requests received before this and not ended are an earlier process's remains; 0 where the store is shared. */
  readonly ownsAllBeforeMs: () => number;
}

/** A command that is running. */
export interface Run {
  readonly teamId: string;
  readonly userId: string;
  end(reason: EndReason): void;
}

export interface Rooms {
  readonly bot: Bot;
  readonly runs: Map<string, Run>;
  readonly working: Map<string, Promise<void>>;
  readonly line: Line;
  /** Other processes on the same store that the last look found dead. */
  seenDead: ReadonlySet<string>;
  isStopping: boolean;
}

export function createRooms(bot: Bot): Rooms {
  return {
    bot,
    runs: new Map(),
    working: new Map(),
    line: createLine(LIMITS),
    seenDead: new Set(),
    isStopping: false,
  };
}

/** What is left of an output after redaction, with how many values were taken out. */
export function redacted(output: Output, bot: Bot): { output: Output; found: number } {
  const stdout = bot.redact(output.stdout);
  const stderr = bot.redact(output.stderr);
  return {
    output: { ...output, stdout: stdout.text, stderr: stderr.text },
    found: stdout.found + stderr.found,
  };
}

/** What is cut off is said. */
export function bounded(output: Output): Output {
  if (output.stdout.length <= LIMITS.outputBytes) return output;
  const cut = output.stdout.slice(0, LIMITS.outputBytes);
  const note = `[cut after ${LIMITS.outputBytes} characters of ${output.stdout.length}]\n`;
  return {
    ...output,
    stdout: cut.slice(0, cut.lastIndexOf('\n') + 1),
    stderr: output.stderr + note,
  };
}

/** All replies to one request are about one message. */
export function keyOf(request: Pick<Request, 'id'>): string {
  return `request:${request.id}`;
}
