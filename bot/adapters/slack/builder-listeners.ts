// The command builder's life: opened by a bare /kubectl, its preview kept up to date, its fields suggested, its submission made
// into a command as if typed.

import type { App, webApi } from '@slack/bolt';
import {
  BUILDER,
  type BuilderValues,
  builderErrors,
  builderView,
  commandOf,
  isFlagField,
  isWord,
  type SuggestedField,
} from '../../builder.ts';
import type { Edge, SuggestQuery } from './edge.ts';
import {
  fieldsOf,
  type Metadata,
  metadata,
  suggestionPayload,
  teamOf,
  viewPayload,
} from './payloads.ts';
import { takeReceipt } from './receipt.ts';
import { submissionRequest } from './requests.ts';

const SUGGESTED: readonly SuggestedField[] = ['kind', 'namespace', 'name', 'second', 'kafka'];
const FIELDS = ['verb', ...SUGGESTED, 'flags'];
const FLAG_FIELDS = /^flag-/u;

/** Slack waits three seconds for suggestions. */
const SUGGEST_MS = 2500;

export async function openBuilder(edge: Edge, triggerId: string, about: Metadata): Promise<void> {
  const { root = 'kubectl' } = about;
  const verbs = edge.verbs(root);
  await edge.openView(
    triggerId,
    builderView({ root, verbs, values: {}, metadata: JSON.stringify(about) }),
  );
}

export function listenToBuilder(app: App, edge: Edge): void {
  for (const field of [...FIELDS, FLAG_FIELDS]) {
    app.action({ block_id: field, action_id: field }, async ({ ack, body }) => {
      await ack();
      await refreshPreview(edge, body);
    });
  }
  for (const field of [...SUGGESTED, FLAG_FIELDS]) {
    app.options(field, async ({ ack, body }) => {
      const words = await suggestions(edge, body);
      await ack({ options: words.map((word) => ({ text: plain(word), value: word })) });
    });
  }
  app.view({ callback_id: BUILDER, type: 'view_submission' }, async ({ ack, body }) => {
    const payload = viewPayload.parse(body);
    const values: BuilderValues = fieldsOf(payload);
    const about = metadata.parse(JSON.parse(payload.view.private_metadata));
    const errors = builderErrors(values, edge.verbs(about.root ?? 'kubectl'));
    if (Object.keys(errors).length > 0) {
      await ack({ response_action: 'errors', errors });
      return;
    }
    const ask = { kind: 'command', text: commandOf(values) } as const;
    const request = submissionRequest(payload, ask, about, edge.clock.nowMs());
    const { words } = await takeReceipt(edge, request);
    if (words === undefined) await ack();
    else await ack({ response_action: 'errors', errors: { verb: words } });
  });
}

async function refreshPreview(edge: Edge, body: unknown): Promise<void> {
  const { view } = viewPayload.parse(body);
  const { root = 'kubectl' } = metadata.parse(JSON.parse(view.private_metadata));
  const fresh = builderView({
    root,
    verbs: edge.verbs(root),
    values: fieldsOf({ view }),
    metadata: view.private_metadata,
  });
  try {
    await edge.client.views.update({
      view_id: view.id,
      hash: view.hash,
      view: fresh as unknown as webApi.ViewsUpdateArguments['view'],
    });
  } catch (err) {
    // A newer change was first, or the modal is closed: the preview of that one stands.
    edge.log.info({ err }, 'the builder’s preview was not updated');
  }
}

async function suggestions(edge: Edge, body: unknown): Promise<string[]> {
  const payload = suggestionPayload.parse(body);
  const field = payload.action_id;
  if (!isSuggested(field)) return [];
  const { channelId, root = 'kubectl' } = metadata.parse(JSON.parse(payload.view.private_metadata));
  const text = payload.value.trim().slice(0, 253);
  const query: SuggestQuery = {
    userId: payload.user.id,
    teamId: teamOf(payload),
    channelId,
    root,
    field,
    values: fieldsOf(payload),
    text,
  };
  const found = await inTime(edge, query);
  // What is typed can always be chosen: suggestions help, the grammar and policy decide.
  const all = isWord(text) ? [...found, text] : found;
  return [...new Set(all)].filter((word) => isWord(word) && word.length <= 75).slice(0, 100);
}

function isSuggested(field: string): field is SuggestedField {
  return isFlagField(field) || SUGGESTED.some((each) => each === field);
}

async function inTime(
  { suggest, clock, log }: Edge,
  query: SuggestQuery,
): Promise<readonly string[]> {
  if (suggest === undefined) return [];
  const timer = new AbortController();
  const late = clock.sleep(SUGGEST_MS, timer.signal).then(
    () => [],
    () => [], // aborted: the race is over
  );
  try {
    return await Promise.race([suggest(query), late]);
  } catch (err) {
    log.warn({ err, field: query.field }, 'nothing could be suggested');
    return [];
  } finally {
    timer.abort();
  }
}

function plain(text: string) {
  return { type: 'plain_text' as const, text };
}
