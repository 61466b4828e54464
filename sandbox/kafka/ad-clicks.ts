// Paid clicks and budget charges in the sandbox's Kafka, as an ad platform sends them: at a modest rate, some of them twice, a few
// broken. The bot's settlement pipeline deducts each once.
import kafkajs, { type Kafka as Client, type Producer } from 'kafkajs';
import { keepTimersQuiet } from './quiet-timers.ts';

export interface AdClicks {
  close(): Promise<void>;
}

export const CLICKS = 'ad.clicks';
export const CHARGES = 'ad.charges';
const PARTITIONS = 4;
const CAMPAIGNS = 20;
const EVERY_MS = 500;
const CLICKS_AT_ONCE = 10;
/** Every so manieth click is sent a second time, or is broken; a charge comes after so many. */
const REPEATED_EVERY = 23;
const BROKEN_EVERY = 301;
const CHARGE_EVERY = 40;
const MOST_COST = 90;
/** What a campaign spends between two charges, about: some run dry now and then. */
const CHARGE = 1_800;

/** Makes the topics and begins to send; returns as soon as they are there. */
export async function openAdClicks(bootstrap: string): Promise<AdClicks> {
  keepTimersQuiet();
  const client = new kafkajs.Kafka({
    clientId: 'ads',
    brokers: bootstrap.split(','),
    logLevel: kafkajs.logLevel.NOTHING,
  });
  await makeTopics(client);
  const producer = client.producer();
  await producer.connect();
  // A Kafka that outlived the sandbox before has its clicks: new ones are told apart from them.
  const run = Date.now().toString(36);
  let count = 0;
  let sending: Promise<void> | undefined;
  const ticking = setInterval(() => {
    // What could not be sent is sent again, as a producer does: then some of it comes twice. A broker that is stopped for a look
    // at what then happens is no end of the clicks.
    sending ??= send(producer, run, count)
      .then(() => {
        count += CLICKS_AT_ONCE;
      })
      .catch(() => {})
      .finally(() => {
        sending = undefined;
      });
  }, EVERY_MS);
  return {
    close: async () => {
      clearInterval(ticking);
      await sending;
      await producer.disconnect().catch(() => {});
    },
  };
}

async function makeTopics(client: Client): Promise<void> {
  const admin = client.admin();
  await admin.connect();
  await admin.createTopics({
    waitForLeaders: false, // whoever sends or reads waits for them
    topics: [CLICKS, CHARGES].map((topic) => ({ topic, numPartitions: PARTITIONS })),
  });
  await admin.disconnect();
}

async function send(producer: Producer, run: string, from: number): Promise<void> {
  const at = Date.now();
  const numbers = Array.from({ length: CLICKS_AT_ONCE }, (_, index) => from + index);
  const clicks = numbers.flatMap((number) => {
    const click = clickOf(run, number, at);
    return number % REPEATED_EVERY === 0 ? [click, click] : [click];
  });
  const charges = numbers
    .filter((number) => number === 0 || number % CHARGE_EVERY === 0)
    .flatMap((number) => (number === 0 ? firstCharges(run, at) : [chargeOf(run, number, at)]));
  await producer.sendBatch({
    topicMessages: [
      { topic: CHARGES, messages: charges },
      { topic: CLICKS, messages: clicks },
    ],
  });
}

function clickOf(run: string, number: number, at: number) {
  const campaignId = campaignOf(number);
  const isBroken = number % BROKEN_EVERY === BROKEN_EVERY - 1;
  const cost = isBroken ? -1 : 10 + ((number * 37) % MOST_COST);
  return {
    key: campaignId,
    value: JSON.stringify({ clickId: `click-${run}-${number}`, campaignId, cost, at }),
  };
}

function chargeOf(
  run: string,
  number: number,
  at: number,
  campaign = campaignOf(number / CHARGE_EVERY),
) {
  const chargeId = `charge-${run}-${number}-${campaign}`;
  const value = JSON.stringify({ chargeId, campaignId: campaign, amount: CHARGE, at });
  return { key: campaign, value };
}

function firstCharges(run: string, at: number) {
  return Array.from({ length: CAMPAIGNS }, (_, index) => chargeOf(run, 0, at, campaignOf(index)));
}

/** By a stride that meets all of them. */
function campaignOf(number: number): string {
  return `campaign-${(number * 7) % CAMPAIGNS}`;
}
