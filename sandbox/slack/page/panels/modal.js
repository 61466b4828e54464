// Modals: the top of the person's stack as a dialog with focus inside, Escape to close, errors at their fields.
import { act, explain } from '../api.js';
import { renderBlocks } from '../blocks/blocks.js';
import { showInputErrors } from '../blocks/input.js';
import { createSurface } from '../controls/surface.js';
import { button, element, replaceContent, uniqueId } from '../dom.js';
import { icon } from '../icons.js';
import { plainWords } from '../text/text-object.js';

/**
 * @typedef {import('../store.js').Store} Store
 * @typedef {{ view: any, box: HTMLElement, body: HTMLElement, surface: import('../controls/surface.js').Surface, warn: (words: string) => void }} Drawn
 */

/** @param {Store} store */
export function createModals(store) {
  /** @type {Map<string, Drawn>} */
  const drawn = new Map();
  const titleId = uniqueId('modal-title');
  const dialog = /** @type {HTMLDialogElement} */ (
    element('dialog', { class: 'dialog is-modal', 'aria-labelledby': titleId })
  );
  document.body.append(dialog);
  dialog.addEventListener('cancel', (event) => {
    event.preventDefault();
    void close();
  });
  // A browser lets a page hold back Escape only once; then the dialog is shut already.
  dialog.addEventListener('close', () => {
    if (store.modals.length > 0) void close();
  });
  store.on('modals', show);

  function show() {
    const top = store.modals.at(-1);
    const open = new Set(store.modals.map((view) => view.id));
    for (const id of drawn.keys()) if (!open.has(id)) drawn.delete(id);
    if (top === undefined) return hide();
    const kept = drawn.get(top.id);
    const current = kept !== undefined && isRefreshed(kept, top) ? kept : drawView(top, kept);
    drawn.set(top.id, current);
    if (dialog.firstElementChild !== current.box || !dialog.open) put(current);
    const { viewErrors } = store;
    if (viewErrors !== null && viewErrors.viewId === top.id)
      showInputErrors(current.box, viewErrors.errors);
    store.viewErrors = null;
  }

  function hide() {
    replaceContent(dialog);
    if (dialog.open) dialog.close();
  }

  /** @param {Drawn} current */
  function put(current) {
    const held = focusKey(dialog);
    replaceContent(dialog, current.box);
    if (!dialog.open) dialog.showModal();
    focusFirst(current.box, held);
  }

  /**
   * Puts a new version of a view in the place of the one that is drawn. A block that is as it was is left alone, so that
   * whoever types into it is not disturbed. @param {Drawn} kept @param {any} view
   * @returns {boolean} false when the two are too different
   */
  function isRefreshed(kept, view) {
    const { view: before, body, surface, box } = kept;
    if (before.hash === view.hash) return true;
    if (frameOf(before) !== frameOf(view) || before.blocks.length !== view.blocks.length)
      return false;
    const held = focusKey(dialog);
    showInputErrors(box, {});
    for (const [index, block] of view.blocks.entries())
      if (JSON.stringify(block) !== JSON.stringify(before.blocks[index]))
        body.children[index]?.replaceWith(...renderBlocks(surface, [block]));
    kept.view = view;
    if (dialog.open && !dialog.contains(document.activeElement)) focusFirst(box, held);
    return true;
  }

  /** Draws a view; what was typed into inputs that are still there is kept. @param {any} view @param {Drawn | undefined} before @returns {Drawn} */
  function drawView(view, before) {
    const state = merged(view.state?.values ?? {}, before?.surface.entries() ?? {});
    const surface = createSurface(store, {
      kind: 'modal',
      where: () => ({ view_id: view.id }),
      state,
    });
    const note = element('div', { class: 'modal-note', role: 'alert' });
    const warn = (/** @type {string} */ words) =>
      replaceContent(note, words === '' ? null : icon('warning', 16), words);
    const isStacked = store.modals.length > 1;
    const body = element('div', { class: 'modal-body' }, ...renderBlocks(surface, view.blocks));
    const submitButton = view.submit
      ? element(
          'button',
          { type: 'submit', class: 'button is-primary' },
          ...plainWords(view.submit),
        )
      : null;
    const box = element(
      'form',
      { class: 'modal', novalidate: true, on: { submit: onSubmit } },
      element(
        'header',
        { class: 'modal-top' },
        isStacked
          ? button(
              { class: 'tool', 'aria-label': 'Back', on: { click: () => void close() } },
              icon('back', 20),
            )
          : null,
        element('h2', { id: titleId, dir: 'auto' }, ...plainWords(view.title)),
        button(
          { class: 'tool', 'aria-label': 'Close', on: { click: () => void close() } },
          icon('close', 20),
        ),
      ),
      body,
      note,
      element(
        'footer',
        { class: 'dialog-actions' },
        button(
          { class: 'button', on: { click: () => void close() } },
          ...plainWords(view.close ?? 'Close'),
        ),
        submitButton,
      ),
    );
    /** @param {any} event */
    function onSubmit(event) {
      event.preventDefault();
      const newest = drawn.get(view.id)?.view ?? view;
      if (submitButton !== null) void submit(newest, surface, submitButton, warn);
    }
    return { view, box, body, surface, warn };
  }

  /** @param {any} view @param {Drawn['surface']} surface @param {HTMLElement} submitButton @param {Drawn['warn']} warn */
  async function submit(view, surface, submitButton, warn) {
    if (submitButton.getAttribute('aria-busy') === 'true') return;
    submitButton.setAttribute('aria-busy', 'true');
    warn('');
    const values = present(view, surface.entries());
    const answer = await act('submit', { user: store.userId, view_id: view.id, values });
    submitButton.removeAttribute('aria-busy');
    const box = drawn.get(view.id)?.box;
    if (answer.error === 'invalid_input' && box !== undefined) showInputErrors(box, answer.errors);
    else if (!answer.ok) warn(`We had some trouble connecting. ${explain(answer)}`);
  }

  async function close() {
    const top = store.modals.at(-1);
    if (top === undefined) return hide();
    const answer = await act('close', { user: store.userId, view_id: top.id });
    if (answer.error === 'no_such_view') {
      store.modals = store.modals.slice(0, -1);
      show();
    }
  }
}

