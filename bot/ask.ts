// What a person may want of the bot. Types only.

import type { OfferedWay } from './switch/switch-store.ts';

/** What a person wants: words, or a click on something that the bot itself put there, named by an opaque id. */
export type Ask =
  | { readonly kind: 'command'; readonly text: string }
  | { readonly kind: 'confirm'; readonly proposalId: string }
  | { readonly kind: 'cancel'; readonly proposalId: string }
  | { readonly kind: 'ask-approval'; readonly proposalId: string; readonly reason: string }
  | { readonly kind: 'approve'; readonly approvalId: string }
  | { readonly kind: 'reject'; readonly approvalId: string; readonly reason: string }
  | { readonly kind: 'withdraw'; readonly approvalId: string }
  | { readonly kind: 'stop'; readonly runId: string }
  | { readonly kind: 'offer'; readonly offerId: string; readonly way: OfferedWay['kind'] }
  | {
      readonly kind: 'page';
      readonly outputId: string;
      readonly page: number;
      readonly filter: string;
      /** Row by row, for a narrow screen. */
      readonly asRows?: true;
    }
  | { readonly kind: 'file'; readonly outputId: string }
  /** What an alert's menu offers about its workload. */
  | { readonly kind: 'alert'; readonly number: number; readonly what: AlertedWorkload }
  /** 📌 on a message: it is to be noted in the incident of its place. `saidBy` is Slack's word for who wrote it. */
  | { readonly kind: 'pin'; readonly messageTs: string; readonly saidBy?: string };

/** What the menu of an alert offers about its workload. */
export type AlertedWorkload = 'logs' | 'describe' | 'events' | 'rollout' | 'restart';
