// Block Kit's buttons and overflow menus.
import { button, element } from '../dom.js';
import { icon } from '../icons.js';
import { isSafeAddress } from '../text/links.js';
import { plainWords, wordsOf } from '../text/text-object.js';
import { openMenu } from './menu.js';
import { press } from './press.js';

/** @typedef {import('./surface.js').Surface} Surface */

/** @param {Surface} surface @param {any} block @param {any} source */
export function blockButton(surface, block, source) {
  const style =
    { primary: 'is-primary', danger: 'is-danger' }[/** @type {string} */ (source.style)] ?? '';
  const shared = {
    class: `button ${style}`.trim(),
    'data-action-id': source.action_id,
    'data-value': source.value,
    'aria-label': source.accessibility_label,
  };
  const send = () => void press(surface, control, { block, element: source });
  const isLink = typeof source.url === 'string' && isSafeAddress(source.url);
  const control = isLink
    ? element(
        'a',
        {
          ...shared,
          href: source.url,
          target: '_blank',
          rel: 'noopener noreferrer nofollow',
          on: { click: send },
        },
        ...plainWords(source.text),
      )
    : button({ ...shared, on: { click: send } }, ...plainWords(source.text));
  return control;
}

/** @param {Surface} surface @param {any} block @param {any} source */
export function overflowMenu(surface, block, source) {
  const label = 'More actions';
  const open = () =>
    openMenu(
      control,
      label,
      source.options.map((/** @type {any} */ option) => ({
        label: plainWords(option.text),
        ...(option.description === undefined ? {} : { detail: wordsOf(option.description) }),
        choose: () => {
          if (typeof option.url === 'string' && isSafeAddress(option.url))
            window.open(option.url, '_blank', 'noopener');
          void press(surface, control, { block, element: source, value: option });
        },
      })),
    );
  const control = button(
    {
      class: 'button is-icon',
      'aria-label': label,
      'aria-haspopup': 'menu',
      'aria-expanded': 'false',
      'data-action-id': source.action_id,
      on: { click: open },
    },
    icon('more'),
  );
  return control;
}
