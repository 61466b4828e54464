// The message of a command that still runs: a stop button, and the newest lines now and then.

import type { Output, Request } from '../command.ts';
import { LIMITS } from '../limits.ts';
import { pageOf } from '../pages.ts';
import type { Reply } from '../reply.ts';
import type { Admitted } from './admit.ts';
import { enqueue } from './answer.ts';
import { type Rooms, redacted } from './rooms.ts';
import type { RunOptions } from './run.ts';

export interface Live {
  show(output: Output): void;
  newest(): Output;
  settled(): Promise<void>;
}

/** The message of a command that takes its time: a stop button, and the newest lines now and then. */
export function createLive(
  request: Request,
  admitted: Admitted,
  rooms: Rooms,
  options: RunOptions & { runId: string; signal: AbortSignal },
): Live {
  const { bot } = rooms;
  let newest: Output = { stdout: '', stderr: '', exitCode: 0 };
  let changed = true;
  const announce = async (): Promise<void> => {
    changed = false;
    const { output } = redacted(newest, bot);
    const tail = output.stdout
      .split('\n')
      .slice(-LIMITS.pageLines)
      .join('\n')
      .slice(-LIMITS.pageCharacters);
    const reply: Reply = {
      verdict: 'running',
      command: admitted.call.text,
      cluster: admitted.place.name,
      ...(admitted.namespace === undefined ? {} : { namespace: admitted.namespace }),
      userId: request.address.userId,
      runId: options.runId,
      output: pageOf({ ...output, stdout: tail }, { page: 1, filter: '' }),
      notes: [],
    };
    await enqueue(bot.store, rooms, { ...options, request, reply, kind: 'message', final: false });
    bot.outbound.wake();
  };
  const loop = async (): Promise<void> => {
    await bot.clock.sleep(LIMITS.runningNoticeMs, options.signal);
    while (!options.signal.aborted) {
      if (changed) await announce();
      await bot.clock.sleep(LIMITS.liveEditMs, options.signal);
    }
  };
  const looping = loop().catch((error: unknown) => {
    if (!options.signal.aborted)
      bot.log.warn({ err: error, requestId: request.id }, 'no live message');
  });
  return {
    show: (output) => {
      newest = output;
      changed = true;
    },
    newest: () => newest,
    settled: () => looping,
  };
}
