// Every outside thing the bot can touch, as interfaces. The adapters implement them; the rooms name only these.

import type { ApprovalStore, Demand } from './approval.ts';
import type { AuditStore } from './audit/row.ts';
import type { BreakGlassStore } from './break-glass.ts';
import type { Chart } from './chart.ts';
import type { Access, Address, ClusterInfo, Output, Request } from './command.ts';
import type { Freeze } from './freeze.ts';
import type { IncidentStore } from './incidents/incident.ts';
import type { KafkaAccess } from './kafka/access.ts';
import type { SnapshotStore } from './kafka/snapshot.ts';
import type { Catalog, KubectlBinary, KubernetesApi } from './kubernetes/api.ts';
import type { AlertStore } from './notify/alert.ts';
import type { OnCallStore } from './on-call/store.ts';
import type { SwitchStore } from './switch/switch-store.ts';

// --- time -----------------------------------------------------------------------------------------------------------

export interface Clock {
  /** Milliseconds since the epoch. */
  nowMs(): number;
  /** Resolves after the time, or rejects with the signal's reason as soon as it is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** An opaque id that nobody can guess, URL-safe, at least 128 bits. */
  id(): string;
}

// --- Slack ----------------------------------------------------------------------------------------------------------

/** A message as Slack takes it; `text` is what notifications and screen readers say. */
export interface Message {
  readonly text: string;
  readonly blocks: readonly unknown[];
}

/** One wish for Slack. Wishes with the same `key` are about the same message: only the newest state must land. */
export interface Outgoing {
  readonly key: string;
  readonly address: Address;
  /** 'message': all in the channel see it; 'ephemeral': only the address's user; 'file': uploaded as a snippet. */
  readonly kind: 'message' | 'ephemeral' | 'file';
  readonly message: Message;
  /** For 'message': the existing message to edit in place of posting a new one, when its ts is known from a click. */
  readonly replaceTs?: string;
  /** For 'file': which stored output, and the file's name. The bytes are read from the store when it is sent. */
  readonly file?: {
    readonly outputId: string;
    readonly name: string;
    /** In direct messages of the address's user: nobody else may read it. */
    readonly isPrivate?: boolean;
    /** The bytes are those of stdout alone, whatever was said on stderr. */
    readonly onlyStdout?: boolean;
    /** Which graph of the output, drawn, in place of its text. */
    readonly chart?: number;
  };
  /** For 'ephemeral': it takes the place of the one whose button was clicked. */
  readonly replacesClicked?: boolean;
  /** No newer state of this key will follow: when the channel is crowded it may be posted together with others. */
  readonly final?: boolean;
  /** It goes before others that wait for the same channel. */
  readonly isUrgent?: boolean;
}

/** What became of one attempt to deliver. */
export type Delivery =
  | { readonly kind: 'delivered'; readonly ts?: string }
  /** Slack says wait: nothing was posted. */
  | { readonly kind: 'limited'; readonly retryAfterMs: number }
  /** The network broke or Slack failed: it may or may not have been posted. */
  | { readonly kind: 'unsure'; readonly reason: string }
  /** Will never work (channel gone, not a member, message too big ...). `code` is Slack's error code. */
  | { readonly kind: 'refused'; readonly code: string };

/** What became of a look for a message. */
export type Found =
  | { readonly kind: 'found'; readonly ts: string }
  /** It is not there, or the bot may not look. */
  | { readonly kind: 'none' }
  | Extract<Delivery, { readonly kind: 'limited' | 'unsure' }>;

export interface OutgoingFile {
  readonly name: string;
  readonly title: string;
  /** Text, or a graph that is to be drawn. */
  readonly content: string | Chart;
  /** To the address's user alone, in direct messages. */
  readonly isPrivate?: boolean;
}

