// A store of values by key. What a transaction changes lies over what is committed until the transaction is; each key goes to
// the changelog once a transaction, however often it changed.
import type { ChangelogWriter, CommittedRecord, StoreLifecycle } from './lifecycle.ts';

export interface KeyValueStore<Value> extends StoreLifecycle {
  readonly kind: 'key-value';
  get(key: string): Value | undefined;
  put(key: string, value: Value): void;
  delete(key: string): void;
}

export interface KeyValueOptions<Value> {
  readonly name: string;
  /** The value as the text of a changelog record, and back. Values are not changed in place. */
  encode(value: Value): string;
  decode(text: string): Value;
}

const GONE = Symbol('gone');

export function createKeyValueStore<Value>(options: KeyValueOptions<Value>): KeyValueStore<Value> {
  const base = new Map<string, Value>();
  /** Of the transaction that is being filled, and of the one that is being committed. */
  let open = new Map<string, Value | typeof GONE>();
  let sealed = new Map<string, Value | typeof GONE>();

  return {
    kind: 'key-value',
    name: options.name,
    // That a key was deleted is remembered for a day: longer than any snapshot is of use.
    changelogSettings: { 'cleanup.policy': 'compact', 'delete.retention.ms': '86400000' },
    get: (key) => {
      const found = open.get(key) ?? sealed.get(key);
      return found === undefined ? base.get(key) : present(found);
    },
    put: (key, value) => void open.set(key, value),
    delete: (key) => void open.set(key, GONE),
    retentionMs: Infinity,
    lookUp: (key) => base.get(key),
    *committedRecords(): Iterable<CommittedRecord> {
      for (const [key, value] of base) yield [key, options.encode(value), 0];
    },
    *snapshotRecords(): Iterable<CommittedRecord> {
      for (const [key, value] of base) yield [key, options.encode(value), 0];
    },
    get size() {
      return base.size;
    },
    write: (writer: ChangelogWriter) => {
      for (const [key, value] of open) {
        writer.append(key, value === GONE ? null : options.encode(value as Value));
      }
    },
    seal: () => {
      [sealed, open] = [open, new Map()];
    },
    commit: () => {
      for (const [key, value] of sealed) {
        if (value === GONE) base.delete(key);
        else base.set(key, value as Value);
      }
      sealed = new Map();
    },
    drop: () => {
      open = new Map();
      sealed = new Map();
    },
    restore: (key, value) => {
      if (value === null) base.delete(key);
      else base.set(key, options.decode(value));
    },
    begin: () => {},
    keepUp: () => {},
    advance: () => {},
  };
}

function present<Value>(found: Value | typeof GONE): Value | undefined {
  return found === GONE ? undefined : (found as Value);
}
