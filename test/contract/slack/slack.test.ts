// The real adapter against the stand-in Slack, alike over Socket Mode and over HTTP.

import { describe, expect, test } from '@jest/globals';
import { type Body, until, type Workspace } from '../../sandbox/slack/workspace.ts';
import { ALICE, MODES, paged, startEdge } from './edge.ts';

async function openedModal(workspace: Workspace, user: string): Promise<Body> {
  return await until('a modal', async () => {
    const { modals } = await workspace.look(`views?user=${user}`);
    return (modals as Body[])[0];
  });
}

describe.each(MODES)('the Slack edge over %s', (mode) => {
  test('makes a request of a slash command and acknowledges it', async () => {
    const { workspace, slack, requests } = await startEdge(mode);
    expect(slack.connected()).toBe(true);
    expect(slack.botUserId()).toBe('U0QM');
    const text = '/kubectl get pods -n shop';
    const answer = await workspace.act('command', { user: 'alice', channel: 'shop-ops', text });
    expect(answer).toMatchObject({ ok: true, acked: true });
    expect(requests).toMatchObject([
      {
        id: answer.trigger_id,
        surface: 'slash',
        ask: { kind: 'command', text: 'kubectl get pods -n shop' },
        address: ALICE,
      },
    ]);
    expect(requests[0]?.address.responseUrl).toMatch(/^http/u);
  });

  test('answers a refused request with its words, to the person alone', async () => {
    const { workspace } = await startEdge(mode, { handle: async () => ({ refused: 'Too many.' }) });
    const answer = await workspace.act('command', {
      user: 'alice',
      channel: 'shop-ops',
      text: '/qm help',
    });
    expect(answer).toMatchObject({
      acked: true,
      response: { response_type: 'ephemeral', text: 'Too many.' },
    });
  });

  test('makes a request of a mention in a thread, as typed', async () => {
    const { workspace, slack, requests } = await startEdge(mode);
    const parent = await slack.chat.post(ALICE, { text: 'parent', blocks: [] });
    const threadTs = parent.kind === 'delivered' ? parent.ts : undefined;
    const answer = await workspace.act('command', {
      user: 'alice',
      channel: 'shop-ops',
      text: '@quartermaster kubectl get pods -l a=b & web.example.com <@U0BOB>',
      thread_ts: threadTs,
    });
    expect(answer).toMatchObject({ ok: true, acked: true });
    expect(requests).toMatchObject([
      { id: answer.event_id, surface: 'mention', address: { ...ALICE, threadTs } },
    ]);
    const text = 'kubectl get pods -l a=b & web.example.com <@U0BOB>';
    expect(requests[0]?.ask).toEqual({ kind: 'command', text });
  });

  test('gives a delivery that comes twice the same id twice', async () => {
    const { workspace, requests } = await startEdge(mode);
    const text = '@quartermaster qm help';
    const { event_id } = await workspace.act('command', {
      user: 'alice',
      channel: 'shop-ops',
      text,
    });
    await workspace.act('redeliver', { event_id });
    expect(requests.map(({ id }) => id)).toEqual([event_id, event_id]);
  });

  test('leaves a mention unacknowledged that could not be written down, so that it comes again', async () => {
    const seen: string[] = [];
    const { workspace } = await startEdge(mode, {
      handle: async ({ id }) => {
        seen.push(id);
        if (seen.length === 1) throw new Error('disk full');
        return 'accepted';
      },
    });
    await workspace.act('command', {
      user: 'alice',
      channel: 'shop-ops',
      text: '@quartermaster qm help',
      wait: false,
    });
    await until('a second delivery', () => seen.length >= 2);
    expect(new Set(seen).size).toBe(1);
  });

  test('makes a request of a click, by the clicker and about the message', async () => {
    const { workspace, slack, requests } = await startEdge(mode);
    const posted = await slack.chat.post(ALICE, paged(), 'request:1');
    const ts = posted.kind === 'delivered' ? posted.ts : undefined;
    const click = { channel: 'shop-ops', ts, action_id: 'output_next' };
    await workspace.act('click', { user: 'bob', ...click });
    await workspace.act('click', { user: 'eve', ...click });
    expect(requests).toMatchObject([
      {
        surface: 'button',
        ask: { kind: 'page', outputId: 'out1', page: 2, filter: '' },
        address: { teamId: 'T0SHOP', userId: 'U0BOB', channelId: 'C0SHOPOPS' },
        messageTs: ts,
      },
      { address: { teamId: 'T0OTHER', userId: 'U0EVE' } },
    ]);
    expect(requests[0]?.id).not.toBe(requests[1]?.id);
  });

  test('ignores a forged value that no button carries', async () => {
    const { workspace, slack, requests } = await startEdge(mode);
    await slack.chat.post(ALICE, paged());
    const forged = { action_id: 'output_next', value: 'kubectl delete pod', force: true };
    const answer = await workspace.act('click', { user: 'bob', channel: 'shop-ops', ...forged });
    expect(answer).toMatchObject({ acked: true });
    expect(requests).toEqual([]);
  });

  test('asks for a filter in a modal and sends it about the same message', async () => {
    const { workspace, slack, requests } = await startEdge(mode);
    const posted = await slack.chat.post(ALICE, paged());
    await workspace.act('click', {
      user: 'alice',
      channel: 'shop-ops',
      action_id: 'output_filter',
    });
    const { id } = await openedModal(workspace, 'alice');
    const answer = await workspace.act('submit', {
      user: 'alice',
      view_id: id,
      values: { filter: 'wéb' },
    });
    expect(answer).toMatchObject({ acked: true, outcome: 'closed' });
    expect(requests).toMatchObject([
      {
        surface: 'modal',
        ask: { kind: 'page', outputId: 'out1', page: 1, filter: 'wéb' },
        address: ALICE,
        messageTs: posted.kind === 'delivered' ? posted.ts : '',
      },
    ]);
  });

  test('builds a command from picked parts', async () => {
    const { workspace, requests } = await startEdge(mode);
    await workspace.act('command', { user: 'alice', channel: 'shop-ops', text: '/kubectl' });
    const { id } = await openedModal(workspace, 'alice');
    const on = { user: 'alice', view_id: id };
    await workspace.act('click', { ...on, action_id: 'verb', value: 'kubectl get' });
    const preview = async () => JSON.stringify(await openedModal(workspace, 'alice'));
    await until('the preview', async () => (await preview()).includes('`/kubectl get`'));
    const { options } = await workspace.act('options', { ...on, action_id: 'kind', query: 'po' });
    expect((options as Body[]).map(({ value }) => value)).toEqual(['kind-of-kubectl-get', 'po']);
    await workspace.act('options', { ...on, action_id: 'namespace', query: 'shop' });
    const flag = { text: { type: 'plain_text', text: 'x' }, value: '--token' };
    const forged = { kind: { kind: { type: 'external_select', selected_option: flag } } };
    const wrong = await workspace.act('submit', { ...on, values: forged, force: true });
    expect(wrong).toMatchObject({ outcome: 'errors' });
    const values = { verb: 'kubectl get', kind: 'po', namespace: 'shop', flags: '-o wide' };
    expect(await workspace.act('submit', { ...on, values })).toMatchObject({
      outcome: 'closed',
    });
    expect(requests).toMatchObject([
      {
        surface: 'modal',
        ask: { kind: 'command', text: 'kubectl get po -n shop -o wide' },
        address: ALICE,
      },
    ]);
  });

  test('publishes App Home to whoever opens it', async () => {
    const { workspace } = await startEdge(mode);
    await workspace.act('home', { user: 'carol' });
    const home = await until('a Home', async () => (await workspace.look('views?user=carol')).home);
    expect(JSON.stringify(home)).toContain('U0CAROL');
  });
});
