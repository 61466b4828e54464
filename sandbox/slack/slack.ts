// What every part of the stand-in is handed: the workspace and the machinery around it. Shapes only.
import type { Clock } from './clock.ts';
import type { Deliveries } from './deliveries.ts';
import type { Faults } from './faults.ts';
import type { Ids } from './ids.ts';
import type { Journal } from './journal.ts';
import type { Manifest } from './manifest.ts';
import type { Rates } from './rates.ts';
import type { ResponseUrls } from './response-urls.ts';
import type { Settings } from './settings.ts';
import type { Sockets } from './sockets.ts';
import type { Stream } from './stream.ts';
import type { Triggers } from './triggers.ts';
import type { World } from './world.ts';

export interface Slack {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly settings: Settings;
  readonly manifest: Manifest;
  readonly journal: Journal;
  readonly stream: Stream;
  readonly faults: Faults;
  readonly rates: Rates;
  readonly triggers: Triggers;
  readonly responseUrls: ResponseUrls;
  readonly sockets: Sockets;
  readonly deliveries: Deliveries;
  readonly tokens: { bot: string; app: string };
  readonly mode: 'socket' | 'http';
  /** Where this server listens, without a slash at the end. */
  readonly url: string;
  world: World;
}
