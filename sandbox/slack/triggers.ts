// Trigger ids: good for three seconds and for one call, as Slack's are.
import type { Clock } from './clock.ts';
import type { Ids } from './ids.ts';
import { CAPS, type Settings } from './settings.ts';

export interface Triggers {
  mint(user: string, viewId?: string): string;
  /** Starts the three seconds anew: used when a command had to wait for a socket. */
  renew(id: string): void;
  /** The person and view the trigger stands for, or Slack's error. Uses it up. */
  use(id: string): { user: string; viewId: string } | { error: string };
  clear(): void;
}

export function createTriggers(clock: Clock, ids: Ids, settings: Settings): Triggers {
  const known = new Map<string, { user: string; viewId: string; at: number; used: boolean }>();
  return {
    mint(user, viewId = '') {
      const id = ids.trigger();
      known.set(id, { user, viewId, at: clock.now(), used: false });
      const oldest = known.keys().next().value;
      if (known.size > CAPS.triggers && oldest !== undefined) known.delete(oldest);
      return id;
    },
    renew(id) {
      const trigger = known.get(id);
      if (trigger !== undefined) trigger.at = clock.now();
    },
    use(id) {
      const trigger = known.get(id);
      if (trigger === undefined) return { error: 'invalid_trigger_id' };
      if (trigger.used) return { error: 'exchanged_trigger_id' };
      if (clock.now() - trigger.at > settings.trigger_ms) return { error: 'expired_trigger_id' };
      trigger.used = true;
      return { user: trigger.user, viewId: trigger.viewId };
    },
    clear: () => known.clear(),
  };
}