/** The outbound half of Slack, one call each, no queue and no retry of its own. */
export interface Chat {
  /** `key` goes into the message's metadata (event_type 'quartermaster', payload {key}), for `findPosted`. */
  post(address: Address, message: Message, key?: string): Promise<Delivery>;
  update(address: Address, ts: string, message: Message): Promise<Delivery>;
  /** With `replace` it takes the place of the one whose button was clicked, where the address still can say so. */
  ephemeral(address: Address, message: Message, replace?: boolean): Promise<Delivery>;
  file(address: Address, file: OutgoingFile): Promise<Delivery>;
  /** A direct message, for when the channel cannot be written to. */
  direct(address: Address, message: Message): Promise<Delivery>;
  /**
   * Looks for our own message that was posted with this key, where the address points to: asked before a post whose fate is
   * unknown is tried again. @param sinceMs when it first came to wait
   */
  findPosted?(address: Address, key: string, sinceMs: number): Promise<Found>;
}

/** What Slack says of a person, looked up by id and kept for a short time (limits.personCacheMs). */
export interface Person {
  readonly teamId: string;
  readonly userId: string;
  readonly name: string;
  readonly isBot: boolean;
  /** Guests: single- and multi-channel. */
  readonly isGuest: boolean;
  /** Of another workspace (Slack Connect). */
  readonly isStranger: boolean;
  readonly isDeleted: boolean;
  /** Ids of the Slack user groups this person is in. */
  readonly userGroups: readonly string[];
}

export interface Directory {
  /** @throws OperatorError when Slack cannot be asked: then nobody is allowed anything. */
  person(teamId: string, userId: string, options?: { fresh?: boolean }): Promise<Person>;
  channelName(channelId: string): Promise<string>;
}

// --- Kubernetes -----------------------------------------------------------------------------------------------------

/** Who a request to a cluster is made as (Impersonate-User, Impersonate-Group); absent: the bot itself. */
export interface Impersonation {
  readonly user: string;
  readonly groups: readonly string[];
}

export interface Clusters {
  readonly all: readonly ClusterInfo[];
  /** Discovery, kept for limits.catalogCacheMs; `fresh` asks again, for a kind that was just installed. */
  catalog(cluster: string, options?: { fresh?: boolean }): Promise<Catalog>;
  /** A handle that passes only requests that one of `accesses` names. */
  open(
    cluster: string,
    accesses: readonly Access[],
    as: Impersonation | undefined,
    signal: AbortSignal,
  ): KubernetesApi;
  readonly kubectl: KubectlBinary | undefined;
  /** One cheap request (/version): undefined when it answers, else why it does not. For doctor and health. */
  check(cluster: string, signal: AbortSignal): Promise<string | undefined>;
}

// --- Kafka ----------------------------------------------------------------------------------------------------------

export type { Kafkas } from './kafka/kafkas.ts';

// --- policy ---------------------------------------------------------------------------------------------------------

/** What policy decides over: one action of one principal on one resource in one context. All plain data. */
export interface PolicyQuestion {
  readonly principal: {
    readonly teamId: string;
    readonly userId: string;
    /** Names of the groups of the config that this person is in. */
    readonly groups: readonly string[];
    readonly isGuest: boolean;
    readonly isBot: boolean;
    readonly isStranger: boolean;
  };
  /** A command's name, for example 'kubectl get'. */
  readonly action: string;
  readonly resource:
    | {
        readonly kind: 'cluster-resource';
        readonly cluster: string;
        readonly environment: string;
        readonly access: Access;
      }
    | { readonly kind: 'cluster'; readonly cluster: string; readonly environment: string }
    | {
        readonly kind: 'kafka-resource';
        readonly kafka: string;
        readonly environment: string;
        readonly access: KafkaAccess;
      }
    | { readonly kind: 'kafka'; readonly kafka: string; readonly environment: string }
    | { readonly kind: 'pipeline'; readonly pipeline: string; readonly environment: string }
    | { readonly kind: 'bot' };
  readonly context: {
    readonly channelId: string;
    readonly surface: string;
    /** Local time in the config's time zone: hour 0-23, weekday 1 (Monday) to 7. */
    readonly hour: number;
    readonly weekday: number;
    readonly replicasAfter?: number;
    readonly patchPaths?: readonly string[];
    readonly configKeys?: readonly string[];
    /** Whether the place is frozen; absent: it is not. */
    readonly frozen?: boolean;
    /** Whether whoever asks has confirmed it; absent: they have not. */
    readonly confirmed?: boolean;
    /** How many different others have approved it; absent: nobody. */
    readonly approvals?: number;
    /** Whether whoever asks has broken the glass; absent: they have not. */
    readonly brokenGlass?: boolean;
  };
}

