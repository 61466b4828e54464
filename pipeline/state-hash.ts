// A hash of the committed state of a task: the same for the same entries in any order, so that a state that was restored can be
// compared with one that was lived through. It is no signature.
import type { Store } from './pipeline.ts';

/** 16 hexadecimal digits. */
export function hashState(stores: readonly Store[]): string {
  let low = 0;
  let high = 0;
  for (const store of stores) {
    for (const [key, value, timestamp] of store.committedRecords()) {
      const entry = `${store.name}\n${key}\n${value}\n${timestamp}`;
      low = (low + fnv1a(entry, 0x811c9dc5)) >>> 0;
      high = (high + fnv1a(entry, 0x01234567)) >>> 0;
    }
  }
  return `${hex(high)}${hex(low)}`;
}

function fnv1a(text: string, seed: number): number {
  let hash = seed;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  // Mixed once more: sums of plain FNV hashes of like texts are alike.
  hash = Math.imul(hash ^ (hash >>> 16), 0x45d9f3b);
  return (hash ^ (hash >>> 16)) >>> 0;
}

function hex(value: number): string {
  return value.toString(16).padStart(8, '0');
}
