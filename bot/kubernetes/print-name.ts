// `-o name`: one line `kind.group/name` for each object.

/** What of an object its name line is made of. */
interface NamedObject {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata?: { readonly name?: string };
}

export function printNames(objects: readonly unknown[]): string {
  return objects.map((object) => `${nameLine(object as NamedObject)}\n`).join('');
}

function nameLine(object: NamedObject): string {
  const [group, version] = (object.apiVersion ?? '').split('/');
  const kind = (object.kind ?? '').toLowerCase();
  const type = version === undefined || group === '' ? kind : `${kind}.${group}`;
  return `${type}/${object.metadata?.name || '<unknown>'}`;
}
