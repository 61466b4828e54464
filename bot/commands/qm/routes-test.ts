// `qm routes test`: what would become of an event, or what another route would change. Nothing is sent.

import { botCommand } from '../../command.ts';
import { UsageError } from '../../errors.ts';
import { choiceFlag, textFlag } from '../../grammar.ts';
import { readNumber } from '../incident/alert-number.ts';
import { ROUTE_YAML } from './route-yaml.ts';

const USAGE = 'qm routes test [LABEL=VALUE ...] [--alert ALERT]';

export const routesTest = botCommand({
  name: 'qm routes test',
  summary: 'What would become of an event: its route, channel, calls; nothing is sent',
  examples: [
    'qm routes test namespace=shop team=payments --severity critical',
    'qm routes test --alert 12 --at 23:30',
    'qm routes test namespace=shop --route "{match: {namespace: shop}, mute: true}"',
  ],
  effect: 'read',
  grammar: {
    positionals: {
      ...{ usage: '[LABEL=VALUE ...]', min: 0, max: 30 },
      pattern: {
        expression: /^[a-zA-Z_][a-zA-Z0-9_./-]{0,127}=\P{Cc}{1,200}$/u,
        description: 'a label and its value, such as namespace=shop',
      },
    },
    flags: {
      severity: choiceFlag({
        summary: 'How bad it is; when it is left out as its label severity says, else warning',
        choices: ['critical', 'warning', 'info'],
      }),
      source: textFlag({
        summary: 'Where it comes from: a webhook, cluster, Kafka or pipeline of the settings',
        placeholder: 'NAME',
        pattern: {
          expression: /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/u,
          description: 'a name of the settings',
        },
      }),
      alert: textFlag({
        summary: 'As this alert: its labels and how bad it is',
        placeholder: 'ALERT',
        pattern: { expression: /^#?[1-9]\d{0,8}$/u, description: 'the number of an alert' },
      }),
      at: textFlag({
        summary: 'As if it began when it is next that time; now when it is left out',
        placeholder: 'HH:MM',
        pattern: {
          expression: /^(?:[01]\d|2[0-3]):[0-5]\d$/u,
          description: 'a time such as 23:30',
        },
      }),
      route: textFlag({
        summary: 'A route as the settings would have it, tried before all others',
        placeholder: 'YAML',
        pattern: ROUTE_YAML,
      }),
    },
  },
  read: ({ positionals, flags }) => {
    const { severity, source, alert, at, route } = flags;
    if (positionals.length === 0 && alert === undefined && source === undefined && !severity) {
      throw new UsageError({
        what: 'No event is described.',
        why: 'Its route follows from its labels, how bad it is and where it comes from.',
        fix: 'Give labels such as namespace=shop, or --alert with the number of one that there is.',
        usage: USAGE,
      });
    }
    const labels = Object.fromEntries(
      positionals.map((word) => {
        const at = word.indexOf('=');
        return [word.slice(0, at), word.slice(at + 1)];
      }),
    );
    const number = alert === undefined ? undefined : readNumber([alert]);
    return { labels, severity, source, at, route, alert: number };
  },
  async run(wish, { services, request }) {
    return { stdout: await services.routes.test(request, wish), stderr: '', exitCode: 0 };
  },
});
