// Slack's "no": an error code and what comes with it. Thrown by methods, answered as `ok: false` with status 200.
import type { Json } from './json.ts';

export class SlackRefusal extends Error {
  readonly code: string;
  readonly fields: Json;

  constructor(code: string, fields: Json = {}) {
    super(code);
    this.code = code;
    this.fields = fields;
  }
}
