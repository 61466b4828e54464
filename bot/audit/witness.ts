// A head of the chain as it is published and typed again: ROWS:HASH. Pure.

import type { Witness } from './row.ts';

const WITNESS = /^(0|[1-9]\d{0,14}):([0-9a-f]{64})$/u;

export function writeWitness({ rows, hash }: Witness): string {
  return `${rows}:${hash}`;
}

/** @returns undefined for what is none. */
export function readWitness(text: string): Witness | undefined {
  const [, rows, hash] = WITNESS.exec(text) ?? [];
  return rows === undefined || hash === undefined ? undefined : { rows: Number(rows), hash };
}
