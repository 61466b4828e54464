// What can be set about pagers: services outside Slack that wake people, and how they are asked to. Pure.

import { z } from 'zod';
import { httpService, isPrivateWay } from './http-service.ts';
import { secret } from './secret.ts';

const PAGERDUTY = 'https://events.pagerduty.com/v2/enqueue';

export const pager = z
  .strictObject({
    /** pagerduty: its Events API v2, which others speak as well; json: a POST of our own form. */
    kind: z.enum(['pagerduty', 'json']),
    /** Where it is; PagerDuty's own when unset. */
    endpoint: httpService.optional(),
    /** The integration key of an Events API v2 integration. */
    routingKey: secret.optional(),
  })
  .superRefine(({ kind, endpoint, routingKey }, context) => {
    const add = (message: string) => context.addIssue({ code: 'custom', message });
    if (kind === 'json') {
      if (endpoint === undefined) add('set "endpoint": where a pager of kind json is');
      if (routingKey !== undefined) add('"routingKey" is for a pager of kind pagerduty');
      return;
    }
    if (routingKey === undefined) add('set "routingKey": where the integration key is');
    if (endpoint !== undefined && !isPrivateWay(endpoint.url)) {
      add('a secret is sent over https only');
    }
  })
  .transform(({ kind, endpoint = { url: PAGERDUTY }, routingKey }) => ({
    ...{ kind, endpoint },
    ...(routingKey === undefined ? {} : { routingKey }),
  }));

export type PagerSettings = z.infer<typeof pager>;
