// The values that travel through the bot, and the shape of a Command: something a person may ask for.
// Nothing here knows Slack's blocks, Kubernetes' client or the database.

import type { KafkaAdmin, KafkaChanges } from '../pipeline/index.ts';
import type { Ask } from './ask.ts';
import type { Chart } from './chart.ts';
import type { Flags, Grammar, Words } from './grammar.ts';
import type { KafkaAccess } from './kafka/access.ts';
import type { Connect } from './kafka/connect.ts';
import type { GroupHistory } from './kafka/lag.ts';
import type { Schemas } from './kafka/schemas.ts';
import type { Snapshots } from './kafka/snapshot.ts';
import type { TopicRules } from './kafka/topic-rules.ts';
import type { Catalog, KubectlBinary, KubernetesApi } from './kubernetes/api.ts';
import type { PipelineAccess, PipelineContext } from './pipelines.ts';
import type { BotServices } from './ports.ts';
import type { NamedSwitch } from './switch/of-settings.ts';
import type { SwitchedPipelines } from './switch/pipelines.ts';
import type { Switching } from './switch/switching.ts';

/** Where an answer goes. `responseUrl` is a credential of Slack's for 30 minutes: never logged, never audited. */
export interface Address {
  readonly teamId: string;
  readonly channelId: string;
  readonly userId: string;
  readonly threadTs?: string;
  readonly responseUrl?: string;
}

export type { Ask } from './ask.ts';

export type Surface = 'slash' | 'mention' | 'button' | 'modal' | 'reaction' | 'home' | 'timetable';

/** One thing that somebody asked for, once: `id` is Slack's own id of the delivery, the idempotency key. */
export interface Request {
  readonly id: string;
  readonly surface: Surface;
  readonly ask: Ask;
  readonly address: Address;
  /** The message that carried the clicked button, so that it can be edited to its end state. */
  readonly messageTs?: string;
  /** Milliseconds since the epoch. */
  readonly receivedAtMs: number;
}

/** What a program printed. `exitCode` 0 is success, as kubectl's. */
export interface Output {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
  /** stdout is the content of a file of this name: it is sent as one, and stderr says what it holds. */
  readonly file?: string;
  /** Where that file, and graphs, are put; where the command was asked for, unless said. */
  readonly place?: { readonly channelId: string; readonly threadTs?: string };
  /** Graphs that are sent beside it, each of another name. */
  readonly charts?: readonly Chart[];
}

export type AccessVerb = 'get' | 'list' | 'watch' | 'create' | 'update' | 'patch' | 'delete';

/**
 * One thing that a command will do to a cluster, in the words of Kubernetes RBAC. Policy decides over each of them, and
 * the API handle of the run refuses every request that none of them names.
 */
export interface Access {
  readonly verb: AccessVerb;
  /** '' is the core group. */
  readonly group: string;
  /** Plural, for example 'deployments'. */
  readonly resource: string;
  readonly subresource?: string;
  /** Absent: a resource without namespaces, or every namespace. */
  readonly namespace?: string;
  /** Absent: any name. */
  readonly name?: string;
  /**
   * Needed by the command's own work and covered by the decision over the others, for example reading a Deployment to
   * find its pods: bounds what may be requested, is not itself asked of policy. Never for a change of what is stored.
   */
  readonly implied?: boolean;
}

/** Facts of a change that policies may look at beside the accesses. */
export interface ChangeFacts {
  readonly replicasAfter?: number;
  /** Dotted paths of the fields that a patch writes, for example 'spec.replicas'. */
  readonly patchPaths?: readonly string[];
  /** The settings of a topic that are set or taken away, for example 'retention.ms'. */
  readonly configKeys?: readonly string[];
}

/** What a change would do. `substance` is compared at the click: when it differs, the confirmation is stale. */
export interface Preview {
  /** One line in words: "Scale deployment.apps/web in shop from 3 to 5 replicas." */
  readonly summary: string;
  /** Unified diff of the affected objects, or '' where there is nothing to compare. */
  readonly diff: string;
  /** What the API server and its admission chain warn of. */
  readonly warnings: readonly string[];
  readonly substance: string;
}

