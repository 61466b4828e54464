// Plays one input to its end on the stage, with the clicks that follow, and notes what happened in each phase. It judges
// nothing.

import type { AuditRow, Outgoing, Proposal } from '../../bot/ports.ts';
import type { Reply } from '../../bot/reply.ts';
import type { Seen } from '../contract/adapter/fake-server.ts';
import { click, deliveryOf, type Sender, senderOf, submission } from './deliveries.ts';
import type { Input } from './inputs.ts';
import type { AskedOfKafka } from './kafka-recorder.ts';
import type { Started } from './kubectl-recorder.ts';
import type { Sent } from './slack-recorder.ts';
import type { House, Stage } from './stage.ts';
import type { ClusterName } from './world.ts';

export interface Phase {
  readonly requests: readonly { readonly cluster: ClusterName; readonly seen: Seen }[];
  readonly started: readonly Started[];
  readonly asked: readonly AskedOfKafka[];
  /** Texts of the commands that the dispatcher was given. */
  readonly texts: readonly string[];
  readonly handled: number;
  readonly replies: readonly Reply[];
  readonly outgoing: readonly Outgoing[];
  readonly audit: readonly AuditRow[];
  readonly sent: readonly Sent[];
  readonly faults: readonly unknown[];
  readonly failures: readonly unknown[];
}

export interface Performance {
  readonly ask: Phase;
  /** What followed by clicks; absent where there was nothing to click. */
  readonly after: Phase | undefined;
  readonly followed: 'proposal' | 'output' | undefined;
  /** Whether what followed was the way by others' approval. */
  readonly isAsked: boolean;
  readonly proposal: Proposal | undefined;
  /** All that was kept, as text. */
  readonly kept: string;
}

let serial = 0;

export async function perform(input: Input, stage: Stage): Promise<Performance> {
  const house = stage.houses[input.policies];
  stage.forget();
  stage.kubectl.knocks = KNOCKS;
  const sender = senderOf(input, nextSerial());
  const planted =
    input.act.on === 'proposal' ? await plant(input.act.text, sender, house) : undefined;
  const body =
    planted === undefined ? deliveryOf(input.act, sender) : click('confirm', planted.id, sender);
  const ask = await phaseOf(stage, house, async () => {
    if (body !== undefined) await house.slack.deliver(body);
  });
  const proposal = planted ?? [...house.store.proposals.values()].at(-1);
  const output = [...house.store.outputs.values()].at(-1);
  const followed =
    planted !== undefined ? undefined : proposal ? 'proposal' : output ? 'output' : undefined;
  const bodies = followUps(input, { proposalId: proposal?.id, outputId: output?.id });
  const needsApproval = ask.replies.some(({ verdict }) => verdict === 'approval needed');
  const isAsked = needsApproval && /^confirm(?:|-twice|-foreign)$/u.test(input.follow);
  const after =
    followed === undefined || bodies.length === 0
      ? undefined
      : await phaseOf(stage, house, async () => {
          if (isAsked && proposal !== undefined) {
            await askAndApprove(input, proposal.id, house);
            return;
          }
          if (input.follow === 'confirm-late') house.clock.advance(301_000);
          await Promise.all(bodies.map((each) => house.slack.deliver(each)));
        });
  const kept = JSON.stringify([...house.store.outputs.values()]);
  return { ask, after, followed, isAsked, proposal, kept };
}

/** What a kubectl that describes web-1 asks the door for, wherever it is: beside the hostile knocks. */
const KNOCKS = [
  '/api/v1/namespaces/shop/pods/web-1',
  '/api/v1/namespaces/shop/pods?limit=500',
  '/api/v1/namespaces/shop/events?fieldSelector=involvedObject.name%3Dweb-1&limit=500',
  '/apis/apps/v1/namespaces/shop/deployments/web-1',
  '/api/v1/nodes/web-1',
  '/api/v1/namespaces/shop/secrets/web-1',
];

function nextSerial(): string {
  serial += 1;
  return String(serial);
}

/** A proposal as somebody with a hand in the store could have left it. */
async function plant(text: string, sender: Sender, { store, clock }: House): Promise<Proposal> {
  const { teamId, userId } = sender.player;
  const proposal: Proposal = {
    id: clock.id(),
    requestId: `planted-${sender.serial}`,
    address: { teamId, userId, channelId: sender.channel },
    surface: 'slash',
    command: text,
    cluster: 'staging',
    namespace: '',
    substance: 'nothing that any preview says',
    createdAtMs: clock.nowMs(),
    expiresAtMs: clock.nowMs() + 60_000,
    state: 'open',
  };
  await store.saveProposal(proposal);
  return proposal;
}

