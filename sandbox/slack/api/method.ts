// What a Web API method is: its scope, its rate tier and what it does. One table of them stands in methods.ts.
import type { Json } from '../json.ts';
import type { Tier } from '../rates.ts';
import type { Slack } from '../slack.ts';

export interface Method {
  /** Scopes of which one is enough; empty when the method needs none. */
  scopes: readonly string[];
  tier: Tier;
  /** The kind of token it takes; the bot's by default. */
  token?: 'app' | 'any';
  /** @throws SlackRefusal for every `ok: false` */
  run(slack: Slack, args: Json): Json | Promise<Json>;
}

export type Methods = Readonly<Record<string, Method>>;

export function method(scopes: string, tier: Tier, run: Method['run']): Method {
  return { scopes: scopes === '' ? [] : scopes.split(' '), tier, run };
}