export interface ClusterInfo {
  readonly name: string;
  readonly environment: string;
  readonly server: string;
}

/** What a kubectl command may use while it previews or runs. */
export interface KubectlContext {
  readonly cluster: ClusterInfo;
  /** The namespace in force: the -n flag, else the channel's default, else 'default'. */
  readonly namespace: string;
  readonly api: KubernetesApi;
  readonly catalog: Catalog;
  /** The real kubectl behind a guarded loopback door; absent where none is installed. */
  readonly kubectl?: KubectlBinary;
  readonly signal: AbortSignal;
  readonly nowMs: () => number;
  /** Waits, ending early (with the signal's reason thrown) when the run is cancelled. */
  readonly sleep: (ms: number) => Promise<void>;
  /** Shows the output so far; the newest call wins, intermediate ones may never be seen. */
  readonly show: (sofar: Output) => void;
  /** The clusters on which this person may use the same command. */
  readonly contexts: () => readonly ClusterInfo[];
  readonly switches?: Switches;
  /** What the commands of switches write down. */
  readonly switching?: Switching;
  /** Those that switches switch. */
  readonly pipelines?: SwitchedPipelines;
}

export interface KafkaInfo {
  readonly name: string;
  readonly environment: string;
}

/** What a kafka command may use while it previews or runs. */
export interface KafkaContext {
  readonly kafka: KafkaInfo;
  /** Passes only what one of the command's accesses names. */
  readonly admin: KafkaAdmin;
  /** Likewise, for what changes something. */
  readonly changes: KafkaChanges;
  /** What reads records that were written with a schema registry; absent where the settings have none. */
  readonly schemas?: Schemas | undefined;
  /** Likewise, for its Kafka Connect: reads and changes. */
  readonly connect: Connect;
  /** The substance of the preview that was agreed to; absent before that. */
  readonly agreed?: string;
  readonly topicRules: TopicRules;
  /** Where groups stood before their offsets were changed. */
  readonly snapshots: Snapshots;
  /** Where the groups, or this one, stood lately, the oldest look first. @throws when no access names them. */
  readonly lagHistory: (groupId?: string) => readonly GroupHistory[];
  readonly signal: AbortSignal;
  readonly nowMs: () => number;
  /** Waits, ending early (with the signal's reason thrown) when the run is cancelled. */
  readonly sleep: (ms: number) => Promise<void>;
  /** Shows the output so far; the newest call wins, intermediate ones may never be seen. */
  readonly show: (sofar: Output) => void;
}

/** What a command of the bot itself (`qm ...`) may use. */
export interface BotContext {
  readonly request: Request;
  readonly services: BotServices;
  readonly signal: AbortSignal;
  readonly nowMs: () => number;
}

interface CommandBase<Args> {
  /** The words it begins with, for example 'kubectl rollout restart'. */
  readonly name: string;
  readonly summary: string;
  readonly examples: readonly string[];
  /** A change is not run when its intent cannot be recorded; it is previewed and confirmed by a click, unless `changes` says no. */
  readonly effect: 'read' | 'change';
  /** Its answer is shown to the asker alone. Of what the bot is asked about itself it always is. */
  readonly isPrivate?: boolean;
  readonly grammar: Grammar;
  /** A longer or shorter deadline than the usual one, in milliseconds: follows, drains. */
  deadlineMs?(args: Args): number;
  /** Turns checked words into the typed value that is run. Pure; throws UsageError. */
  read(words: Words): Args;
}

/** A command that acts on something outside: it is previewed and run with a handle to that alone. */
interface OutsideCommand<Args, Context> extends CommandBase<Args> {
  facts?(args: Args): ChangeFacts;
  /** For a change: whether these arguments change anything. Absent: they do. */
  changes?(args: Args): boolean;
  /** For a change: what it would do, found out without doing it. */
  preview?(args: Args, context: Context): Promise<Preview>;
  /**
   * For a change: what the preview's `substance` holds now beyond what was agreed to, in a sentence for people; undefined: nothing.
   * Pure. Absent: every difference is more than was agreed to.
   */
  beyond?(agreed: string, now: string): string | undefined;
  run(args: Args, context: Context): Promise<Output>;
}