/** Others are asked, and say yes: those who may, or (foreign) only those who may not. */
async function askAndApprove(input: Input, proposalId: string, house: House): Promise<void> {
  const own = () => senderOf(input, nextSerial());
  const as = (person: string) => ({ ...own(), ...senderOf({ ...input, person }, nextSerial()) });
  const about = { channelId: input.channel, messageTs: '1.2', subjectId: proposalId };
  await house.slack.deliver(
    submission('ask_approval', about, { reason: 'because it has to be' }, own()),
  );
  await idle(house);
  const approval = [...house.store.approvals.values()].at(-1);
  if (approval === undefined) return;
  const voters =
    input.follow === 'confirm-foreign'
      ? [own(), as('carol'), as('eve'), as('guest'), as('robot'), as('gone')]
      : [as(secondOf(input.person))];
  if (input.follow === 'confirm-twice') voters.push(as(secondOf(input.person)));
  const clicks = voters.map((voter) => click('approve', approval.id, voter));
  await Promise.all(clicks.map((each) => house.slack.deliver(each)));
}

/** An admin who is somebody else. */
export function secondOf(person: string): string {
  return person === 'olga' ? 'alice' : 'olga';
}

async function idle({ dispatcher }: House): Promise<void> {
  while (dispatcher.inFlight() > 0) await new Promise((resolve) => setImmediate(resolve));
}

interface Buttons {
  readonly proposalId: string | undefined;
  readonly outputId: string | undefined;
}

function followUps(input: Input, { proposalId, outputId }: Buttons) {
  const own = () => senderOf(input, nextSerial());
  const foreign = () => ({
    ...own(),
    ...senderOf({ ...input, person: otherThan(input.person) }, nextSerial()),
  });
  const elsewhere = () => ({ ...own(), channel: 'C0ELSEWHERE' });
  if (proposalId !== undefined) {
    switch (input.follow) {
      case 'confirm':
      case 'confirm-late':
        return [click('confirm', proposalId, own())];
      case 'confirm-twice':
        return [click('confirm', proposalId, own()), click('confirm', proposalId, own())];
      case 'confirm-foreign':
        return [click('confirm', proposalId, foreign())];
      case 'confirm-tampered':
        return [click('confirm', `${proposalId.slice(0, -1)}!`, own())];
      case 'confirm-elsewhere':
        return [click('confirm', proposalId, elsewhere())];
      case 'cancel':
        return [click('cancel', proposalId, own())];
      default:
        return [];
    }
  }
  if (outputId === undefined) return [];
  const about = { channelId: input.channel, messageTs: '1.2', outputId };
  switch (input.follow) {
    case 'page':
      return [click('output_next', `${outputId}:2:`, own())];
    case 'page-foreign':
      return [
        click(
          'output_next',
          `${outputId}:1:${Buffer.from('data').toString('base64url')}`,
          foreign(),
        ),
      ];
    case 'file':
      return [click('output_file', outputId, own())];
    case 'filter':
      return [submission('output_filter', about, { filter: 'password' }, own())];
    default:
      return [];
  }
}

export function otherThan(person: string): string {
  return person === 'alice' ? 'bob' : 'alice';
}

async function phaseOf(stage: Stage, house: House, play: () => Promise<void>): Promise<Phase> {
  const { store, slack, requests, replies, faults } = house;
  const lists = [
    requests,
    replies,
    faults,
    slack.sent,
    slack.failures,
    stage.kubectl.started,
    stage.kafkas.asked,
  ];
  for (const list of lists) list.length = 0;
  for (const server of Object.values(stage.servers)) server.seen.length = 0;
  const [queued, rows] = [store.outgoing.length, store.audit.length];
  try {
    await play();
  } catch (error) {
    slack.failures.push(error);
  }
  await idle(house);
  return {
    requests: (['staging', 'production'] as const).flatMap((cluster) =>
      stage.servers[cluster].seen.map((seen) => ({ cluster, seen })),
    ),
    started: [...stage.kubectl.started],
    asked: [...stage.kafkas.asked],
    texts: requests.flatMap(({ ask }) => (ask.kind === 'command' ? [ask.text] : [])),
    handled: requests.length,
    replies: [...replies],
    outgoing: store.outgoing.slice(queued),
    audit: store.audit.slice(rows),
    sent: [...slack.sent],
    faults: [...faults],
    failures: [...slack.failures],
  };
}
