// The bytes of files: uploads to the address a method gave out, downloads with the bot's token.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody, sendJson } from './http.ts';
import type { Slack } from './slack.ts';

/** Takes raw bytes or one multipart field, once for each address. */
export async function takeUpload(
  slack: Slack,
  token: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await readBody(request);
  const file = [...slack.world.files.values()].find((f) => f.uploadToken === token);
  const fault = slack.faults.take('files.upload', '');
  slack.journal.add('call', { method: 'files.upload', file: file?.id, bytes: body.length });
  if (fault?.status !== undefined || fault?.error !== undefined)
    return sendJson(response, fault.status ?? 500, { ok: false, error: fault.error ?? 'fault' });
  if (file === undefined || file.completed)
    return sendJson(response, 404, { ok: false, error: 'invalid_upload_url' });
  const content = contentOf(body, request.headers['content-type'] ?? '');
  if (content.length !== file.length)
    return sendJson(response, 400, { ok: false, error: 'length_mismatch' });
  file.content = content;
  if (fault?.drop === true) return void response.destroy();
  response.writeHead(200, { 'content-type': 'text/plain' });
  response.end(`OK - ${content.length}`);
}

export function sendDownload(
  slack: Slack,
  fileId: string,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const isBot = request.headers.authorization === `Bearer ${slack.tokens.bot}`;
  const mayRead = slack.manifest.scopes.has('files:read');
  const file = slack.world.files.get(fileId);
  if (!isBot) sendJson(response, 403, { ok: false, error: 'not_authed' });
  else if (!mayRead) sendJson(response, 403, { ok: false, error: 'missing_scope' });
  else if (file?.content === undefined || !file.completed)
    sendJson(response, 404, { ok: false, error: 'file_not_found' });
  else {
    const { mimetype, content } = file;
    response.writeHead(200, { 'content-type': mimetype, 'content-length': content.length });
    response.end(content);
  }
}

/** The first part of a multipart body, or the body itself. */
function contentOf(body: Buffer, contentType: string): Buffer {
  const boundary = /^multipart\/form-data;.*boundary="?([^";]+)/.exec(contentType)?.[1];
  if (boundary === undefined) return body;
  const start = body.indexOf('\r\n\r\n');
  const end = body.indexOf(`\r\n--${boundary}`, start + 4);
  return start < 0 || end < 0 ? Buffer.alloc(0) : body.subarray(start + 4, end);
}