/** What stands around the blocks. @param {any} view */
function frameOf({ title, submit, close }) {
  return JSON.stringify([title, submit, close]);
}

/** Only inputs the view still has may be sent. @param {any} view @param {{ [blockId: string]: any }} entries */
function present(view, entries) {
  const known = new Set(view.blocks.map((/** @type {any} */ block) => block.block_id));
  return Object.fromEntries(Object.entries(entries).filter(([blockId]) => known.has(blockId)));
}

/** @param {{ [blockId: string]: any }} state @param {{ [blockId: string]: any }} typed */
function merged(state, typed) {
  const out = { ...state };
  for (const [blockId, values] of Object.entries(typed))
    if (out[blockId] !== undefined) out[blockId] = { ...out[blockId], ...values };
  return out;
}

/** Which control had the focus, so that a redrawn view gives it back. @param {HTMLElement} dialog */
function focusKey(dialog) {
  const active = document.activeElement;
  if (active === null || !dialog.contains(active)) return undefined;
  return active.closest('[data-action-id]')?.getAttribute('data-action-id') ?? undefined;
}

/** @param {HTMLElement} box @param {string | undefined} held */
function focusFirst(box, held) {
  const same =
    held === undefined ? null : box.querySelector(`[data-action-id="${CSS.escape(held)}"]`);
  const wanted =
    same ?? box.querySelector('.modal-body :is(input, textarea, button, a[href], select)');
  const inner =
    wanted?.querySelector('input') ?? wanted ?? box.querySelector('.dialog-actions button');
  /** @type {HTMLElement | null} */ (inner)?.focus();
}
