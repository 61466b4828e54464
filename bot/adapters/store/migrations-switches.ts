// How the tables of switches came to be, one step after the other. A step that was released is never changed.

export function addSwitches(): readonly string[] {
  return [
    `create table switch_overrides (id text primary key, switch_name text not null, made_at_ms bigint not null,
      until_ms bigint not null, override text not null)`,
    'create index switch_overrides_by_switch on switch_overrides (switch_name, made_at_ms)',
    `create table switch_originals (switch_name text not null, kind text not null, namespace text not null,
      name text not null, uid text not null, original text not null, phase text not null, at_ms bigint not null,
      primary key (switch_name, kind, namespace, name))`,
    'create table switch_decisions (switch_name text primary key, decision text not null)',
    `create table switch_runs (id text primary key, switch_name text not null, started_at_ms bigint not null,
      run text not null)`,
    'create index switch_runs_by_switch on switch_runs (switch_name, started_at_ms)',
  ];
}

export function addOffers(): readonly string[] {
  return [
    `create table switch_offers (id text primary key, key text not null unique, due_ms bigint not null,
      made_at_ms bigint not null, state text not null, offer text not null)`,
    'create index switch_offers_by_state on switch_offers (state, made_at_ms)',
  ];
}

export function addMeters(): readonly string[] {
  return [
    `create table switch_looks (switch_name text primary key, at_ms bigint not null, saved text not null,
      whole text not null)`,
    `create table switch_days (switch_name text not null, day integer not null, saved text not null, whole text not null,
      off_ms bigint not null, seen_ms bigint not null, primary key (switch_name, day))`,
  ];
}

export function addSwitchedWhere(): readonly string[] {
  return [
    'alter table switch_originals add column again integer not null default 0',
    "alter table switch_originals add column cluster text not null default ''",
  ];
}
