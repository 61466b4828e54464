// Hosts pipelines in this process: makes sure of their topics, runs a worker for each, and answers for all processes of their
// groups. It knows nothing of how a request came to it.

import type { Action, MemberControl, PipelineControl, Unreached } from './control.ts';
import { createDeadLetterOffice } from './dead-letters.ts';
import { createMemberControl, type Hosted } from './member-control.ts';
import { OperatorError } from './operator-error.ts';
import type { Pipeline } from './pipeline.ts';
import type { Clock, Kafka, Log, LogReader, SnapshotFiles } from './ports.ts';
import { prepareTopics } from './prepare-topics.ts';
import { createRecentLog, type RecentLog } from './recent-log.ts';
import { topologyOf } from './topology.ts';
import { validatePipelines } from './validate-pipelines.ts';
import { verifyKey } from './verify.ts';
import { createWorker, type Worker } from './worker.ts';
import type { WorkerLimits } from './worker-limits.ts';

export interface HostOptions {
  readonly pipelines: readonly Pipeline[];
  readonly kafka: Kafka;
  readonly clock: Clock;
  readonly log: Log;
  /** The same after a restart; no two processes alive have the same. */
  readonly instanceId: string;
  /** Where the other processes of the groups reach this one's control port; empty when they cannot. */
  readonly endpoint: string;
  /** The control port of another process. */
  readonly reach: (endpoint: string) => MemberControl;
  readonly limits?: Partial<WorkerLimits>;
  /** Absent: each start reads the whole changelogs. */
  readonly snapshotFiles?: SnapshotFiles;
  /** So many other processes keep a copy of each partition's state, ready to go on with it. */
  readonly standbys?: number;
}

export interface Host {
  /** Runs until `stop`; returns when all workers have ended in order. */
  run(): Promise<void>;
  stop(): void;
  readonly control: PipelineControl;
  readonly member: MemberControl;
}

interface Running extends Hosted {
  readonly pipeline: Pipeline;
  readonly log: RecentLog;
  worker: Worker | undefined;
  refusal: { readonly message: string; readonly atMs: number } | undefined;
}

const ASK_AGAIN_MS = 10_000;

