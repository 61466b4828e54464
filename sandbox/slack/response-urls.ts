// response_url: five uses within thirty minutes, for the person and the message it was given for.
import type { Clock } from './clock.ts';
import type { Ids } from './ids.ts';
import { CAPS, type Settings } from './settings.ts';

export interface ResponseTarget {
  user: string;
  channel: string;
  /** The message whose element was clicked; a command has none. */
  messageTs?: string;
}

export interface ResponseUrls {
  mint(target: ResponseTarget): string;
  /** Takes one use: the target, or Slack's error. */
  use(token: string): ResponseTarget | { error: string };
  clear(): void;
}

export function createResponseUrls(clock: Clock, ids: Ids, settings: Settings): ResponseUrls {
  const known = new Map<string, { target: ResponseTarget; at: number; uses: number }>();
  return {
    mint(target) {
      const token = ids.secret();
      known.set(token, { target, at: clock.now(), uses: 0 });
      const oldest = known.keys().next().value;
      if (known.size > CAPS.responseUrls && oldest !== undefined) known.delete(oldest);
      return token;
    },
    use(token) {
      const entry = known.get(token);
      if (entry === undefined) return { error: 'invalid_url' };
      if (clock.now() - entry.at > settings.response_url_ms) return { error: 'expired_url' };
      if (entry.uses >= settings.response_url_uses) return { error: 'used_url' };
      entry.uses += 1;
      return entry.target;
    },
    clear: () => known.clear(),
  };
}
