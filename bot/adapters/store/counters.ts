// Numbers that only grow, each under its name.

import type { Connection } from './schema.ts';

/**
 * The next number of that name. Where a transaction asks for one first, nobody else's comes to that name before it has ended.
 * @throws where there is no such counter
 */
export async function countUp({ db }: Connection, name: string): Promise<number> {
  const { value } = await db
    .updateTable('counters')
    .set((set) => ({ value: set('value', '+', 1) }))
    .where('name', '=', name)
    .returning('value')
    .executeTakeFirstOrThrow();
  return Number(value);
}
