// The type of the one inner part of kafkajs that the sandbox mends.
declare module 'kafkajs/src/network/requestQueue/index.js' {
  interface RequestQueue {
    readonly pending: readonly unknown[];
    readonly throttledUntil: number;
    scheduleCheckPendingRequests: (this: RequestQueue) => void;
  }
  const RequestQueueClass: { readonly prototype: RequestQueue };
  export = RequestQueueClass;
}
