// The control API: which request does what. Shapes are described in API.md.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { fileJson } from '../files.ts';
import { readJsonBody, sendJson } from '../http.ts';
import type { Json } from '../json.ts';
import type { Slack } from '../slack.ts';
import {
  armFault,
  changeChannel,
  changeUser,
  disconnect,
  redeliver,
  reset,
  turnSettings,
} from './change.ts';
import { click } from './click.ts';
import { typeText } from './command.ts';
import { describeState, listMessages, listViews, readJournal } from './look.ts';
import { addPerson } from './person.ts';
import { SimRefusal } from './refuse.ts';
import { close, submit } from './submit.ts';
import { suggest } from './suggest.ts';
import { openHome, react, runShortcut } from './visit.ts';

export interface Control {
  slack: Slack;
  /** How many sockets (or verified request URLs) there are. */
  connected: () => number;
  /** The settings the process was started with. */
  initial: object;
}

type Act = (slack: Slack, body: Json) => Json | Promise<Json>;

const ACTS: Readonly<Record<string, Act>> = {
  command: typeText,
  click,
  submit,
  close,
  options: suggest,
  home: openHome,
  shortcut: runShortcut,
  react,
  fault: armFault,
  disconnect,
  user: changeUser,
  person: addPerson,
  channel: changeChannel,
  redeliver,
  settings: turnSettings,
};

export async function answerControl(
  control: Control,
  path: string,
  query: URLSearchParams,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    if (request.method === 'POST') return await answerPost(control, path, request, response);
    if (request.method === 'DELETE' && path === 'fault') {
      control.slack.faults.clear();
      return sendJson(response, 200, { ok: true, faults: [] });
    }
    answerGet(control, path, query, request, response);
  } catch (error) {
    if (!(error instanceof SimRefusal)) throw error;
    sendJson(response, error.status, error.body);
  }
}

async function answerPost(
  control: Control,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await readJsonBody(request);
  if (body === undefined)
    throw new SimRefusal(400, 'invalid_json', { detail: 'The body is no JSON object.' });
  if (path === 'reset') return sendJson(response, 200, reset(control.slack, control.initial));
  const act = Object.hasOwn(ACTS, path) ? ACTS[path] : undefined;
  if (act === undefined)
    throw new SimRefusal(404, 'no_such_route', { detail: `POST /sim/${path}` });
  sendJson(response, 200, await act(control.slack, body));
}

function answerGet(
  control: Control,
  path: string,
  query: URLSearchParams,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const { slack } = control;
  const file = /^files\/([A-Z0-9]+)$/.exec(path)?.[1];
  if (file !== undefined) sendFile(slack, file, query, response);
  else if (path === 'stream') slack.stream.open(request, response, readerOf(slack, query));
  else if (path === 'journal') {
    response.writeHead(200, { 'content-type': 'application/x-ndjson; charset=utf-8' });
    response.end(readJournal(slack, query));
  } else sendJson(response, 200, lookUp(control, path, query));
}

function lookUp({ slack, connected }: Control, path: string, query: URLSearchParams): Json {
  if (path === 'messages') return listMessages(slack, query);
  if (path === 'views') return listViews(slack, query);
  if (path === 'fault') return { ok: true, faults: slack.faults.list() };
  if (path === 'state') return describeState(slack, connected());
  throw new SimRefusal(404, 'no_such_route', { detail: `GET /sim/${path}` });
}

function readerOf(slack: Slack, query: URLSearchParams): string {
  const wanted = query.get('user') ?? '';
  const users = [...slack.world.users.values()];
  const user = users.find((candidate) => candidate.id === wanted || candidate.name === wanted);
  if (user === undefined && wanted !== '')
    throw new SimRefusal(404, 'user_not_found', { detail: `There is no user "${wanted}".` });
  return user?.id ?? '';
}

function sendFile(
  slack: Slack,
  id: string,
  query: URLSearchParams,
  response: ServerResponse,
): void {
  const file = slack.world.files.get(id);
  if (file?.content === undefined || !file.completed)
    throw new SimRefusal(404, 'file_not_found', { detail: `There is no file ${id}.` });
  if (query.get('info') === '1') {
    sendJson(response, 200, { ok: true, file: fileJson(slack, file) });
    return;
  }
  const isText = file.mimetype.startsWith('text/') || file.mimetype === 'application/json';
  response.writeHead(200, {
    'content-type': isText ? `${file.mimetype}; charset=utf-8` : file.mimetype,
    'content-length': file.content.length,
    'content-security-policy': 'sandbox',
    'x-content-type-options': 'nosniff',
  });
  response.end(file.content);
}
