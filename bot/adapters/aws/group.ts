// A group of machines of AWS as what is switched: how many there are to be, and what a switch has noted on it. Values only.

import type { Mark } from '../../switch/original.ts';

export interface Sizes {
  readonly min: number;
  readonly max: number;
  readonly desired: number;
}

export interface Group {
  readonly name: string;
  /** Its ARN: one that is made anew under the same name has another. */
  readonly uid: string;
  readonly sizes: Sizes;
  /** 'unreadable' for what nobody can be sure of; undefined where there is none. */
  readonly mark: Mark | 'unreadable' | undefined;
  /** The ids of the machines that are there; undefined where AWS does not say it. */
  readonly machines: readonly string[] | undefined;
}

export interface GroupChange {
  readonly sizes?: Sizes | undefined;
  /** Null takes it away; undefined leaves it. */
  readonly mark?: Mark | null | undefined;
}

/** One kind of them in one region. */
export interface Groups {
  /** @returns undefined where there is no such group */
  read(name: string, signal: AbortSignal): Promise<Group | undefined>;
  write(group: Group, change: GroupChange, signal: AbortSignal): Promise<void>;
}
