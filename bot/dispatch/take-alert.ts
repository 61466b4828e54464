// A press in an alert's menu that is about its workload: the kubectl command that it stands for, asked for by whoever pressed, as if they had typed it in
// the alert's thread. The button carries the alert's number alone; what it is of is read where alerts are kept.

import type { Ask, Request } from '../command.ts';
import { type LabelledWorkload, wordOfWorkload, workloadOf } from '../notify/workload-of.ts';
import { runTyped } from './commands.ts';
import type { Rooms } from './rooms.ts';

type Press = Extract<Ask, { kind: 'alert' }>;

/** Where the alert is of no workload, or there is none, whoever may look at alerts is shown what is known of it. */
export async function takeAlert(request: Request, ask: Press, rooms: Rooms): Promise<void> {
  const group = await rooms.bot.store.numberedAlertGroup(ask.number);
  const workload = group === undefined ? undefined : workloadOf(group.labels);
  // Policy is asked before anything is said of it.
  if (workload === undefined) return await runTyped(request, `incident alert ${ask.number}`, rooms);
  const { address, messageTs } = request;
  const threadTs = address.threadTs ?? messageTs;
  const pressed: Request = {
    ...request,
    address: { ...address, ...(threadTs === undefined ? {} : { threadTs }) },
  };
  await runTyped(pressed, commandOf(ask.what, workload), rooms);
}

/** Its names are those of Kubernetes (workload-of.ts), so nothing in them is a word of its own. */
function commandOf(what: Press['what'], workload: LabelledWorkload): string {
  const { cluster, namespace } = workload;
  const word = wordOfWorkload(workload);
  const where = `-n ${namespace} --cluster ${cluster}`;
  switch (what) {
    case 'logs':
      return `kubectl logs ${word} ${where}`;
    case 'describe':
      return `kubectl describe ${word} ${where}`;
    case 'events':
      return `kubectl events --for ${word} ${where}`;
    case 'rollout':
      return `kubectl rollout status ${word} --watch=false ${where}`;
    case 'restart':
      return `kubectl rollout restart ${word} ${where}`;
  }
}
