// A request for approval, as whoever asked and whoever is asked read it. The buttons carry the approval's id and nothing else.

import type { ApprovalDemand } from '../approval.ts';
import type { ApprovalView } from '../reply.ts';
import { actions, type Block, button, context, section } from './blocks.ts';
import { LINK, quiet } from './text.ts';
import { until } from './until.ts';

const REASON_CHARACTERS = 700;
const POLICY_CHARACTERS = 70;
const GROUPS_CHARACTERS = 120;
const DEMANDS = 3;

export function renderApproval(view: ApprovalView): Block[] {
  return [
    section(`*Why:* ${quiet(view.reason, REASON_CHARACTERS)}`),
    context(
      [describeDemands(view.demands), progress(view), called(view)].filter(Boolean).join(' '),
    ),
    ...buttons(view),
  ];
}

/** mrkdwn, for example "Policy production-drains asks for 1 approval by admin." */
export function describeDemands(demands: readonly ApprovalDemand[]): string {
  const sentences = demands.slice(0, DEMANDS).map(({ policy, approvals, approvers }) => {
    const count = approvals === 1 ? '1 approval' : `${approvals} approvals`;
    const by =
      approvers.length === 0
        ? 'somebody else who may do the same'
        : quiet(approvers.join(' or '), GROUPS_CHARACTERS);
    return `Policy ${quiet(policy, POLICY_CHARACTERS)} asks for ${count} by ${by}.`;
  });
  const rest = demands.length - DEMANDS;
  return [...sentences, ...(rest > 0 ? [`And ${rest} more policies.`] : [])].join(' ');
}

function progress({ approvedBy, endedBy, isOpen, expiresAtMs, link }: ApprovalView): string {
  const people = approvedBy.filter((id) => USER_ID.test(id)).map((id) => `<@${id}>`);
  const given = people.length === 0 ? '' : `Approved by ${people.join(', ')}.`;
  const time = isOpen ? `Answer ${until(expiresAtMs)}.` : '';
  const result = link === undefined || !LINK.test(link) ? '' : `<${link}|See the result>`;
  const end = endedBy === undefined || !USER_ID.test(endedBy) ? '' : `Ended by <@${endedBy}>.`;
  return [given, end, time, result].filter(Boolean).join(' ');
}

const USER_ID = /^[UW][A-Z0-9]{1,30}$/u;

/** Whom it calls: Slack's own user groups, named by id. */
function called({ audience, isOpen, call }: ApprovalView): string {
  if (audience !== 'approvers' || !isOpen) return '';
  const groups = call.filter((id) => /^S[A-Z0-9]{1,30}$/u.test(id)).slice(0, 5);
  return groups.map((id) => `<!subteam^${id}>`).join(' ');
}

function buttons({ id, audience, isOpen }: ApprovalView): Block[] {
  if (!isOpen) return [];
  if (audience === 'asker') {
    return actions([button('withdraw', 'Withdraw', id, { label: 'Withdraw: change nothing' })]);
  }
  return actions([
    button('approve', 'Approve', id, { style: 'primary', label: 'Approve: it runs at once' }),
    button('reject', 'Reject', id, { style: 'danger', label: 'Reject: it does not run' }),
  ]);
}
