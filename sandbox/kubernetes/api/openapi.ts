// Answers /openapi/v3 with small documents, enough for `kubectl explain` of the kinds that the sandbox shows.
import { type Cluster, servedTypes } from '../cluster.ts';
import type { ResourceType } from '../resources.ts';
import { apiVersionOf } from '../write/create.ts';
import type { Answer, Call } from './call.ts';
import { KINDS } from './openapi-kinds.ts';

type Schema = Record<string, unknown>;

/** Undefined for a path that is no document of OpenAPI. */
export function answerOpenApi(cluster: Cluster, { path }: Pick<Call, 'path'>): Answer | undefined {
  if (path !== '/openapi/v3' && !path.startsWith('/openapi/v3/')) return undefined;
  const types = servedTypes(cluster).filter((type) => schemaOf(type) !== undefined);
  if (path === '/openapi/v3') {
    const places = [...new Set(types.map(placeOf))];
    const paths = places.map((place) => [place, { serverRelativeURL: `/openapi/v3/${place}` }]);
    return { kind: 'json', code: 200, body: { paths: Object.fromEntries(paths) } };
  }
  const chosen = types.filter((type) => path === `/openapi/v3/${placeOf(type)}`);
  return chosen.length === 0 ? undefined : { kind: 'json', code: 200, body: describe(chosen) };
}

/** `api/v1` or `apis/apps/v1`. */
function placeOf(type: ResourceType): string {
  return `${type.group === '' ? 'api' : 'apis'}/${apiVersionOf(type)}`;
}

function describe(types: readonly ResourceType[]): Schema {
  const own = types.map((type) => [type.kind, withKind(type)]);
  return {
    openapi: '3.0.0',
    info: { title: 'Kubernetes', version: 'v1.36.3' },
    paths: Object.fromEntries(types.map((type) => [pathOf(type), { get: operationOf(type) }])),
    components: { schemas: { ...Object.fromEntries(SCHEMAS), ...Object.fromEntries(own) } },
  };
}

function pathOf(type: ResourceType): string {
  const place = type.namespaced ? 'namespaces/{namespace}/' : '';
  return `/${placeOf(type)}/${place}${type.plural}/{name}`;
}

function operationOf(type: ResourceType): Schema {
  const schema = { $ref: `#/components/schemas/${type.kind}` };
  return {
    responses: { 200: { description: 'OK', content: { 'application/json': { schema } } } },
    'x-kubernetes-action': 'get',
    'x-kubernetes-group-version-kind': identity(type),
  };
}

function identity({ group, version, kind }: ResourceType) {
  return { group, version, kind };
}

function withKind(type: ResourceType): Schema {
  return { ...schemaOf(type), 'x-kubernetes-group-version-kind': [identity(type)] };
}

function schemaOf({ kind, version, definition }: ResourceType): Schema | undefined {
  if (definition === undefined) return SCHEMAS.get(kind);
  const served = definition.spec.versions.find(({ name }) => name === version);
  const schema = served?.schema?.openAPIV3Schema;
  const properties = { ...KIND_FIELDS, metadata: reference('ObjectMeta', 'Standard metadata.') };
  return {
    ...schema,
    properties: { ...properties, ...(schema?.properties as Schema | undefined) },
  };
}

const KIND_FIELDS: Schema = {
  apiVersion: { type: 'string', description: 'The version of this representation of the object.' },
  kind: { type: 'string', description: 'The kind of the object.' },
};

const SCHEMAS: ReadonlyMap<string, Schema> = new Map(
  KINDS.trim()
    .split('\n\n')
    .map((paragraph) => readSchema(paragraph.split('\n'))),
);

function readSchema([head = '', ...lines]: readonly string[]): [string, Schema] {
  const [, name = '', description = ''] = /^(\w+): (.*)$/.exec(head) ?? [];
  const fields = lines.map((line) => /^(\w+) (\S+?)(\*?): (.*)$/.exec(line) ?? []);
  const properties = fields.map(([, field = '', type = '', , text = '']) => [
    field,
    typeOf(type, text),
  ]);
  const required = fields.filter(([, , , star]) => star === '*').map(([, field]) => field);
  const isKind = lines[0]?.startsWith('metadata ObjectMeta') ?? false;
  return [
    name,
    {
      description,
      type: 'object',
      properties: { ...(isKind ? KIND_FIELDS : {}), ...Object.fromEntries(properties) },
      ...(required.length === 0 ? {} : { required }),
    },
  ];
}

function typeOf(type: string, description: string): Schema {
  if (type.startsWith('[]'))
    return { description, type: 'array', items: typeOf(type.slice(2), '') };
  if (type === 'time') return { description, type: 'string', format: 'date-time' };
  if (type === 'labels')
    return { description, type: 'object', additionalProperties: { type: 'string' } };
  if (type === 'integer') return { description, type: 'integer', format: 'int32' };
  if (['string', 'boolean', 'object'].includes(type)) return { description, type };
  return reference(type, description);
}

function reference(name: string, description: string): Schema {
  return { description, default: {}, allOf: [{ $ref: `#/components/schemas/${name}` }] };
}
