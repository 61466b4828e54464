// Reads Protobuf messages by a .proto text and those that it imports. In front of each stands which message of the text it is: the
// indexes of a path into it, as zigzag varints, and a single zero for the first.

import protobuf from 'protobufjs';
import type { Reader, SchemaText } from './decode.ts';

const MOST_INDEXES = 20;

/** @returns what says of each payload which message it is, and reads it. @throws Error for a text that is none */
export function protobufReader({
  text,
  references,
}: SchemaText): (payload: Buffer) => readonly [Reader, Buffer] {
  const root = new protobuf.Root();
  const texts = [...references.map((reference) => reference.text), text];
  const imports = texts.flatMap((each) => {
    return protobuf.parse(each, root, { keepCase: true }).imports ?? [];
  });
  const known = new Set(references.map(({ name }) => name));
  for (const each of new Set(imports)) if (!known.has(each)) addCommon(each, root);
  root.resolveAll();
  const names = messagesOf(text);
  return (payload) => {
    const [indexes, rest] = readIndexes(payload);
    const path = indexes.reduce<{ name: string; nested: readonly Named[] }>(
      ({ name, nested }, index) => {
        const next = nested[index];
        if (next === undefined) throw new Error(`its schema has no message ${indexes.join('.')}`);
        return { name: name === '' ? next.name : `${name}.${next.name}`, nested: next.nested };
      },
      { name: names.package, nested: names.messages },
    );
    const type = root.lookupType(path.name);
    const read = (bytes: Buffer) =>
      type.toObject(type.decode(bytes), { longs: String, enums: String, bytes: Buffer }) as unknown;
    return [{ form: `Protobuf ${path.name}`, read }, rest];
  };
}

interface Named {
  readonly name: string;
  readonly nested: readonly Named[];
}

/** The messages of this text alone, in its order. */
function messagesOf(text: string): {
  readonly package: string;
  readonly messages: readonly Named[];
} {
  const { root, package: name } = protobuf.parse(text, new protobuf.Root(), { keepCase: true });
  const space = name === undefined || name === null ? root : root.lookup(name);
  const own = space instanceof protobuf.Namespace ? space : root;
  return { package: name ?? '', messages: namedIn(own) };
}

function namedIn(space: protobuf.NamespaceBase): readonly Named[] {
  return space.nestedArray
    .filter((each): each is protobuf.Type => each instanceof protobuf.Type)
    .map((type) => ({ name: type.name, nested: namedIn(type) }));
}

/** google/protobuf/timestamp.proto and its like come with the library. */
function addCommon(name: string, root: protobuf.Root): void {
  const common = protobuf.common.get(name);
  if (common?.nested === undefined) throw new Error(`it imports ${name}, which is not there`);
  root.addJSON(common.nested);
}

function readIndexes(payload: Buffer): readonly [readonly number[], Buffer] {
  const reader = protobuf.Reader.create(payload);
  const count = reader.sint32();
  if (count < 0 || count > MOST_INDEXES) throw new Error('it does not say which message it is');
  const indexes = count === 0 ? [0] : Array.from({ length: count }, () => reader.sint32());
  return [indexes, payload.subarray(reader.pos)];
}
