// Starts the real adapter against a stand-in Slack for a test, and ends both after it. It asserts nothing.

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterEach } from '@jest/globals';
import {
  createSlack,
  type Slack,
  type SlackOptions,
  type SlackSettings,
} from '../../../bot/adapters/slack.ts';
import { systemClock } from '../../../bot/clock.ts';
import type { Address, Request } from '../../../bot/command.ts';
import { homeView } from '../../../bot/home.ts';
import { render } from '../../../bot/render.ts';
import { PATIENT } from '../../sandbox/slack/patient.ts';
import { startWorkspace, type Workspace } from '../../sandbox/slack/workspace.ts';

const MANIFEST = fileURLToPath(new URL('../../../manifest.yml', import.meta.url));
export const ALICE: Address = { teamId: 'T0SHOP', channelId: 'C0SHOPOPS', userId: 'U0ALICE' };
export const MODES = ['socket', 'http'] as const;
const PORT_ATTEMPTS = 5;
export const SILENT = { info() {}, warn() {}, error() {} };

const stops: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

export interface Edge {
  readonly workspace: Workspace;
  readonly slack: Slack;
  readonly requests: Request[];
}

export async function startEdge(
  mode: (typeof MODES)[number],
  options: Partial<SlackOptions> = {},
  settings: Partial<SlackSettings> = {},
): Promise<Edge> {
  // Somebody else may take the port between the asking and the listening: then it begins again with another.
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await startOnce(mode, options, settings);
    } catch (error) {
      if (mode !== 'http' || !isPortTaken(error) || attempt === PORT_ATTEMPTS) throw error;
    }
  }
}

async function startOnce(
  mode: (typeof MODES)[number],
  options: Partial<SlackOptions>,
  settings: Partial<SlackSettings>,
): Promise<Edge> {
  const port = mode === 'http' ? await freePort() : 0;
  const botUrl = mode === 'http' ? { botUrl: `http://127.0.0.1:${port}/slack/events` } : {};
  const workspace = await startWorkspace({
    manifestPath: MANIFEST,
    ...botUrl,
    settings: { ...PATIENT, retry_factor: 0.001 },
  });
  stops.push(() => workspace.close());
  const requests: Request[] = [];
  const slack = createSlack({
    settings: {
      botToken: 'xoxb-sandbox',
      apiUrl: workspace.slack.apiUrl,
      ...(mode === 'socket'
        ? { appToken: 'xapp-sandbox' }
        : { signingSecret: 'sandbox-signing-secret', port }),
      ...settings,
    },
    commands: ['kubectl', 'qm'],
    verbs: () => [{ name: 'kubectl get', summary: 'Show objects' }],
    suggest: async ({ field, values }) => [`${field}-of-${values.verb}`.replaceAll(' ', '-')],
    home: async ({ userId }) =>
      homeView({
        person: { userId, name: userId },
        allowed: [],
        recent: [],
        freezes: [],
        clusters: [],
        kafkas: [],
        pipelines: [],
        version: '1',
      }),
    handle: async (request) => {
      requests.push(request);
      return 'accepted';
    },
    clock: systemClock,
    log: SILENT,
    ...options,
  });
  await slack.start();
  stops.push(() => slack.stop());
  return { workspace, slack, requests };
}

function isPortTaken(error: unknown): boolean {
  const causes = [error, error instanceof Error ? error.cause : undefined];
  return causes.some((one) => (one as NodeJS.ErrnoException | undefined)?.code === 'EADDRINUSE');
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return port;
}

export function paged() {
  return render({
    verdict: 'succeeded',
    command: 'kubectl get pods',
    cluster: 'staging',
    userId: 'U0ALICE',
    output: {
      outputId: 'out1',
      text: 'a\nb',
      page: 1,
      pages: 2,
      firstLine: 1,
      lastLine: 2,
      lines: 4,
      asRows: false,
      filter: '',
      errorText: '',
    },
    notes: [],
  });
}
