// The Kafka of `npm start`: the brokers of KAFKA_BROKERS, or a real Apache Kafka that comes up while the page is there already.
// Nobody waits for it, and without Java the rest goes on without.

import { openAdClicks } from './kafka/ad-clicks.ts';
import { startConnect } from './kafka/connect.ts';
import { openConnectors } from './kafka/connectors.ts';
import { type Kafka, NoJavaError, startKafka } from './kafka/kafka.ts';
import { openShop } from './kafka/shop.ts';

export interface KafkaPlace {
  close(): Promise<void>;
}

export interface KafkaPlaceOptions {
  /** Told when its topics are there, and once more when its Connect is. */
  readonly onReady: (brokers: readonly string[], connectUrl?: string) => void;
  /** Whether it gets a Connect worker: that is a process more (185 MB). */
  readonly withConnect: boolean;
  readonly say: (line: string) => void;
}

/** Whether KAFKA_BROKERS leaves it to us: it may name brokers, or be `none` for no Kafka at all. */
export function isLeftToUs(brokers: string | undefined): boolean {
  return (brokers ?? '') === '';
}

/** Those that KAFKA_BROKERS names. */
export function namedBrokers(brokers: string | undefined): readonly string[] | undefined {
  return isLeftToUs(brokers) || brokers === 'none' ? undefined : brokers?.split(',');
}

/** The Kafka Connect that KAFKA_CONNECT says: an address, or `yes` for one of ours beside the Kafka that we start. */
export function wantedConnect(given: string | undefined): { url?: string; isOurs: boolean } {
  const isOurs = given === 'yes';
  return given === undefined || given === '' || isOurs ? { isOurs } : { url: given, isOurs };
}

/** Starts one, and returns at once. */
export function openKafkaPlace({ onReady, withConnect, say }: KafkaPlaceOptions): KafkaPlace {
  let isClosed = false;
  let connect: Awaited<ReturnType<typeof openConnect>>;
  const opening = open(say).then(async (opened) => {
    if (opened === undefined || isClosed) return opened;
    onReady(opened.brokers);
    connect = withConnect ? await openConnect(opened.kafka, say) : undefined;
    if (connect !== undefined && !isClosed) onReady(opened.brokers, connect.url);
    return opened;
  });
  return {
    close: async () => {
      isClosed = true;
      // One that is still coming up ends with this process by itself.
      const opened = await Promise.race([opening, undefined]);
      await connect?.stop();
      await opened?.close();
    },
  };
}

async function open(say: KafkaPlaceOptions['say']) {
  try {
    const kafka = await startKafka({ startsQuickly: true, report: say });
    const shop = await openShop(kafka.bootstrap);
    const clicks = await openAdClicks(kafka.bootstrap);
    say('Apache Kafka is up. Try /kafka topics, /kafka lag, /pipeline status settlement');
    return {
      kafka,
      brokers: kafka.bootstrap.split(','),
      close: async () => {
        await Promise.all([shop.close(), clicks.close()]);
        await kafka.stop();
      },
    };
  } catch (error) {
    const why = error instanceof NoJavaError ? error.message : `It did not come up: ${error}`;
    say(`There is no Kafka in this sandbox. ${why}`);
    return undefined;
  }
}

/** What of it does not come up is told, and the rest goes on without. */
async function openConnect(kafka: Kafka, say: KafkaPlaceOptions['say']) {
  try {
    const connect = await startConnect({ kafka, report: say });
    await openConnectors(connect);
    say('Kafka Connect is up. Try /kafka connectors, /kafka connector payments-export');
    return connect;
  } catch (error) {
    say(`There is no Kafka Connect in this sandbox. It did not come up: ${error}`);
    return undefined;
  }
}
