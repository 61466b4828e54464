// A monospace block: it wraps where the message ends, as in Slack, and can be read and scrolled from the keyboard.
import { button, element } from '../dom.js';
import { exactText } from './plain.js';

/**
 * @param {(Node | string)[]} content strings are shown exactly, control characters made visible
 * @param {string} [label] what a screen reader calls it
 */
export function preformatted(content, label = 'Output') {
  const shown = content.flatMap((piece) =>
    typeof piece === 'string' ? exactText(piece) : [piece],
  );
  const code = element('code', {}, ...shown);
  const pre = element(
    'pre',
    { tabindex: '0', role: 'region', 'aria-label': label, dir: 'ltr' },
    code,
  );
  const raw = content
    .map((piece) => (typeof piece === 'string' ? piece : piece.textContent))
    .join('');
  return element('div', { class: 'preformatted' }, pre, copyButton(raw));
}

/** @param {string} text */
function copyButton(text) {
  const copy = button({ class: 'copy', on: { click: () => void write() } }, 'Copy');
  const write = async () => {
    const isDone = await navigator.clipboard.writeText(text).then(
      () => true,
      () => false,
    );
    copy.textContent = isDone ? 'Copied' : 'Not allowed';
    setTimeout(() => {
      copy.textContent = 'Copy';
    }, 1500);
  };
  return copy;
}
