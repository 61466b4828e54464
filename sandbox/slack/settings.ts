// Every time and limit of the stand-in that may be turned while it runs. Slack's own figures are the defaults.

export interface Settings {
  /** How long the bot may take to acknowledge. */
  ack_ms: number;
  /** How long a trigger_id is good for. */
  trigger_ms: number;
  /** How long a command waits for a socket when none is open. */
  reconnect_wait_ms: number;
  /** Scales the waits between event retries (0, 60 and 300 s). */
  retry_factor: number;
  /** How often an event that nobody acknowledged is sent again. */
  event_retries: number;
  rate_limits: boolean;
  /** Messages a channel takes at once before one a second is the rule. */
  post_burst: number;
  post_per_second: number;
  /** chat.postMessage over the whole workspace. */
  post_per_minute: number;
  tier1: number;
  tier2: number;
  tier3: number;
  tier4: number;
  response_url_uses: number;
  response_url_ms: number;
  /** How long a completed file takes until its message stands in the channel. */
  file_processing_ms: number;
  /** How often the server pings each socket. */
  ping_ms: number;
}

export const DEFAULT_SETTINGS: Settings = {
  ack_ms: 3000,
  trigger_ms: 3000,
  reconnect_wait_ms: 8000,
  retry_factor: 1,
  event_retries: 3,
  rate_limits: true,
  post_burst: 10,
  post_per_second: 1,
  post_per_minute: 300,
  tier1: 1,
  tier2: 20,
  tier3: 50,
  tier4: 100,
  response_url_uses: 5,
  response_url_ms: 1_800_000,
  file_processing_ms: 30,
  ping_ms: 10_000,
};

/** What is kept in memory; beyond it the oldest goes, and the number let go is shown. */
export const CAPS = {
  messagesPerChannel: 5000,
  journalLines: 20_000,
  envelopes: 5000,
  files: 500,
  fileBytes: 256 * 1024 * 1024,
  triggers: 20_000,
  responseUrls: 20_000,
  requestBytes: 64 * 1024 * 1024,
} as const;

/** Changes settings in place and names what was not understood. */
export function changeSettings(settings: Settings, wanted: { [name: string]: unknown }): string[] {
  const problems: string[] = [];
  for (const [name, value] of Object.entries(wanted)) {
    if (name === 'rate_limits' && typeof value === 'boolean') settings.rate_limits = value;
    else if (isNumberSetting(name) && typeof value === 'number' && value >= 0)
      settings[name] = value;
    else problems.push(`${name} is no setting, or ${JSON.stringify(value)} is no value for it`);
  }
  return problems;
}

function isNumberSetting(name: string): name is Exclude<keyof Settings, 'rate_limits'> {
  return name in DEFAULT_SETTINGS && name !== 'rate_limits';
}
