// Sends a person's press or choice to the app: asks first when the element says so, shows that it is under way,
// and says beside it when the app did not answer.
import { element } from '../dom.js';
import { icon } from '../icons.js';
import { confirmed } from './confirm.js';

/** @typedef {import('./surface.js').Surface} Surface */

/**
 * @param {Surface} surface
 * @param {HTMLElement} control
 * @param {{ block: any, element: any, value?: any }} what
 * @returns {Promise<boolean>} false when the person said no, or it was under way already
 */
export async function press(surface, control, { block, element: pressed, value }) {
  if (control.getAttribute('aria-busy') === 'true') return false;
  if (!(await confirmed(surface.store, pressed.confirm))) return false;
  control.setAttribute('aria-busy', 'true');
  control.parentElement?.querySelector('.press-problem')?.remove();
  const problem = await surface.click(block, pressed, value);
  control.removeAttribute('aria-busy');
  if (problem !== '')
    control.after(
      element('span', { class: 'press-problem', role: 'alert' }, icon('warning', 14), problem),
    );
  return true;
}
