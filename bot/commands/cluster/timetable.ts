// `cluster timetable`: what a timetable says, what is so now and why, and what it will do next; without a name all of them.

import { botCommand } from '../../command.ts';
import { describeTimetable, listTimetables } from '../../timetable/report.ts';
import { chosen, ONE_OR_ALL } from './names.ts';

export const timetable = botCommand({
  name: 'cluster timetable',
  summary:
    'The rules and holidays of a timetable and its next changes; without a name all timetables',
  examples: ['cluster timetable', 'cluster timetable office-hours'],
  effect: 'read',
  grammar: { positionals: ONE_OR_ALL, flags: {} },
  read: ({ positionals: [name] }) => ({ name }),
  async run({ name }, { services, nowMs }) {
    const found = chosen(services.timetables(), name, 'cluster timetable [NAME]');
    const [first] = found;
    const stdout =
      name === undefined || first === undefined
        ? listTimetables(found, nowMs())
        : describeTimetable(first, nowMs());
    return { stdout, stderr: '', exitCode: 0 };
  },
});
