// What the settings of a Kafka ask of topics that are made or widened from here. Values only.

/** What the settings say of topics that are made or widened from here. */
export interface TopicRules {
  /** A pattern of the whole name; undefined: any. */
  readonly names: string | undefined;
  /** At least. */
  readonly replicationFactor: number;
  /** At most. */
  readonly partitions: number;
  /** Names, or beginnings of names with a * behind. */
  readonly keyedTopics: readonly string[];
}
