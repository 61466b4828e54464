// What a printer of Table rows is: the columns of a kind and the cells of one object.
import type { KubernetesObject } from '../objects.ts';

export interface Column {
  readonly name: string;
  readonly type: string;
  readonly format: string;
  readonly description: string;
  readonly priority: number;
}

export type Cell = string | number | boolean | null;

export interface Printer {
  readonly columns: readonly Column[];
  /** One cell a column; columns of priority 1 included. */
  cells(object: KubernetesObject, now: number): Cell[];
  /** Table row conditions: kubectl hides completed pods on their word. */
  conditions?(object: KubernetesObject): { type: string; status: string; reason: string }[];
}

/**
 * @param columns names apart by `|`; `Name:integer` gives the type (string unless said) and a leading `+` puts a column
 * among those of `-o wide`. The first one is the object's name unless it says otherwise with `-`.
 */
export function printerOf<Kind extends KubernetesObject>(
  columns: string,
  cells: (object: Kind, now: number) => Cell[],
): Printer {
  return {
    columns: columns.split('|').map(columnOf),
    // The caller chose the printer by the object's kind.
    cells: (object, now) => cells(object as Kind, now),
  };
}

function columnOf(text: string): Column {
  const [, wide, name = '', type = 'string'] = /^(\+?)(.*?)(?::(\w+))?$/.exec(text) ?? [];
  const format = name === 'Name' ? 'name' : '';
  return { name, type, format, description: describe(name), priority: wide === '+' ? 1 : 0 };
}

/** The real server explains each column from its API documentation; here a short sentence must do. */
function describe(name: string): string {
  return `${name} of the object, as the server prints it.`;
}

/** The first so many of a list, and how many more there are. */
export function listWithMore(items: readonly string[], most: number): string {
  const shown = items.slice(0, most).join(',');
  if (items.length === 0) return '<unset>';
  return items.length > most ? `${shown} + ${items.length - most} more...` : shown;
}

/** `a=b,c=d` in the order of the keys, `<none>` when empty. */
export function labelsText(labels: Readonly<Record<string, string>> | undefined): string {
  const texts = Object.entries(labels ?? {})
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([key, value]) => `${key}=${value}`);
  return texts.length === 0 ? '<none>' : texts.join(',');
}
