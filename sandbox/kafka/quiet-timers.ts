// kafkajs 2.2.4 arms a timer of a negative time after each answer, which fires at once and arms the next: a loop that never rests
// and makes Node warn. A timer is wanted only while a request waits for a quota.
import RequestQueue from 'kafkajs/src/network/requestQueue/index.js';

/** For all clients of this process. */
export function keepTimersQuiet(): void {
  const queue = RequestQueue.prototype;
  const schedule = queue.scheduleCheckPendingRequests;
  queue.scheduleCheckPendingRequests = function whenNeeded() {
    if (this.pending.length > 0 || this.throttledUntil > Date.now()) schedule.call(this);
  };
}
