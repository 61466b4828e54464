// Builds page elements. Text only ever becomes text nodes: nothing here, or anywhere on the page, parses markup.

/**
 * @typedef {{ [type: string]: EventListener }} Listeners
 * @typedef {Node | string | null | undefined | false} Child
 * @typedef {{ [name: string]: string | number | boolean | null | undefined | object }} Props
 */

const SVG = 'http://www.w3.org/2000/svg';

/**
 * An element with attributes, listeners (`on: {click}`) and children.
 * @param {string} tag
 * @param {Props} [props] false, null and undefined leave the attribute out; true gives an empty one
 * @param {...Child} children
 * @returns {HTMLElement}
 */
export function element(tag, props = {}, ...children) {
  return fill(document.createElement(tag), props, children);
}

/** @param {string} tag @param {Props} [props] @param {...Child} children @returns {SVGElement} */
export function svg(tag, props = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), props, children);
}

/** A real button that submits nothing. @param {Props} props @param {...Child} children */
export function button(props, ...children) {
  return element('button', { type: 'button', ...props }, ...children);
}

/** Takes out all children and puts in others. @param {Element} parent @param {...Child} children */
export function replaceContent(parent, ...children) {
  parent.replaceChildren(...children.filter(isPresent));
}

let lastId = 0;

/** An id for labels and descriptions, unique on this page. @param {string} stem */
export function uniqueId(stem) {
  lastId += 1;
  return `${stem}-${lastId}`;
}

/** @template {Element} Target @param {Target} target @param {Props} props @param {Child[]} children */
function fill(target, props, children) {
  // Children first: with dir=auto in place each of them would make the browser look at all others again.
  target.append(...children.filter(isPresent));
  for (const [name, value] of Object.entries(props)) {
    if (name === 'on') listen(target, /** @type {Listeners} */ (value));
    else if (value === true) target.setAttribute(name, '');
    else if (value !== false && value !== null && value !== undefined)
      target.setAttribute(name, String(value));
  }
  return target;
}

/** @param {Element} target @param {Listeners} listeners */
function listen(target, listeners) {
  for (const [type, listener] of Object.entries(listeners)) target.addEventListener(type, listener);
}

/** @param {Child} child @returns {child is Node | string} */
function isPresent(child) {
  return child !== null && child !== undefined && child !== false && child !== '';
}
