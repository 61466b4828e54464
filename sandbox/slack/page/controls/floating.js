// Places a panel beside what opened it, in the same dialog if there is one, and closes it on a click elsewhere.

/**
 * @param {HTMLElement} anchor
 * @param {HTMLElement} panel
 * @param {{ onClose: () => void, isWide?: boolean }} options `isWide`: at least as wide as the anchor
 * @returns {() => void} closes it
 */
export function float(anchor, panel, { onClose, isWide = false }) {
  const host = anchor.closest('dialog') ?? document.body;
  panel.classList.add('floating');
  host.append(panel);
  place(anchor, panel, isWide);
  const move = () => place(anchor, panel, isWide);
  const outside = (/** @type {Event} */ event) => {
    const target = /** @type {Node} */ (event.target);
    if (!panel.contains(target) && !anchor.contains(target)) onClose();
  };
  const onEscape = (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    onClose();
  };
  document.addEventListener('pointerdown', outside, true);
  document.addEventListener('keydown', onEscape, true);
  addEventListener('resize', move);
  addEventListener('scroll', move, true);
  return () => {
    document.removeEventListener('pointerdown', outside, true);
    document.removeEventListener('keydown', onEscape, true);
    removeEventListener('resize', move);
    removeEventListener('scroll', move, true);
    panel.remove();
  };
}

/** Below the anchor, or above it where there is more room; never outside the window. @param {HTMLElement} anchor @param {HTMLElement} panel @param {boolean} isWide */
function place(anchor, panel, isWide) {
  const edge = 8;
  const box = anchor.getBoundingClientRect();
  if (isWide) panel.style.minWidth = `${box.width}px`;
  const below = innerHeight - box.bottom - edge * 2;
  const above = box.top - edge * 2;
  const isBelow = below >= Math.min(panel.scrollHeight, 240) || below >= above;
  panel.style.maxHeight = `${Math.min(360, isBelow ? below : above)}px`;
  const { width, height } = panel.getBoundingClientRect();
  const left = Math.max(edge, Math.min(box.left, innerWidth - width - edge));
  panel.style.left = `${left}px`;
  panel.style.top = `${isBelow ? box.bottom + 4 : box.top - height - 4}px`;
}
