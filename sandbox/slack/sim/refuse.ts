// The control API's own "no": a status and a body. Thrown by what a person tried, answered by the routes.
import type { Json } from '../json.ts';

export class SimRefusal extends Error {
  readonly status: number;
  readonly body: Json;

  constructor(status: 400 | 404, error: string, more: Json = {}) {
    super(error);
    this.status = status;
    this.body = { ok: false, error, ...more };
  }
}
