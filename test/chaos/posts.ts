// Everything that the bot posts and edits, with the moment at which the stand-in Slack has it.

export interface Post {
  readonly atMs: number;
  readonly ts: string;
  /** Of the wish that it came from. */
  readonly key: string | undefined;
  readonly isEdit: boolean;
  /** Its text and blocks as JSON. */
  readonly text: string;
}

export interface Posts {
  /** In order; it grows. */
  readonly all: readonly Post[];
  close(): void;
}

interface Told {
  readonly type: string;
  readonly message: {
    readonly ts: string;
    readonly text: string;
    readonly bot_id?: string;
    readonly blocks?: unknown;
    readonly metadata?: { readonly event_payload?: { readonly key?: string } };
  };
}

export function listenToPosts(url: string): Posts {
  const over = new AbortController();
  const all: Post[] = [];
  const read = async () => {
    const response = await fetch(`${url}/sim/stream`, { signal: over.signal });
    let rest = '';
    for await (const piece of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      const events = (rest + piece).split('\n\n');
      rest = events.pop() ?? '';
      for (const event of events) {
        if (!/^data: \{"type":"(?:message|update)"/u.test(event)) continue;
        const { type, message } = JSON.parse(event.slice('data: '.length)) as Told;
        if (message.bot_id === undefined) continue;
        const { ts, text, blocks, metadata } = message;
        const key = metadata?.event_payload?.key;
        const isEdit = type === 'update';
        all.push({ atMs: Date.now(), ts, key, isEdit, text: `${text} ${JSON.stringify(blocks)}` });
      }
    }
  };
  read().catch((error: unknown) => {
    if (!over.signal.aborted) throw error;
  });
  return { all, close: () => over.abort() };
}
