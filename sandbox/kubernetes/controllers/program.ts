// What the program in an image does: how long it takes to start, whether it ends and how, and what it writes.
import type { Container, Pod } from '../objects.ts';

export interface Program {
  readonly startMs: number;
  /** From started to ready. */
  readonly readyMs: number;
  /** Undefined for a program that runs until it is stopped. */
  readonly runsMs?: number;
  readonly exitCode?: number;
  /** The reason that the kubelet gives, where it is not Completed or Error. */
  readonly endReason?: string;
  /** What it writes at its start. */
  readonly firstLines?: readonly string[];
  /** What it writes before it ends. */
  readonly lastLines?: readonly string[];
  /** What it writes while it runs; one line each time it is asked. */
  nextLine?(): string;
}

const SERVER: Program = { startMs: 700, readyMs: 500 };
const TASK: Program = { startMs: 400, readyMs: 200, runsMs: 2500, exitCode: 0 };

const programs = new Map<string, Program>();

/** @param repository the image without its tag. */
export function registerProgram(repository: string, program: Program): void {
  programs.set(repository, program);
}

/** What is not known runs for ever as a server, and ends well as a task. */
export function programOf({ spec }: Pod, { image }: Container): Program {
  const [repository = ''] = image.split(/[:@](?!.*\/)/);
  return programs.get(repository) ?? (spec.restartPolicy === 'Always' ? SERVER : TASK);
}

/** Images that no registry has: their name or tag says so. */
export function isMissingImage(image: string): boolean {
  return /does-not-exist|missing|no-such/.test(image);
}
