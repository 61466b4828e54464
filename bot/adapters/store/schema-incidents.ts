// The tables of incidents as TypeScript sees them.

export interface IncidentTable {
  id: string;
  number: number;
  state: 'open' | 'resolved';
  /** Of its status message. */
  channel_id: string;
  own_channel_id: string | null;
  resolved_at_ms: number | null;
  changed_at_ms: number;
  /** When something is to be done about it. */
  wake_ms: number | null;
  /** 1: its messages are to be shown anew. */
  dirty: number;
  /** JSON. */
  body: string;
}

export interface IncidentEntryTable {
  incident_id: string;
  seq: number;
  at_ms: number;
  /** 1: its people were told. */
  told: number;
  /** JSON. */
  body: string;
}
