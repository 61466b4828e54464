// Failures armed on demand, each good for a number of calls. It decides nothing by itself.

export interface Fault {
  method: string;
  error?: string;
  status?: number;
  retry_after?: number;
  times: number;
  channel?: string;
  delay_ms?: number;
  drop?: boolean;
}

export interface Faults {
  arm(fault: Fault): void;
  /** The fault this call falls under, if any; it is used up by one. */
  take(method: string, channel: string): Fault | undefined;
  list(): Fault[];
  clear(): void;
}

export function createFaults(): Faults {
  let armed: Fault[] = [];
  return {
    arm: (fault) => void armed.push(fault),
    take(method, channel) {
      const fault = armed.find(
        (candidate) =>
          (candidate.method === '*' || candidate.method === method) &&
          (candidate.channel === undefined || candidate.channel === channel),
      );
      if (fault === undefined) return undefined;
      fault.times -= 1;
      if (fault.times <= 0) armed = armed.filter((other) => other !== fault);
      return fault;
    },
    list: () => armed.map((fault) => ({ ...fault })),
    clear() {
      armed = [];
    },
  };
}
