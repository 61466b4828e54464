// A route as it is typed: what is in it is read and checked where the settings are known.

export const ROUTE_YAML = {
  expression: /^(?!-)[^\0]{1,2000}$/u,
  description: 'a route in YAML, of at most 2000 characters',
};
