// A person's or the app's picture: letters on their colour. Decoration: the name stands beside it.
import { element } from '../dom.js';
import { icon } from '../icons.js';

/** @param {{ real_name?: string, name?: string, color?: string, is_bot?: boolean } | undefined} user @param {string} [size] */
export function avatar(user, size = '') {
  const words = (user?.real_name ?? user?.name ?? '?').split(/\s+/);
  const letters = words
    .slice(0, 2)
    .map((word) => [...word][0] ?? '')
    .join('')
    .toUpperCase();
  const box = element('span', { class: `avatar ${size}`.trim(), 'aria-hidden': 'true' });
  if (user?.name === 'quartermaster') {
    box.classList.add('is-app');
    box.append(icon('bolt', size === 'is-small' ? 13 : 20));
    return box;
  }
  box.append(letters);
  if (/^#[0-9a-f]{6}$/i.test(user?.color ?? '')) box.style.backgroundColor = user?.color ?? '';
  return box;
}