/** @throws OperatorError when a pipeline is not one. */
export function createHost(options: HostOptions): Host {
  const { kafka, clock, log, instanceId, endpoint, reach } = options;
  validatePipelines(options.pipelines);
  const stopping = new AbortController();
  const hosted = new Map(
    options.pipelines.map((pipeline): [string, Running] => [
      pipeline.name,
      {
        ...{ name: pipeline.name, pipeline, log: createRecentLog(log, clock) },
        ...{ worker: undefined, refusal: undefined },
      },
    ]),
  );
  const find = (name: string): Running => {
    const found = hosted.get(name);
    if (found !== undefined) return found;
    throw new OperatorError({
      what: `Cannot find pipeline "${name}".`,
      why: 'This process hosts no such pipeline.',
      fix: `It hosts: ${[...hosted.keys()].join(', ')}.`,
    });
  };
  let lookout: LogReader | undefined;
  const member = createMemberControl({
    ...{ instanceId, clock, find },
    logEnds: async (partitions) => {
      lookout ??= kafka.openReader();
      return await lookout.logEnd(partitions);
    },
  });

  /** Wrong topics are looked at again and again: whoever mends them need do nothing else. */
  const prepare = async (running: Running) => {
    while (!stopping.signal.aborted) {
      const topics = kafka.openTopics();
      try {
        await prepareTopics(running.pipeline, topics);
        running.refusal = undefined;
        return;
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        running.refusal = { message, atMs: clock.nowMs() };
        running.log.error({ pipeline: running.name, reason: message }, 'the pipeline cannot start');
        await clock.sleep(ASK_AGAIN_MS, stopping.signal);
      } finally {
        await topics.close().catch(() => {});
      }
    }
  };
  const runOne = async (running: Running) => {
    await prepare(running);
    if (stopping.signal.aborted) return;
    const { pipeline, log } = running;
    const { limits = {} } = options;
    const { snapshotFiles, standbys = 0 } = options;
    running.worker = createWorker({
      ...(snapshotFiles === undefined ? {} : { snapshotFiles }),
      ...{ pipeline, kafka, clock, log, instanceId, endpoint, limits, standbys },
    });
    await running.worker.run();
  };
  /** Asks every process of the group the same. */
  const everyone = async <T>(name: string, ask: (control: MemberControl) => Promise<T>) => {
    const { worker } = find(name);
    const others = (worker?.peers ?? []).filter((peer) => peer.instanceId !== instanceId);
    const unreached: Unreached[] = [];
    const answers = await Promise.all([
      ask(member),
      ...others.map(async (peer) => {
        try {
          if (peer.endpoint === '') throw new Error('it has no control port that others can reach');
          return await ask(reach(peer.endpoint));
        } catch (error) {
          const reason = error instanceof Error ? error.message : String(error);
          unreached.push({ endpoint: peer.endpoint, partitions: peer.partitions, reason });
          return undefined;
        }
      }),
    ]);
    return { answers: answers.filter((answer) => answer !== undefined), unreached };
  };
  const act = async (name: string, action: Action, why?: string) => {
    const { answers, unreached } = await everyone(name, async (control) => {
      await (why === undefined
        ? control.memberAct(name, action)
        : control.memberAct(name, action, why));
      return true;
    });
    return { members: answers.length, unreached };
  };
  const control: PipelineControl = {
    list: async () => [...hosted.keys()],
    status: async (name) => {
      const { answers, unreached } = await everyone(name, (each) => each.memberStatus(name));
      return { name, members: answers, unreached };
    },
    act,
    clearHold: async (name, partition) => {
      const { answers } = await everyone(name, (each) => each.memberClearHold(name, partition));
      return answers.includes(true);
    },
    query: async (name, store, key) => {
      const asked = await everyone(name, async (each) => ({
        found: await each.memberQuery(name, store, key),
        partitions: (await each.memberStatus(name)).tasks.map(({ partition }) => partition),
      }));
      const found = asked.answers.find((answer) => answer.found !== undefined)?.found;
      const answered = new Set(asked.answers.flatMap(({ partitions }) => partitions));
      const all = (find(name).worker?.peers ?? []).flatMap(({ partitions }) => partitions);
      const unasked = found === undefined ? all.filter((each) => !answered.has(each)) : [];
      return { found, unasked: unasked.toSorted((one, other) => one - other) };
    },
    hashes: async (name) => {
      const { answers } = await everyone(name, (each) => each.memberHashes(name));
      return answers.flat().toSorted((one, other) => one.partition - other.partition);
    },
    deadLetters: async (name, most) =>
      await createDeadLetterOffice(find(name).pipeline, kafka).show(most),
    replay: async (name) => await createDeadLetterOffice(find(name).pipeline, kafka).replay(),
    describe: async (name) => topologyOf(find(name).pipeline),
    verify: async (name, key) => {
      const { pipeline } = find(name);
      const [store] = topologyOf(pipeline).stores;
      const { found } = await control.query(name, store?.name ?? '', key);
      if (found !== undefined) return await verifyKey({ pipeline, kafka, clock, key, found });
      throw new OperatorError({
        what: `Cannot verify "${key}" of ${name}.`,
        why: 'Nothing is kept under it, or its task cannot be asked now.',
        fix: 'See whether the key is spelled as in the records, and look at the status.',
      });
    },
    logs: async (name, most) => {
      const { answers, unreached } = await everyone(name, (each) => each.memberLog(name, most));
      return { members: answers, unreached };
    },
  };
  return {
    run: async () => {
      await Promise.all([...hosted.values()].map(runOne));
      await lookout?.close();
    },
    stop: () => {
      stopping.abort();
      for (const { worker } of hosted.values()) worker?.stop();
    },
    control,
    member,
  };
}