export interface PolicyDecision {
  readonly allowed: boolean;
  /** The ids of the policies that decided; empty when nothing allowed it (default deny). */
  readonly policies: readonly string[];
  /** Evaluation errors: any makes the decision a denial. */
  readonly errors: readonly string[];
  /** With `allowed`: what has to come before it. Absent: nothing. */
  readonly demands?: readonly Demand[];
}

export interface PolicyEngine {
  decide(question: PolicyQuestion): PolicyDecision;
  /** The @advice annotation of a policy, for the words of a refusal; undefined where it has none. */
  advice(policyId: string): string | undefined;
  /** What a policy that forbids asks for, so that it forbids no longer; undefined where nothing lifts it. */
  demand(policyId: string): Demand | undefined;
  /** Digest of the policies in force, for the audit. */
  readonly version: string;
}

export type { AuditEntry, AuditFilter, AuditKind, AuditRow, AuditVerdict } from './audit/row.ts';

// --- store ----------------------------------------------------------------------------------------------------------

export interface StoredOutput {
  readonly id: string;
  readonly requestId: string;
  readonly teamId: string;
  readonly channelId: string;
  /** Whoever asked; others may page through it only when they may run the command themselves. */
  readonly userId: string;
  readonly command: string;
  readonly cluster: string;
  /** Where it was asked, in words; '' where no namespace is part of it. */
  readonly namespace: string;
  readonly output: Output;
  readonly verdict: string;
  readonly durationMs: number;
  readonly createdAtMs: number;
  readonly expiresAtMs: number;
}

/** A checked, previewed change that waits for its click. The button carries only `id`. */
export interface Proposal {
  readonly id: string;
  readonly requestId: string;
  readonly address: Address;
  readonly surface: string;
  /** The command as understood: parsed again at the click by the same grammar, so what was shown is what runs. */
  readonly command: string;
  readonly cluster: string;
  /** Where it was previewed, in words; '' where no namespace is part of it. */
  readonly namespace: string;
  /** The preview's `substance` when it was shown. */
  readonly substance: string;
  readonly createdAtMs: number;
  readonly expiresAtMs: number;
  readonly state: 'open' | 'taken' | 'cancelled' | 'expired' | 'stale';
}

export type RequestState = 'received' | 'done';

export interface StoredRequest {
  readonly request: Request;
  readonly state: RequestState;
}

export interface QueuedOutgoing {
  /** Names this state of the wish; grows with each state, and a replaced one keeps its place all the same. */
  readonly seq: number;
  readonly outgoing: Outgoing;
  /** How often it was postponed, whichever state it had. */
  readonly attempts: number;
  /** It was sent, whichever state it had, and what became of that was not noted. */
  readonly wasSent: boolean;
  readonly notBeforeMs: number;
  /** When the key first came to wait. */
  readonly atMs: number;
  /** Set once the key's message was posted: later wishes edit it. */
  readonly postedTs?: string;
}

/** The first wish of its lane, with how many wait in that lane. A channel's posts are one lane, its edits another. */
export interface NextOutgoing extends QueuedOutgoing {
  readonly waiting: number;
}

export interface QueueDepth {
  readonly waiting: number;
  /** Dead letters that are still kept. */
  readonly undeliverable: number;
}

export interface Lease {
  readonly holder: string;
  /** Grows with each new holder: the fencing token that writes must carry. */
  readonly token: number;
  readonly expiresAtMs: number;
}

