// The Table of custom resources, by the additionalPrinterColumns of their definition.
import { humanDuration } from '../duration.ts';
import type { CustomResourceDefinition, KubernetesObject, PrinterColumn } from '../objects.ts';
import type { Cell, Printer } from './printer.ts';

/** What a definition without columns of its own gets. */
const AGE: PrinterColumn = { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' };

export function customPrinter(definition: CustomResourceDefinition, version: string): Printer {
  const served = definition.spec.versions.find(({ name }) => name === version);
  const columns = served?.additionalPrinterColumns ?? [AGE];
  return {
    columns: [
      { name: 'Name', type: 'string', format: 'name', description: 'Name', priority: 0 },
      ...columns.map(({ name, type, format = '', description, priority = 0, jsonPath }) => ({
        name,
        type,
        format,
        description:
          description ?? `Custom resource definition column (in JSONPath format): ${jsonPath}`,
        priority,
      })),
    ],
    cells: (object, now) => [
      object.metadata.name,
      ...columns.map((column) => cellOf(column, object, now)),
    ],
  };
}

function cellOf(column: PrinterColumn, object: KubernetesObject, now: number): Cell {
  const value = readPath(object, column.jsonPath);
  // A cell without a value is null in the Table; kubectl prints it as <none>.
  if (value === undefined) return null;
  if (column.type === 'date') {
    const instant = Date.parse(String(value));
    return Number.isNaN(instant) ? '<invalid>' : humanDuration(now - instant);
  }
  if (column.type === 'integer' || column.type === 'number') return Number(value);
  if (column.type === 'boolean') return value === true;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** Simple paths only: `.spec.budget`, `.status.conditions[0].type`, `.spec.list[?(@.type=="Ready")].status`. */
function readPath(object: KubernetesObject, path: string): unknown {
  let value: unknown = object;
  for (const [, field, index, key, wanted] of path.matchAll(STEP)) {
    if (field !== undefined) value = readField(value, field);
    else if (index !== undefined) value = Array.isArray(value) ? value[Number(index)] : undefined;
    else if (Array.isArray(value))
      value = value.find((item: unknown) => readField(item, key ?? '') === wanted);
  }
  return value;
}

const STEP = /\.((?:\\.|[^.[\]])+)|\[(\d+)\]|\[\?\(@\.(\w+)==["']([^"']*)["']\)\]/g;

function readField(value: unknown, field: string): unknown {
  const name = field.replaceAll('\\', '');
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
