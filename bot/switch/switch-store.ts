// What of switches has to outlive the process: what people asked for beside the timetables, what workloads were before they were switched
// off, what was decided about a change, and what was done. Types only.

import type { Override, State } from '../timetable/timetable.ts';
import type { SwitchKind } from './kinds.ts';
import type { MeterDay, MeterLook } from './meter.ts';
import type { Original } from './original.ts';

/** One workload of a switch. */
export interface WorkloadKey {
  readonly switchName: string;
  readonly kind: SwitchKind;
  readonly namespace: string;
  readonly name: string;
}

/** Written before the request that switches a workload, and again when that is known to have been done. */
export interface StoredOriginal extends WorkloadKey {
  /** Of the object: one that is made anew under the same name is another. */
  readonly uid: string;
  readonly original: Original;
  readonly phase: 'going off' | 'off';
  /** How often it was switched off again because something else had set it. */
  readonly again: number;
  /** Which of the settings it stands on. */
  readonly cluster: string;
  readonly atMs: number;
}

/** Where a switch has switched something off. */
export interface SwitchedOff
  extends Pick<StoredOriginal, 'switchName' | 'cluster' | 'namespace' | 'kind'> {
  /** Of what is in no namespace. */
  readonly name: string;
}

/** What is decided about one change of what is wanted, once. */
export interface Decision {
  readonly switchName: string;
  /** Which change: its state and what it is because of. */
  readonly cause: string;
  readonly decision: 'run' | 'skip' | 'ask';
  /** What people were told because of it, so that it is told once. */
  readonly told: readonly string[];
}

export interface SwitchRun {
  readonly id: string;
  readonly switchName: string;
  readonly state: State;
  /** In words. */
  readonly because: string;
  /** A person's Slack id, or `timetable`. */
  readonly who: string;
  readonly startedAtMs: number;
  /** Absent while it runs, or where its process ended before it. */
  readonly endedAtMs?: number;
  readonly outcome?: 'done' | 'failed' | 'superseded';
  /** Workloads that were switched. */
  readonly switched?: number;
  /** Workloads that the cluster would not have switched, however often it is tried. */
  readonly refused?: readonly string[];
  /** What went wrong or is remarkable, a line each. */
  readonly remarks?: readonly string[];
}

/** One way to put off what a warning says, as a button. */
export interface OfferedWay {
  readonly kind: 'snooze' | 'late' | 'skip';
  readonly label: string;
  /** What a press asks for, as if it was typed. */
  readonly command: string;
}

/** What a warning offers until its time: nothing of it is in the buttons but the id. */
export interface Offer {
  readonly id: string;
  readonly switchName: string;
  /** Where it can be taken. */
  readonly channelId: string;
  /** Of the message with the buttons. */
  readonly key: string;
  /** When it is switched off unless somebody puts it off. */
  readonly dueMs: number;
  readonly madeAtMs: number;
  readonly ways: readonly OfferedWay[];
  readonly state: 'open' | 'closed';
}

export interface SwitchStore {
  saveOverride(switchName: string, override: Override): Promise<void>;
  /** In the order in which they were made, also those that ended a while ago. */
  overrides(switchName: string): Promise<readonly Override[]>;
  /** Those in force or to come end at that time. @param id of one of them; absent: all. @returns how many. */
  endOverrides(switchName: string, nowMs: number, id?: string): Promise<number>;

  /** Each takes the place of what was known of that workload. */
  saveOriginals(originals: readonly StoredOriginal[]): Promise<void>;
  originals(switchName: string): Promise<readonly StoredOriginal[]>;
  /** Of all switches, also of those that the settings no longer have; each place and kind once. */
  switchedOff(): Promise<readonly SwitchedOff[]>;
  dropOriginals(keys: readonly WorkloadKey[]): Promise<void>;

  /** False when there is one with its key already: what it warns of was warned of. */
  saveOffer(offer: Offer): Promise<boolean>;
  offer(id: string): Promise<Offer | undefined>;
  offerOfKey(key: string): Promise<Offer | undefined>;
  /** The oldest first. */
  openOffers(): Promise<readonly Offer[]>;
  /** False when somebody else was first. */
  closeOffer(id: string): Promise<boolean>;

  meterLook(switchName: string): Promise<MeterLook | undefined>;
  /** @param lastAtMs of the look that it takes the place of. @returns false when somebody else did so first. */
  saveMeterLook(
    switchName: string,
    look: MeterLook,
    lastAtMs: number | undefined,
  ): Promise<boolean>;
  /** Each is added to what is known of its day. */
  addMeterDays(switchName: string, days: readonly MeterDay[]): Promise<void>;
  /** Of these days, both ends meant, those of which something is known. */
  meterDays(switchName: string, from: number, to: number): Promise<readonly MeterDay[]>;

  saveDecision(decision: Decision): Promise<void>;
  decision(switchName: string): Promise<Decision | undefined>;

  /** Also for one that is there already: it takes its place. */
  saveSwitchRun(run: SwitchRun): Promise<void>;
  /** The newest first. */
  switchRuns(switchName: string, limit: number): Promise<readonly SwitchRun[]>;
}
