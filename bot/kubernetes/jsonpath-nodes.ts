// The parts that a JSONPath template of kubectl is made of, as its parser names them.

export interface ArrayParameter {
  readonly value: number;
  readonly known: boolean;
  /** The end of a single index: `[3]` means `[3:4]`. */
  readonly derived: boolean;
}

export type JsonPathNode =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'field'; readonly name: string }
  | {
      readonly type: 'array';
      readonly start: ArrayParameter;
      readonly end: ArrayParameter;
      readonly step: ArrayParameter;
    }
  | {
      readonly type: 'filter';
      readonly left: readonly JsonPathNode[];
      readonly right: readonly JsonPathNode[];
      /** 'exists', or what stands between the sides: '==', '<' ..., not yet known to be an operator. */
      readonly operator: string;
    }
  | { readonly type: 'literal'; readonly literal: JsonPathLiteral }
  | { readonly type: 'wildcard' }
  | { readonly type: 'recursive' }
  | { readonly type: 'union'; readonly members: readonly (readonly JsonPathNode[])[] }
  | { readonly type: 'identifier'; readonly name: string }
  | { readonly type: 'list'; readonly nodes: readonly JsonPathNode[] };

/** A number or a bool of the template. Of numbers, 1.0 and 1 are of different types to kubectl. */
export type JsonPathLiteral =
  | { readonly kind: 'int' | 'float'; readonly value: number }
  | { readonly kind: 'bool'; readonly value: boolean };

/** What is wrong with a template, or cannot be done with this object, in kubectl's words. */
export class JsonPathError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'JsonPathError';
  }
}
