// One person in one channel who sends a line, confirms it when it is a change, waits for its end, and reads all of what was printed: from the message, or
// from the file when the message shows a page of it.

import type { Output } from '../../../bot/command.ts';
import { type Sandbox, type StoredMessage, words } from '../sandbox.ts';

export interface Asker {
  readonly user: string;
  readonly channel: string;
}

/** What came back, in the shape of a program's output. `said` is all that the person reads. */
export interface Answer {
  readonly output: Output;
  readonly said: string;
}

const ENDED = /(?:Succeeded|Failed|Refused|Not understood|Timed out|Cancelled|Outcome unknown)\*/u;
const WAITING = /Waiting for confirmation\*/u;

export async function ask(
  sandbox: Sandbox,
  { user, channel }: Asker,
  text: string,
): Promise<Answer> {
  const seen = await known(sandbox, channel);
  const sent = await sandbox.post('/sim/command', { user, channel, text });
  if (sent.ok !== true) throw new Error(`${text} was not accepted: ${JSON.stringify(sent)}`);
  const first = await sandbox.until(
    channel,
    (one) => !seen.has(one.ts) && (ENDED.test(words(one)) || WAITING.test(words(one))),
  );
  const message = WAITING.test(words(first))
    ? await confirm(sandbox, { user, channel }, first)
    : first;
  const shown = readShown(message);
  const exitCode = /Succeeded\*/u.test(words(message)) ? 0 : 1;
  const said = words(message);
  if (!/page 1 of \d|the whole text is in the file/u.test(said)) {
    return { output: { ...shown, exitCode }, said };
  }
  const whole = await download(sandbox, { user, channel }, message);
  if (!whole.startsWith(shown.stdout.replace(/\n$/u, ''))) {
    throw new Error(`The file of ${text} does not begin with what the message shows.`);
  }
  return { output: { stdout: whole, stderr: '', exitCode }, said };
}

async function confirm(
  sandbox: Sandbox,
  { user, channel }: Asker,
  { ts }: StoredMessage,
): Promise<StoredMessage> {
  await sandbox.post('/sim/click', { user, channel, ts, action_id: 'confirm' });
  return await sandbox.until(channel, (one) => one.ts === ts && ENDED.test(words(one)));
}

async function download(
  sandbox: Sandbox,
  { user, channel }: Asker,
  { ts }: StoredMessage,
): Promise<string> {
  const seen = await known(sandbox, channel);
  await sandbox.post('/sim/click', { user, channel, ts, action_id: 'output_file' });
  const message = await sandbox.until(
    channel,
    (one) => !seen.has(one.ts) && fileOf(one) !== undefined,
  );
  const response = await fetch(`${sandbox.url}/sim/files/${fileOf(message)}`);
  return await response.text();
}

function fileOf(message: StoredMessage): string | undefined {
  return (message as { files?: readonly { id: string }[] }).files?.[0]?.id;
}

async function known(sandbox: Sandbox, channel: string): Promise<ReadonlySet<string>> {
  return new Set((await sandbox.messages(channel)).map(({ ts }) => ts));
}

/** A block of output ends without the line break that printed text ends with. */
function readShown(message: StoredMessage): { stdout: string; stderr: string } {
  let stdout = '';
  let stderr = '';
  for (const block of (message.blocks ?? []) as readonly RichText[]) {
    if (block.type !== 'rich_text') continue;
    const body = block.elements.find(({ type }) => type === 'rich_text_preformatted');
    const text = `${body?.elements.map((element) => element.text).join('') ?? ''}\n`;
    if (block.elements.length === 1) stdout += text;
    else stderr += text;
  }
  return { stdout, stderr };
}

interface RichText {
  readonly type: string;
  readonly elements: readonly {
    readonly type: string;
    readonly elements: readonly { readonly text: string }[];
  }[];
}
