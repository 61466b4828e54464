// What the listeners share. It holds no state of its own.

import type { webApi } from '@slack/bolt';
import type { BuilderRoot, SuggestedField, Verb } from '../../builder.ts';
import type { Address } from '../../command.ts';
import type { Chat } from '../../ports.ts';
import type { SlackDirectory } from './directory.ts';
import type { ReceiptParts } from './receipt.ts';

/** What is being typed into a field of the builder, and by whom: what they may not see must not be suggested. */
export interface SuggestQuery {
  readonly userId: string;
  readonly teamId: string;
  readonly channelId: string;
  readonly root: BuilderRoot;
  readonly field: SuggestedField;
  /** What the other fields hold, by name; '' where nothing is chosen. */
  readonly values: Readonly<Record<string, string>>;
  readonly text: string;
}

export type Suggest = (query: SuggestQuery) => Promise<readonly string[]>;
export type View = Readonly<Record<string, unknown>>;

/** The modal that searches the audit, filled with the search whose answer carried the button. */
export type AuditForm = (wish: {
  readonly outputId: string;
  readonly address: Address;
  /** Comes back with the submission. */
  readonly metadata: string;
}) => Promise<View>;

export interface Edge extends ReceiptParts {
  readonly client: webApi.WebClient;
  readonly chat: Chat;
  readonly directory: SlackDirectory;
  /** Slash commands without the slash. */
  readonly roots: readonly string[];
  /** Of all commands, for example 'kubectl rollout restart'. */
  readonly names: readonly string[];
  readonly verbs: (root: BuilderRoot) => readonly Verb[];
  readonly suggest: Suggest | undefined;
  readonly home: ((reader: { teamId: string; userId: string }) => Promise<View>) | undefined;
  readonly auditForm: AuditForm | undefined;
  readonly botUserId: () => string;
  readonly openView: (triggerId: string, view: View) => Promise<void>;
  readonly publishHome: (userId: string, view: View) => Promise<void>;
}
