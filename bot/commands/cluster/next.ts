// `cluster next`: when timetables will switch on and off next, in their zones, and why then.

import { botCommand } from '../../command.ts';
import { listNext } from '../../timetable/report.ts';
import { chosen, ONE_OR_ALL } from './names.ts';

export const next = botCommand({
  name: 'cluster next',
  summary: 'The next five changes of a timetable, or of each',
  examples: ['cluster next', 'cluster next office-hours'],
  effect: 'read',
  grammar: { positionals: ONE_OR_ALL, flags: {} },
  read: ({ positionals: [name] }) => ({ name }),
  async run({ name }, { services, nowMs }) {
    const found = chosen(services.timetables(), name, 'cluster next [NAME]');
    return { stdout: listNext(found, nowMs()), stderr: '', exitCode: 0 };
  },
});
