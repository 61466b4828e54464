// How the tables of incidents came to be, one step after the other. A step that was released is never changed.

export function addIncidents(): readonly string[] {
  return [
    `create table incidents (id text primary key, number bigint not null unique, state text not null, channel_id text not null,
      own_channel_id text, resolved_at_ms bigint, changed_at_ms bigint not null, wake_ms bigint, dirty integer not null,
      body text not null)`,
    'create index incidents_dirty on incidents (dirty, changed_at_ms)',
    'create index incidents_waking on incidents (wake_ms)',
    'create index incidents_by_state on incidents (state, resolved_at_ms)',
    'create index incidents_of_channel on incidents (channel_id, number)',
    'create index incidents_of_own_channel on incidents (own_channel_id)',
    `create table incident_entries (incident_id text not null, seq bigint not null, at_ms bigint not null, told integer not null,
      body text not null, primary key (incident_id, seq))`,
    'create index incident_entries_untold on incident_entries (told, incident_id)',
    "insert into counters (name, value) values ('incidents', 0), ('incident-number', 0)",
  ];
}
