// The Kafka of `npm start`: the brokers of KAFKA_BROKERS, or a real Apache Kafka that comes up while the page is there already.
// Nobody waits for it, and without Java the rest goes on without.

import { openAdClicks } from './kafka/ad-clicks.ts';
import { NoJavaError, startKafka } from './kafka/kafka.ts';
import { openShop } from './kafka/shop.ts';

export interface KafkaPlace {
  close(): Promise<void>;
}

export interface KafkaPlaceOptions {
  /** Told once, when its topics are there. */
  readonly onReady: (brokers: readonly string[]) => void;
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

/** Starts one, and returns at once. */
export function openKafkaPlace({ onReady, say }: KafkaPlaceOptions): KafkaPlace {
  let isClosed = false;
  const opening = open(say).then((opened) => {
    if (opened !== undefined && !isClosed) onReady(opened.brokers);
    return opened;
  });
  return {
    close: async () => {
      isClosed = true;
      // One that is still coming up ends with this process by itself.
      const opened = await Promise.race([opening, undefined]);
      await opened?.close();
    },
  };
}

async function open(say: KafkaPlaceOptions['say']) {
  try {
    const kafka = await startKafka({ report: say });
    const shop = await openShop(kafka.bootstrap);
    const clicks = await openAdClicks(kafka.bootstrap);
    say('Apache Kafka is up. Try /kafka topics, /kafka lag, /pipeline status settlement');
    return {
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
