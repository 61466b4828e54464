// Asks before something is done: Slack's confirm dialog. Escape and "deny" are both no.
import { button, element, uniqueId } from '../dom.js';
import { plainWords, textBlock } from '../text/text-object.js';

/** @typedef {import('../store.js').Store} Store */

/**
 * @param {Store} store
 * @param {any} confirm Slack's confirm object; undefined asks nothing
 * @returns {Promise<boolean>}
 */
export function confirmed(store, confirm) {
  if (confirm === undefined || confirm === null) return Promise.resolve(true);
  return new Promise((resolve) => {
    const [titleId, textId] = [uniqueId('confirm-title'), uniqueId('confirm-text')];
    const isDanger = confirm.style === 'danger';
    const answer = (/** @type {string} */ word) => () => dialog.close(word);
    const yes = button(
      { class: `button ${isDanger ? 'is-danger' : 'is-primary'}`, on: { click: answer('yes') } },
      ...plainWords(confirm.confirm ?? 'Yes'),
    );
    const no = button(
      { class: 'button', autofocus: isDanger, on: { click: answer('no') } },
      ...plainWords(confirm.deny ?? 'No'),
    );
    const dialog = /** @type {HTMLDialogElement} */ (
      element(
        'dialog',
        {
          class: 'dialog is-confirm',
          role: 'alertdialog',
          'aria-labelledby': titleId,
          'aria-describedby': textId,
        },
        element('h2', { id: titleId }, ...plainWords(confirm.title ?? 'Are you sure?')),
        element('div', { id: textId, class: 'dialog-text' }, textBlock(store, confirm.text)),
        element('div', { class: 'dialog-actions' }, no, yes),
      )
    );
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(dialog.returnValue === 'yes');
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}
