// Speaks the stand-in's control API (see API.md). What comes back is an answer, also when
// it refuses or when nobody is there; only reading the journal and files throws.

/**
 * @typedef {{ [field: string]: any }} Json
 * @typedef {Json & { ok: boolean, error?: string, detail?: string }} Answer
 */

/** @param {string} path @param {Json} body @returns {Promise<Answer>} */
export function act(path, body) {
  const headers = { 'content-type': 'application/json' };
  return answerOf(`/sim/${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
}

/** @param {string} path @param {{ [name: string]: string | number }} [query] @returns {Promise<Answer>} */
export function look(path, query = {}) {
  return answerOf(address(path, query));
}

/** Lines of the journal after `since`. @param {number} since @param {number} limit @returns {Promise<Json[]>} */
export async function lookAtJournal(since, limit) {
  const text = await (await fetch(address('journal', { since, limit }))).text();
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}

/** The text of a file. @param {string} id */
export async function readFile(id) {
  const response = await fetch(fileAddress(id));
  if (!response.ok) throw new Error(`The file ${id} is not there any more.`);
  return response.text();
}

/** @param {string} id */
export function fileAddress(id) {
  return `/sim/files/${encodeURIComponent(id)}`;
}

/** What a refusal says to a person. @param {Answer} answer */
export function explain(answer) {
  if (answer.error === 'operation_timeout') return 'The app did not respond in time.';
  if (answer.error === 'dispatch_failed') return 'The app is not connected.';
  return answer.detail ?? answer.error ?? 'The stand-in refused without saying why.';
}

/** @param {string} url @param {RequestInit} [request] @returns {Promise<Answer>} */
async function answerOf(url, request) {
  try {
    return await (await fetch(url, request)).json();
  } catch {
    const detail = 'The sandbox is not reachable. Is it still running?';
    return { ok: false, error: 'unreachable', detail };
  }
}

/** @param {string} path @param {{ [name: string]: string | number }} query */
function address(path, query) {
  const words = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) words.set(name, String(value));
  return `/sim/${path}?${words}`;
}
