// `incident graph`: how an alert went, as a picture in its thread: restarts, lag, its rule in Prometheus, or how often it was seen.

import { botCommand } from '../../command.ts';
import { ALERT, readNumber } from './alert-number.ts';

export const graph = botCommand({
  name: 'incident graph',
  summary:
    'Draw an alert into its thread: restarts of a crash loop, the lag of a group, its rule in Prometheus, else how often it was seen',
  examples: ['incident graph 12'],
  // It puts a picture before everybody's eyes; what is said of it is for whoever asked.
  effect: 'change',
  isPrivate: true,
  grammar: { positionals: ALERT, flags: {} },
  read: ({ positionals }) => ({ number: readNumber(positionals) }),
  run: ({ number }, { services, signal }) => services.alerts.graph(number, signal),
});
