// The tables of switches as TypeScript sees them.

import type { StoredOriginal } from '../../switch/switch-store.ts';

export interface SwitchOverrideTable {
  id: string;
  switch_name: string;
  made_at_ms: number;
  /** Moved to the moment when it was ended by hand. */
  until_ms: number;
  /** JSON. */
  override: string;
}

export interface SwitchOriginalTable {
  switch_name: string;
  kind: StoredOriginal['kind'];
  namespace: string;
  name: string;
  uid: string;
  /** JSON. */
  original: string;
  phase: StoredOriginal['phase'];
  at_ms: number;
  again: number;
  cluster: string;
}

export interface SwitchDecisionTable {
  switch_name: string;
  /** JSON. */
  decision: string;
}

export interface SwitchLookTable {
  switch_name: string;
  at_ms: number;
  saved: string;
  whole: string;
}

export interface SwitchDayTable {
  switch_name: string;
  day: number;
  saved: string;
  whole: string;
  off_ms: number;
  seen_ms: number;
}

export interface SwitchOfferTable {
  id: string;
  key: string;
  due_ms: number;
  made_at_ms: number;
  state: 'open' | 'closed';
  offer: string;
}

export interface SwitchRunTable {
  id: string;
  switch_name: string;
  started_at_ms: number;
  /** JSON. */
  run: string;
}
