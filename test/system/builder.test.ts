import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { until } from '../world/world.ts';
import { type Sandbox, startSandbox, words } from './sandbox.ts';

const PATIENCE_MS = 60_000;
let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox();
});

afterAll(async () => {
  await sandbox?.stop();
});

const channel = '#shop-ops';

async function openBuilder(user: string): Promise<string> {
  await sandbox.post('/sim/command', { user, channel, text: '/kubectl' });
  return await sandbox.modal(user);
}

function options(user: string, view: string, action: string): Promise<Record<string, unknown>> {
  return sandbox.post('/sim/options', { user, view_id: view, action_id: action, query: 's' });
}

describe('the builder', () => {
  test('opens on a bare /kubectl and offers the kinds and namespaces that may be listed', async () => {
    const view = await openBuilder('carol');
    const kinds = JSON.stringify(await options('carol', view, 'kind'));
    expect(kinds).toContain('services');
    const namespaces = JSON.stringify(await options('carol', view, 'namespace'));
    expect(namespaces).toContain('"shop"');
  });

  test('offers nothing to a stranger', async () => {
    const view = await openBuilder('mallory');
    const kinds = JSON.stringify(await options('mallory', view, 'kind'));
    expect(kinds).not.toContain('services');
  });
});

describe('App Home', () => {
  test('shows a viewer what a viewer may do, and a stranger nothing', async () => {
    const home = async (user: string): Promise<string> => {
      await sandbox.post('/sim/home', { user });
      let text = '';
      await until(async () => {
        const response = await fetch(`${sandbox.url}/sim/views?user=${user}`);
        const { home: view } = (await response.json()) as { home: unknown };
        text = JSON.stringify(view);
        return view === null ? `the home of ${user}` : undefined;
      }, PATIENCE_MS);
      return text;
    };
    const nobodys = await home('mallory');
    expect(nobodys).toContain('Ask whoever runs Quartermaster');
    expect(nobodys).not.toContain('kubectl get');
    expect(await home('carol')).toContain('kubectl get');
    expect(
      words(await sandbox.answer({ user: 'carol', channel, text: '/qm help' }, /kubectl get/u)),
    ).not.toContain('kubectl scale');
  });
});
