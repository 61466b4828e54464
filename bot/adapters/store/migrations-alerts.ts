// How the tables of alerts, and of who is on call for them, came to be, one step after the other. A step that was released is never changed.

export function addAlerts(): readonly string[] {
  return [
    `create table alert_groups (id text primary key, seat text unique, group_key text not null, source text not null,
      channel_id text not null, state text not null, telling text not null, due_ms bigint, bundle_id text, dirty integer not null,
      critical integer not null, opened_at_ms bigint not null, changed_at_ms bigint not null, body text not null)`,
    'create index alert_groups_dirty on alert_groups (dirty, changed_at_ms)',
    'create index alert_groups_held on alert_groups (telling, due_ms)',
    'create index alert_groups_of_bundle on alert_groups (bundle_id)',
    'create index alert_groups_opened on alert_groups (channel_id, opened_at_ms)',
    'create index alert_groups_of_source on alert_groups (source, seat)',
    'create index alert_groups_by_state on alert_groups (state, changed_at_ms)',
    `create table alerts (group_id text not null, key text not null, rest integer not null, weight integer not null,
      changed_at_ms bigint not null, body text not null, primary key (group_id, key))`,
    'create index alerts_worst on alerts (group_id, rest, weight, changed_at_ms)',
    `create table alert_bundles (id text primary key, kind text not null, channel_id text not null, state text not null,
      dirty integer not null, opened_at_ms bigint not null, grown_at_ms bigint not null)`,
    'create index alert_bundles_dirty on alert_bundles (dirty)',
    'create index alert_bundles_open on alert_bundles (channel_id, kind, state)',
    `create table alert_lines (group_id text not null, seq bigint not null, at_ms bigint not null, text text not null,
      told integer not null, primary key (group_id, seq))`,
    'create index alert_lines_untold on alert_lines (told, group_id)',
    `create table alert_tallies (source text not null, hour bigint not null, received bigint not null, told bigint not null,
      merged bigint not null, suppressed bigint not null, ignored bigint not null, primary key (source, hour))`,
    'create table source_positions (source text primary key, position text not null, at_ms bigint not null)',
    "insert into counters (name, value) values ('alerts', 0)",
    'alter table outbound add column urgent integer not null default 0',
  ];
}

export function addAlertHandling(): readonly string[] {
  return [
    'alter table alert_groups add column number bigint not null default 0',
    'alter table alert_groups add column wake_ms bigint',
    'create index alert_groups_by_number on alert_groups (number)',
    'create index alert_groups_waking on alert_groups (wake_ms)',
    "insert into counters (name, value) values ('alert-number', 0)",
    `create table on_call_swaps (id text primary key, rotation text not null, from_ms bigint not null,
      until_ms bigint not null, body text not null)`,
    'create index on_call_swaps_by_rotation on on_call_swaps (rotation, until_ms)',
  ];
}

export function addAlertBeginnings(): readonly string[] {
  return [
    'alter table alert_groups add column told_at_ms bigint not null default 0',
    'drop index alert_groups_opened',
    'create index alert_groups_told on alert_groups (channel_id, telling, told_at_ms)',
  ];
}

export function addPages(): readonly string[] {
  return [
    `create table pages (pager text not null, dedup_key text not null, id text not null unique, attempts integer not null,
      not_before_ms bigint not null, at_ms bigint not null, body text not null, primary key (pager, dedup_key))`,
    'create index pages_due on pages (not_before_ms)',
  ];
}

export function addTemporaryRoutes(): readonly string[] {
  return [
    'create table temporary_routes (number bigint primary key, until_ms bigint not null, body text not null)',
    'create index temporary_routes_by_end on temporary_routes (until_ms)',
    "insert into counters (name, value) values ('route-number', 0)",
  ];
}

export function addDuties(): readonly string[] {
  return [
    'create table on_call_duties (rotation text primary key, person text, since_ms bigint not null)',
  ];
}
