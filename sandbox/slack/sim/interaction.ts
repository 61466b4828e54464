// What all interactive payloads share: who, which team, the trigger, and the envelope they travel in.
import type { Outcome } from '../deliveries.ts';
import type { Json } from '../json.ts';
import type { Slack } from '../slack.ts';
import { APP_ID } from '../workspace.ts';
import type { User } from '../world.ts';
import { SimRefusal } from './refuse.ts';

export interface Interaction {
  triggerId: string;
  envelopeId: string;
  outcome: Promise<Outcome>;
}

/** Sends one interactive payload; `type` and the rest come from `more`. */
export function sendInteraction(
  slack: Slack,
  user: User,
  label: string,
  more: Json & { type: string },
  viewId = '',
): Interaction {
  if (!slack.manifest.isInteractive)
    throw new SimRefusal(400, 'interactivity_disabled', {
      detail: 'The manifest does not enable interactivity, so Slack sends no clicks.',
    });
  const triggerId = slack.triggers.mint(user.id, viewId);
  const envelopeId = slack.ids.envelope();
  const { team: ours, otherTeam } = slack.world;
  const team = user.team_id === ours.id ? ours : otherTeam;
  const needsTrigger = more.type !== 'view_closed' && more.type !== 'block_suggestion';
  const outcome = slack.deliveries.send({
    id: envelopeId,
    kind: 'interactive',
    label,
    user: user.id,
    triggerId,
    payload: {
      team: { id: team.id, domain: team.domain },
      user: { id: user.id, username: user.name, name: user.name, team_id: user.team_id },
      api_app_id: APP_ID,
      token: 'sandbox',
      enterprise: null,
      is_enterprise_install: false,
      ...(needsTrigger ? { trigger_id: triggerId } : {}),
      ...more,
    },
  });
  return { triggerId, envelopeId, outcome };
}

export function interactionJson(sent: Interaction): Json {
  return { ok: true, trigger_id: sent.triggerId, envelope_id: sent.envelopeId };
}