/** Where a kubectl command is to act, known before any request for it goes out. */
export interface KubectlPlace {
  readonly cluster?: string;
  readonly namespace: string;
  readonly catalog: Catalog;
  readonly switches?: Switches;
}

export type Switches = Readonly<Record<string, NamedSwitch>>;

export interface KubectlCommand<Args = unknown> extends OutsideCommand<Args, KubectlContext> {
  readonly on: 'cluster';
  /** The cluster that its arguments mean by themselves; absent: the flag or the channel says it. */
  cluster?(args: Args, switches: Switches): string | undefined;
  /** Pipelines of the settings that it looks at or switches: policy is asked about each. */
  pipelines?(args: Args, switches: Switches): readonly string[];
  /** Everything it may request. Pure over the catalog; throws the words of kubectl for an unknown resource type. */
  access(args: Args, place: KubectlPlace): readonly Access[];
}

export interface KafkaCommand<Args = unknown> extends OutsideCommand<Args, KafkaContext> {
  readonly on: 'kafka';
  /** Everything it may request. Pure. */
  access(args: Args): readonly KafkaAccess[];
}

export interface PipelineCommand<Args = unknown> extends OutsideCommand<Args, PipelineContext> {
  readonly on: 'pipeline';
  /** Everything it may ask of its pipeline or do to it. Pure. */
  access(args: Args): readonly PipelineAccess[];
}

export interface BotCommand<Args = unknown> extends CommandBase<Args> {
  readonly on: 'bot';
  /** For a change that waits for its asker's click: what it would do. Absent: it is done at once. */
  preview?(args: Args, context: BotContext): Promise<Preview>;
  run(args: Args, context: BotContext): Promise<Output>;
}

/** Methods, not function-typed fields: a list of commands with different arguments is a list of Command. */
export type Command = KubectlCommand | KafkaCommand | PipelineCommand | BotCommand;

/** Defines a kubectl command: `read` gets the flags of its own grammar, typed. */
export function kubectlCommand<F extends Flags, Args>(
  definition: Omit<KubectlCommand<Args>, 'on' | 'grammar' | 'read'> & {
    grammar: Grammar<F>;
    read(words: Words<F>): Args;
  },
): KubectlCommand<Args> {
  return { ...definition, on: 'cluster' } as KubectlCommand<Args>;
}

/** Defines a kafka command. */
export function kafkaCommand<F extends Flags, Args>(
  definition: Omit<KafkaCommand<Args>, 'on' | 'grammar' | 'read'> & {
    grammar: Grammar<F>;
    read(words: Words<F>): Args;
  },
): KafkaCommand<Args> {
  return { ...definition, on: 'kafka' } as KafkaCommand<Args>;
}

/** Defines a pipeline command: the first positional names the pipeline. */
export function pipelineCommand<F extends Flags, Args>(
  definition: Omit<PipelineCommand<Args>, 'on' | 'grammar' | 'read'> & {
    grammar: Grammar<F>;
    read(words: Words<F>): Args;
  },
): PipelineCommand<Args> {
  return { ...definition, on: 'pipeline' } as PipelineCommand<Args>;
}

/** Defines a command of the bot itself. */
export function botCommand<F extends Flags, Args>(
  definition: Omit<BotCommand<Args>, 'on' | 'grammar' | 'read'> & {
    grammar: Grammar<F>;
    read(words: Words<F>): Args;
  },
): BotCommand<Args> {
  return { ...definition, on: 'bot' } as BotCommand<Args>;
}

/** A command with its arguments, as understood. */
export interface Call {
  readonly command: Command;
  readonly args: unknown;
  readonly words: Words;
  /** The command spelled out again from its parsed value: what is shown, audited and confirmed. */
  readonly text: string;
}
