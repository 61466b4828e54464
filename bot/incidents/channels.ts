// What the bot asks Slack to do to channels beside writing in them. Types only.

/** What became of one call. What was so before counts as done. */
export type Asked =
  | { readonly kind: 'done' }
  /** Slack is busy, or the network broke: the same may be asked again. */
  | { readonly kind: 'later'; readonly reason: string }
  /** It will not be. `code` is Slack's; `scope` what the app lacks, where it is that. */
  | { readonly kind: 'refused'; readonly code: string; readonly scope?: string };

export interface PostedMessage {
  readonly text: string;
  /** A Slack id; absent for what an app wrote. */
  readonly userId?: string;
  /** Of the thread that it stands in. */
  readonly threadTs?: string;
}

export interface Channels {
  /** A public one. @returns its id */
  create(name: string): Promise<Asked | { readonly kind: 'made'; readonly channelId: string }>;
  /**
   * The channel of that name that the bot itself has made since, in case an answer of `create` got lost: it is in it.
   * @returns refused where there is none, or the bot may not look
   */
  findMade(
    name: string,
    sinceMs: number,
  ): Promise<Asked | { readonly kind: 'made'; readonly channelId: string }>;
  invite(channelId: string, userId: string): Promise<Asked>;
  pin(channelId: string, ts: string): Promise<Asked>;
  unpin(channelId: string, ts: string): Promise<Asked>;
  /** What it is about, as people read it beside its name; at most 250 characters. */
  setTopic(channelId: string, topic: string): Promise<Asked>;
  bookmark(
    channelId: string,
    mark: { readonly title: string; readonly url: string },
  ): Promise<Asked>;
  /** One message, by reactions.get. @returns undefined where there is none. @throws OperatorError when Slack does not say. */
  message(channelId: string, ts: string): Promise<PostedMessage | undefined>;
}
