// Mends what kafkajs 2.2.4 does not do with one connection: it leaves sockets open to a broker that says nothing any more, reads on in the midst of
// an answer that another connection had begun, and keeps a timer that never rests.

import kafkajs from 'kafkajs';
import type { Connection } from './kafkajs-cluster.ts';

const { KafkaJSConnectionError, KafkaJSNonRetriableError, KafkaJSRequestTimeoutError } = kafkajs;

/** @param isEnded whether nobody wants the connections any more */
export function mendConnection(connection: Connection, isEnded: () => boolean): void {
  keepTimersQuiet(connection);
  takeSilenceForAbsence(connection);
  closeForGood(connection);
  connectAfresh(connection, isEnded);
}

/**
 * A timer of a negative time is armed after each answer, which fires at once and arms the next: a loop that never rests and makes Node
 * warn. One is wanted only while a request waits for a quota.
 */
function keepTimersQuiet({ requestQueue }: Connection): void {
  if (Object.hasOwn(requestQueue, 'scheduleCheckPendingRequests')) return;
  const schedule = requestQueue.scheduleCheckPendingRequests.bind(requestQueue);
  requestQueue.scheduleCheckPendingRequests = () => {
    if (requestQueue.pending.length > 0 || requestQueue.throttledUntil > Date.now()) schedule();
  };
}

/**
 * A broker that takes the connection and then says nothing is asked five times over; to the next kafkajs goes on only from one that it
 * cannot connect to.
 */
function takeSilenceForAbsence(connection: Connection): void {
  const send = connection.send.bind(connection);
  connection.send = async (exchange) => {
    try {
      return await send(exchange);
    } catch (error) {
      const isGreeting = GREETINGS.includes(exchange.request.apiKey);
      if (!isGreeting || !(error instanceof KafkaJSRequestTimeoutError)) throw error;
      const { broker } = error;
      throw new KafkaJSConnectionError(error, { broker, code: 'REQUEST_TIMED_OUT' });
    }
  };
}

/** SaslHandshake, ApiVersions and SaslAuthenticate: what is said before anything is asked. */
const GREETINGS = [17, 18, 36];

/** A socket is only ended, which a broker that hangs does not answer, and TLS does not begin with before its handshake is over. */
function closeForGood(connection: Connection): void {
  const disconnect = connection.disconnect.bind(connection);
  connection.disconnect = async () => {
    const { socket } = connection;
    const wasConnected = connection.isConnected();
    try {
      return await disconnect();
    } finally {
      // Whoever waits for it to be there is told that it will not be.
      socket?.destroy(wasConnected ? undefined : new Error('It was closed.'));
    }
  };
}

/**
 * What was about to be tried again when all was ended would connect once more; and half an answer of the connection before would be taken
 * for the beginning of the next.
 */
function connectAfresh(connection: Connection, isEnded: () => boolean): void {
  const connect = connection.connect.bind(connection);
  const { bytesNeeded } = connection;
  connection.connect = async () => {
    if (isEnded()) throw new KafkaJSNonRetriableError('The connections are closed.');
    if (!connection.isConnected()) {
      Object.assign(connection, { chunks: [], bytesBuffered: 0, bytesNeeded });
    }
    return await connect();
  };
}