/** Everything durable. Implementations: SQLite file, PostgreSQL; both pass the same contract suite. */
export interface Store
  extends AlertStore,
    IncidentStore,
    OnCallStore,
    AuditStore,
    ApprovalStore,
    BreakGlassStore,
    SnapshotStore,
    SwitchStore {
  /**
   * Runs all or nothing; `store` inside is the same store within the transaction. Transactions do not nest, and the body
   * uses the inner store alone and waits for nothing else: on SQLite every other call waits until it has ended.
   */
  transaction<T>(body: (store: Store) => Promise<T>): Promise<T>;

  /** Records that a request came in; false when this id is known already (redelivery, double click). */
  receive(request: Request): Promise<boolean>;
  finish(requestId: string): Promise<void>;
  /** Requests that were received by this or a dead process and have no end yet, oldest first. */
  unfinished(): Promise<readonly StoredRequest[]>;
  /** Processes that left unfinished requests and do not live now. None on SQLite, which has one process at a time. */
  deadOwners(): Promise<readonly string[]>;
  /**
   * Makes the unfinished requests of these processes this one's, where they still do not live: each goes to one process alone.
   * @returns them, oldest first.
   */
  adopt(owners: readonly string[]): Promise<readonly StoredRequest[]>;

  saveOutput(output: StoredOutput): Promise<void>;
  output(id: string): Promise<StoredOutput | undefined>;

  saveProposal(proposal: Proposal): Promise<void>;
  proposal(id: string): Promise<Proposal | undefined>;
  /** Moves an open proposal on; false when somebody else did so first. */
  settleProposal(id: string, state: Exclude<Proposal['state'], 'open'>): Promise<boolean>;
  /** Open ones whose time is over, the oldest first, a bounded number. */
  expiredProposals(nowMs: number): Promise<readonly Proposal[]>;

  saveFreeze(freeze: Freeze): Promise<void>;
  /** Those in force at that time, in the order in which they began. */
  freezes(nowMs: number): Promise<readonly Freeze[]>;
  endFreeze(id: string, nowMs: number): Promise<void>;

  /** Puts a wish into the outbound queue; a waiting wish with the same key is replaced, keeping its place. */
  enqueue(outgoing: Outgoing, atMs: number): Promise<void>;
  /** In order of their places. */
  queued(limit: number): Promise<readonly QueuedOutgoing[]>;
  /** The first wish of each lane, oldest first: a crowded channel hides no other. */
  nextQueued(limit: number): Promise<readonly NextOutgoing[]>;
  /** A channel's wishes that will be new messages, in order. */
  queuedPosts(channelId: string, limit: number): Promise<readonly QueuedOutgoing[]>;
  /** Puts one wish in the place of several; false, and nothing is changed, when one of them is no longer the newest. */
  collapse(seqs: readonly number[], outgoing: Outgoing, atMs: number): Promise<boolean>;
  /** Noted before a post goes out: should the process end now, whoever sends it next knows that it may have come through. */
  sending(key: string): Promise<void>;
  /** Removes the wish unless a newer one took its key meanwhile; remembers the ts for the key. */
  delivered(seq: number, key: string, ts: string | undefined): Promise<void>;
  postponed(seq: number, notBeforeMs: number, reason: string): Promise<void>;
  /** Given up: moved to the dead letters, with Slack's code. */
  undeliverable(seq: number, code: string): Promise<void>;
  postedTs(key: string): Promise<string | undefined>;
  queueDepth(): Promise<QueueDepth>;

  /**
   * Takes or renews the lease; undefined while another holder's is valid. Where several processes share the store, its own clock says
   * how long that is; `nowMs` is the caller's, by which it is told.
   */
  acquireLease(
    name: string,
    holder: string,
    nowMs: number,
    ttlMs: number,
  ): Promise<Lease | undefined>;
  releaseLease(name: string, lease: Lease): Promise<void>;
  /** @throws OperatorError when the token is not the lease's newest: a stale leader's write is refused. */
  assertLease(name: string, lease: Lease, nowMs: number): Promise<void>;

  /** Deletes outputs, proposals, requests and posted keys older than their limits; returns how many of each. */
  prune(nowMs: number): Promise<Readonly<Record<string, number>>>;
  /** A write and a read: throws when the store cannot be used. */
  check(): Promise<void>;
  close(): Promise<void>;
}

// --- what the bot's own commands may ask ----------------------------------------------------------------------------

export type { BotServices, Finding, Named, Reach } from './bot-services.ts';
