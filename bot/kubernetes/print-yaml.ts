// `-o yaml`: an object or a List as kubectl prints it, to the byte: keys in sigs.k8s.io/yaml's order, its quotes, its folds.

import { formatGoNumber } from './go-format.ts';
import { isMapping } from './go-json.ts';
import { type ManifestOptions, omitManagedFields } from './print-json.ts';
import {
  createEmitter,
  deeper,
  type Emitter,
  writeDoubleQuoted,
  writeIndent,
  writeIndicator,
  writeLiteral,
  writePlain,
  writeSingleQuoted,
} from './yaml-emitter.ts';
import { compareKeys } from './yaml-keys.ts';
import { styleOf } from './yaml-scalar.ts';

export function printYaml(document: unknown, options: ManifestOptions): string {
  return encodeYaml(options.showManagedFields ? document : omitManagedFields(document));
}

export function encodeYaml(document: unknown): string {
  const emitter = createEmitter();
  writeNode(emitter, document, false);
  writeIndent(emitter);
  return emitter.parts.join('');
}

/** @param inMapping it is the value of a key. */
function writeNode(emitter: Emitter, value: unknown, inMapping: boolean): void {
  if (Array.isArray(value)) writeSequence(emitter, value, inMapping);
  else if (isMapping(value)) writeMapping(emitter, value);
  else writeScalar(emitter, value, false);
}

function writeSequence(emitter: Emitter, items: readonly unknown[], inMapping: boolean): void {
  if (items.length === 0) {
    writeIndicator(emitter, '[', { spaced: true, whitespace: true });
    writeIndicator(emitter, ']');
    return;
  }
  // Under a key the dashes stand in the key's own column.
  const outer = deeper(emitter, false, inMapping && !emitter.indention);
  for (const item of items) {
    writeIndent(emitter);
    writeIndicator(emitter, '-', { spaced: true, indention: true });
    writeNode(emitter, item, false);
  }
  emitter.indent = outer;
}

function writeMapping(emitter: Emitter, mapping: Record<string, unknown>): void {
  const keys = Object.keys(mapping).sort(compareKeys);
  if (keys.length === 0) {
    writeIndicator(emitter, '{', { spaced: true, whitespace: true });
    writeIndicator(emitter, '}');
    return;
  }
  const outer = deeper(emitter, false);
  for (const key of keys) {
    writeIndent(emitter);
    if (isSimpleKey(key)) {
      writeScalar(emitter, key, true);
      writeIndicator(emitter, ':');
    } else {
      writeIndicator(emitter, '?', { spaced: true, indention: true });
      writeScalar(emitter, key, false);
      writeIndent(emitter);
      writeIndicator(emitter, ':', { spaced: true, indention: true });
    }
    writeNode(emitter, mapping[key], true);
  }
  emitter.indent = outer;
}

const LONGEST_KEY_BYTES = 128;

function isSimpleKey(key: string): boolean {
  return !/[\r\n\u0085\u2028\u2029]/u.test(key) && Buffer.byteLength(key) <= LONGEST_KEY_BYTES;
}

function writeScalar(emitter: Emitter, value: unknown, isKey: boolean): void {
  const outer = deeper(emitter, true);
  if (typeof value !== 'string') writePlain(emitter, plainText(value), !isKey);
  else writeText(emitter, value, isKey);
  emitter.indent = outer;
}

function plainText(value: unknown): string {
  if (typeof value === 'number') return formatGoNumber(value);
  return value === null || value === undefined ? 'null' : String(value);
}

function writeText(emitter: Emitter, text: string, isKey: boolean): void {
  WRITERS[styleOf(text, isKey)](emitter, text, !isKey);
}

const WRITERS = {
  plain: writePlain,
  single: writeSingleQuoted,
  double: writeDoubleQuoted,
  literal: writeLiteral,
} as const;
