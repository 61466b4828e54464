// Serves the chat page's files from its folder, and nothing outside it.
import { readFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { extname, normalize, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sendJson } from './http.ts';

const FOLDER = fileURLToPath(new URL('./page/', import.meta.url));
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
};
/** The page takes nothing from elsewhere. */
const POLICY =
  "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'";

export async function sendPageFile(path: string, response: ServerResponse): Promise<void> {
  const wanted = normalize(FOLDER + (path === '/' ? 'index.html' : decode(path)));
  if (!wanted.startsWith(FOLDER.endsWith(sep) ? FOLDER : FOLDER + sep))
    return sendJson(response, 404, { ok: false, error: 'not_found' });
  const content = await readFile(wanted).catch(() => undefined);
  if (content === undefined) return sendJson(response, 404, { ok: false, error: 'not_found' });
  response.writeHead(200, {
    'content-type': TYPES[extname(wanted)] ?? 'application/octet-stream',
    'cache-control': 'no-store',
    'content-security-policy': POLICY,
    'x-content-type-options': 'nosniff',
  });
  response.end(content);
}

/** A path that is no proper encoding names no file. */
function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
