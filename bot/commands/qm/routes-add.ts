// `qm routes add`: a route for some hours, before all of the settings. It is shown with what it would take before it is in force.

import { botCommand } from '../../command.ts';
import { UsageError } from '../../errors.ts';
import { textFlag } from '../../grammar.ts';
import { lastingFlag, readEnd, untilFlag } from './ending.ts';
import { ROUTE_YAML } from './route-yaml.ts';
import { WORDS } from './words.ts';

const USAGE = 'qm routes add REASON --route YAML (--for 2h | --until HH:MM)';

export const routesAdd = botCommand({
  name: 'qm routes add',
  summary: 'Let alerts go another way for some hours',
  examples: [
    'qm routes add "load test" --route "{match: {namespace: shop}, channel: C012AB3CD}" --for 4h',
    'qm routes add "noisy rollout" --route "{match: {team: data, severity: [warning, info]}, mute: true}" --until 08:00',
  ],
  effect: 'change',
  grammar: {
    positionals: { usage: 'REASON', min: 1, max: 40, pattern: WORDS },
    flags: {
      route: textFlag({
        summary: 'A route as the settings would have it',
        placeholder: 'YAML',
        pattern: ROUTE_YAML,
      }),
      for: lastingFlag('It lasts so long, at most seven days'),
      until: untilFlag,
    },
  },
  read: ({ positionals, flags }) => {
    const { route } = flags;
    const end = readEnd(flags);
    if (route === undefined || end === undefined) {
      throw new UsageError({
        what: 'It is not said which route it is, or when it ends.',
        why: 'It is given as YAML (--route), and ends by itself: at a time of day (--until) or after some time (--for).',
        fix: 'Give --route and one of the two.',
        usage: USAGE,
      });
    }
    return { route, end, reason: positionals.join(' ').slice(0, 300) };
  },
  preview: async (wish, { services }) => await services.temporaryRoutes.previewAdd(wish),
  async run(wish, { services, request }) {
    return { stdout: await services.temporaryRoutes.add(request, wish), stderr: '', exitCode: 0 };
  },
});
