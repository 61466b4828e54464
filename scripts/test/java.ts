// Makes sure of the Java that the suites with a real Kafka need.
import { findJava, NoJavaError } from '../../sandbox/kafka/java.ts';
import { installFromDebian } from './debian.ts';

/**
 * Returns when there is a Java: one on the machine, else (where that is allowed) Debian's, installed now.
 * @throws NoJavaError when there is none; the message says how to get one.
 */
export async function makeSureOfJava(options: {
  readonly say: (line: string) => void;
  readonly mayInstall: boolean;
}): Promise<void> {
  try {
    findJava();
  } catch (error) {
    if (!(error instanceof NoJavaError) || !options.mayInstall) throw error;
    await installFromDebian(['openjdk-17-jre-headless'], options.say);
    findJava();
  }
}
