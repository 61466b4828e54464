// What a person typed before, newest last, for the arrow keys; it outlives a reload in the tab's own storage.

const MOST = 100;

/** @param {string} key one history for each person and kind of composer */
export function createHistory(key) {
  const lines = restore(key);
  let at = lines.length;
  return {
    /** @param {string} line */
    add(line) {
      if (lines.at(-1) !== line) lines.push(line);
      if (lines.length > MOST) lines.shift();
      at = lines.length;
      save(key, lines);
    },
    /** One step back (-1) or forward (1); undefined at the end. @param {number} step @returns {string | undefined} */
    step(step) {
      const next = at + step;
      if (next < 0 || next > lines.length) return undefined;
      at = next;
      return lines[at] ?? '';
    },
    leave() {
      at = lines.length;
    },
  };
}

/** @param {string} key @returns {string[]} */
function restore(key) {
  try {
    const kept = JSON.parse(sessionStorage.getItem(`history ${key}`) ?? '[]');
    return Array.isArray(kept) ? kept.filter((line) => typeof line === 'string') : [];
  } catch {
    return [];
  }
}

/** A full or forbidden storage only costs the history. @param {string} key @param {string[]} lines */
function save(key, lines) {
  try {
    sessionStorage.setItem(`history ${key}`, JSON.stringify(lines));
  } catch {
    // The history of this page still works.
  }
}
