// Every limit of the bot in one table. A limit that stands elsewhere is a mistake.

export const LIMITS = {
  /** How long a command may run, unless its own file says otherwise. */
  commandDeadlineMs: 30_000,
  /** Largest stdout that is kept; the rest is cut and said so. */
  outputBytes: 1_048_576,
  /** Largest answer that is read from an API server. */
  answerBytes: 32 * 1_048_576,
  /** How long a question to a Kafka may take in all, and how long one broker's answer may. */
  kafkaAnswerMs: 20_000,
  kafkaBrokerMs: 5_000,
  /** How long one question to a Kafka Connect may take in all, and how much of its answer is read. */
  connectAnswerMs: 15_000,
  connectAnswerBytes: 8 * 1_048_576,
  /** How long `kafka pause connector` and its like look whether it has come to it, and how often. */
  connectFollowMs: 20_000,
  connectLookMs: 500,
  /** How often groups are looked at, how many looks are kept, and at how many partitions of one Kafka. */
  kafkaLagEveryMs: 30_000,
  kafkaLagSamples: 10,
  kafkaLagPartitions: 20_000,
  /** What `kafka peek` takes: records, bytes in all, characters of one value, and how long it reads. */
  kafkaPeekRecords: 50,
  kafkaPeekBytes: 2 * 1_048_576,
  kafkaPeekValueBytes: 4_096,
  kafkaPeekMs: 5_000,
  /** What a schema registry is asked for: how long, how large an answer, and a schema with all that it refers to. */
  schemaAnswerMs: 5_000,
  schemaAnswerBytes: 1_048_576,
  schemaBytes: 2 * 1_048_576,
  /** Schemas that are kept of each registry, and those of the records of one command. */
  schemasKept: 200,
  schemasKeptBytes: 8 * 1_048_576,
  schemasOfOneBytes: 4 * 1_048_576,
  /** What the processes that read records by their schemas may take: so many at once, each so long and so much. */
  schemaDecoders: 2,
  schemaDecodeMs: 8_000,
  schemaDecodeMegabytes: 128,
  /** How long `kafka group` looks for the times of records that are not read yet. */
  kafkaTimesMs: 3_000,
  /** How long the process of a pipeline may take to answer. */
  pipelineAnswerMs: 8_000,
  /** How long a change of a pipeline may take, until it is seen to have been done. */
  pipelineChangeMs: 120_000,
  /** How often pipelines are looked at, and how many looks are kept: an hour of them. */
  pipelineLookMs: 15_000,
  pipelineLooks: 240,
  /** Dead letters and lines of a log that are shown at once. */
  deadLettersShown: 20,
  pipelineLogLines: 200,
  /** How long it is known where a group stood before its offsets were changed. */
  offsetSnapshotKeptMs: 30 * 86_400_000,
  /** Commands that run at once, in all and for one person; more wait in line. */
  runningMax: 32,
  runningPerPersonMax: 8,
  /** Commands that wait in line; more are refused in words. */
  waitingMax: 2_000,
  /** A run that takes longer shows a message with a stop button. */
  runningNoticeMs: 1_500,
  /** Least time between two edits of one live message. */
  liveEditMs: 2_000,
  confirmationMs: 5 * 60_000,
  /** A reason for others: long enough to say something, short enough to be read. */
  reasonCharactersMin: 5,
  reasonCharacters: 300,
  /** What is said of an incident in a modal, or by a message that is noted. */
  saidCharacters: 900,
  /** Others are reminded so long before their time is over, or half-way where that is shorter. */
  reminderMs: 10 * 60_000,
  /** How often it is looked for what has expired, or is to be reminded of. */
  sweepMs: 5_000,
  /** The longest time that glass stays broken. */
  breakGlassMs: 4 * 3_600_000,
  /** How often it is looked for other processes that died: one is taken for dead by two looks in a row. */
  deadLookMs: 10_000,
  /** How long a stored output can be paged through. */
  outputKeptMs: 7 * 24 * 3_600_000,
  requestKeptMs: 24 * 3_600_000,
  personCacheMs: 60_000,
  /** Rows of the audit in a result that is read in Slack, and in one that is a file. */
  auditPageRows: 500,
  auditFileRows: 5_000,
  /** People of a result whose names are looked up; of the others the ids are shown. */
  auditNames: 30,
  /** Rows of the audit that leave under one checkpoint. */
  auditRemovedRows: 10_000,
  /** Workloads that a turn of a switch changes at the same time, how often it looks whether they have, and how long it may take. */
  switchAtOnce: 8,
  /** What all switches together ask of one cluster at the same time: a few of the hundreds that an API server has for everybody. */
  switchAskAtOnce: 16,
  switchLookMs: 1_000,
  switchTurnMs: 60 * 60_000,
  /** How long one request of the minute loop is waited for; API servers themselves give one up after a minute. */
  switchAnswerMs: 120_000,
  /** After so long without a word from it a turn is gone on with by another process. */
  switchLeaseMs: 60_000,
  /** What an OpenCost reckons over a day takes it a while. */
  costsAnswerMs: 30_000,
  costsAnswerBytes: 8 * 1_048_576,
  pricesEveryMs: 3_600_000,
  pricesRetryMs: 5 * 60_000,
  /** So long what was learned holds while nobody says anything newer; then what the settings say. */
  pricesKeptMs: 7 * 86_400_000,
  /** How long one question to an Alertmanager may take in all, and how much of its answer is read. */
  prometheusAnswerMs: 10_000,
  prometheusAnswerBytes: 4 * 1_048_576,
  alertmanagerAnswerMs: 10_000,
  alertmanagerAnswerBytes: 8 * 1_048_576,
  /** How long a pager may take to answer: less than a lead lasts, so that nobody who led once tells it something old. */
  pagerAnswerMs: 6_000,
  pagerAnswerBytes: 65_536,
  /** The longest freeze. */
  freezeMs: 14 * 86_400_000,
  catalogCacheMs: 10 * 60_000,
  /** Lines and characters of one page of output in a message. */
  pageLines: 40,
  pageCharacters: 2_800,
  stderrCharacters: 900,
  /** Lines longer than this wrap in Slack on a phone; a page of a table as rows, with each column's name at each cell. */
  phoneCharacters: 40,
  rowsCharacters: 5_500,
  /** What is no longer than this is not offered as a file. */
  shortLines: 3,
  shortCharacters: 300,
  /** Longest wait for the receipt to be written before Slack is told that something is wrong. */
  receiptMs: 2_000,
  stopDrainMs: 8_000,
} as const;

export type Limits = typeof LIMITS;
