import { describe, expect, test } from '@jest/globals';
import { createMetrics } from '../../bot/adapters/metrics.ts';
import type { Store } from '../../bot/ports.ts';
import { createVitals } from '../../bot/vitals.ts';

describe('readiness', () => {
  test('is there when Slack is connected and answers and the store works', async () => {
    expect(await vitalsOf({}).problems()).toEqual([]);
  });

  test.each([
    ['Slack: not connected', { isConnected: false }],
    ['Slack: it does not answer', { reach: async () => await Promise.reject(new Error('gone')) }],
    ['store: it cannot be used', { check: async () => await Promise.reject(new Error('gone')) }],
  ])('is not there, with the words "%s"', async (words, broken) => {
    expect(await vitalsOf(broken).problems()).toEqual([words]);
  });

  test('asks Slack no oftener than every twenty seconds, however often it is probed', async () => {
    let [nowMs, asked] = [0, 0];
    const vitals = vitalsOf({
      nowMs: () => nowMs,
      reach: async () => {
        asked += 1;
      },
    });
    for (; nowMs < 60_000; nowMs += 1_000) await vitals.problems();
    expect(asked).toBe(3);
  });
});

test('what is counted is there for Prometheus, by name and label', async () => {
  const vitals = vitalsOf({});
  const metrics = createMetrics({
    gauges: vitals.gauges,
    ages: () => ({ 'kubernetes "a"': 12.5 }),
  });
  metrics.commandEnded('kubectl get', 'succeeded', 240);
  metrics.commandEnded('kubectl get', 'succeeded', 20);
  metrics.commandEnded('kubectl get', 'timed out', 30_000);
  metrics.batchTaken('alerts', { received: 9, told: 1, merged: 5, suppressed: 0, ignored: 3 });
  metrics.slackLimited();
  const text = await metrics.text();
  for (const line of [
    'quartermaster_up 1',
    'quartermaster_leads 1',
    'quartermaster_outbound_waiting 7',
    'quartermaster_commands_total{command="kubectl get",verdict="succeeded"} 2',
    'quartermaster_commands_total{command="kubectl get",verdict="timed out"} 1',
    'quartermaster_command_duration_seconds_bucket{le="0.25",command="kubectl get"} 2',
    'quartermaster_command_duration_seconds_count{command="kubectl get"} 3',
    'quartermaster_notices_total{source="alerts",outcome="merged"} 5',
    'quartermaster_slack_limited_total 1',
    'quartermaster_source_age_seconds{source="kubernetes \\"a\\""} 12.5',
  ]) {
    expect(text.split('\n')).toContain(line);
  }
  expect(text).not.toContain('outcome="suppressed"');
  expect(text).toContain('process_cpu_seconds_total');
});

interface Given {
  readonly isConnected?: boolean;
  readonly reach?: () => Promise<void>;
  readonly check?: () => Promise<void>;
  readonly nowMs?: () => number;
}

function vitalsOf({ isConnected = true, reach = fine, check = fine, nowMs = () => 0 }: Given) {
  return createVitals({
    store: { check, incidents: async () => [] } as unknown as Store,
    clock: { nowMs, sleep: fine, id: () => '' },
    slack: () => ({ connected: () => isConnected, reach }),
    queue: async () => ({ waiting: 7, undeliverable: 0 }),
    ...{ inFlight: () => 0, leads: () => true, audit: async () => ({}), residentBytes: () => 1 },
  });
}

async function fine(): Promise<void> {}
