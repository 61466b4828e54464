// The clicks and charges of an imagined ad platform, the same for the same seed: with repeats, and with records that nobody can
// settle. It sends nothing.

export interface TrafficOptions {
  readonly seed: number;
  readonly campaigns: number;
  /** Of every hundred clicks, how many are a repeat of one of the last thousand. */
  readonly repeatedPercent: number;
  /** Of every hundred records, how many are broken. */
  readonly poisonPercent: number;
  /** The time of the first record; each further one comes so much later. */
  readonly startMs: number;
  readonly stepMs: number;
}

export interface TrafficRecord {
  readonly input: 'clicks' | 'charges';
  readonly key: string;
  readonly value: string;
  readonly timestamp: number;
}

const RECENT = 1_000;
const CHARGE_EVERY = 500;
const MOST_COST = 500;
const BROKEN = [
  '',
  'not json',
  '[]',
  '{"clickId":7}',
  '{"clickId":"x","campaignId":"c1","cost":-5,"at":1}',
];

/** Goes on for ever. Every campaign is charged before its first click. */
export function* traffic(options: TrafficOptions): Generator<TrafficRecord> {
  const random = createRandom(options.seed);
  const recent: string[] = [];
  let now = options.startMs;
  let charges = 0;
  const charge = (campaign: number): TrafficRecord => {
    charges += 1;
    const amount = 1_000 + random(100_000);
    const key = `campaign-${campaign}`;
    const value = `{"chargeId":"h${options.seed}-${charges}","campaignId":"${key}","amount":${amount},"at":${now}}`;
    return { input: 'charges', key, value, timestamp: now };
  };
  for (let campaign = 0; campaign < options.campaigns; campaign += 1) yield charge(campaign);
  for (let number = 0; ; number += 1) {
    now += options.stepMs;
    const campaign = random(options.campaigns);
    const key = `campaign-${campaign}`;
    if (number % CHARGE_EVERY === CHARGE_EVERY - 1) yield charge(campaign);
    if (random(10_000) < 100 * options.poisonPercent) {
      const value = BROKEN[random(BROKEN.length)] ?? '';
      yield { input: 'clicks', key, value, timestamp: now };
      continue;
    }
    const isRepeated = recent.length > 0 && random(10_000) < 100 * options.repeatedPercent;
    const known = isRepeated ? recent[random(recent.length)] : undefined;
    if (known !== undefined) {
      const [repeatedKey = '', value = ''] = known.split('\n');
      yield { input: 'clicks', key: repeatedKey, value, timestamp: now };
      continue;
    }
    const value = `{"clickId":"k${options.seed}-${number}","campaignId":"${key}","cost":${random(MOST_COST)},"at":${now}}`;
    recent[number % RECENT] = `${key}\n${value}`;
    if (recent[0] === undefined) recent[0] = `${key}\n${value}`;
    yield { input: 'clicks', key, value, timestamp: now };
  }
}

/** Whole numbers from 0 up to, not including, `below`: the same row for the same seed (mulberry32). */
export function createRandom(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}
