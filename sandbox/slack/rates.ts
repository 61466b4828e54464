// Slack's rate limits as buckets that refill evenly. It counts calls; it does not answer them.
import type { Clock } from './clock.ts';
import type { Settings } from './settings.ts';

export type Tier = 1 | 2 | 3 | 4 | 'post' | 'unlimited';

export interface Rates {
  /** Takes one call out of the method's bucket; otherwise the whole seconds to wait. */
  take(method: string, tier: Tier, channel: string): number;
  clear(): void;
}

interface Bucket {
  left: number;
  at: number;
}

export function createRates(clock: Clock, settings: Settings): Rates {
  const buckets = new Map<string, Bucket>();
  return {
    take(method, tier, channel) {
      if (!settings.rate_limits || tier === 'unlimited') return 0;
      if (tier !== 'post') {
        const perMinute = settings[`tier${tier}`];
        return takeOne(bucketOf(method), clock.now(), perMinute, perMinute / 60);
      }
      const perMinute = settings.post_per_minute;
      const workspace = takeOne(bucketOf(method), clock.now(), perMinute, perMinute / 60);
      if (workspace > 0) return workspace;
      const own = bucketOf(`${method} ${channel}`);
      return takeOne(own, clock.now(), settings.post_burst, settings.post_per_second);
    },
    clear: () => buckets.clear(),
  };

  function bucketOf(name: string): Bucket {
    const known = buckets.get(name);
    if (known !== undefined) return known;
    const fresh = { left: Number.POSITIVE_INFINITY, at: clock.now() };
    buckets.set(name, fresh);
    return fresh;
  }
}

function takeOne(bucket: Bucket, now: number, size: number, perSecond: number): number {
  const refilled = bucket.left + ((now - bucket.at) / 1000) * perSecond;
  bucket.left = Math.min(Math.max(size, 1), refilled);
  bucket.at = now;
  if (bucket.left >= 1) {
    bucket.left -= 1;
    return 0;
  }
  return Math.max(1, Math.ceil((1 - bucket.left) / perSecond));
}
