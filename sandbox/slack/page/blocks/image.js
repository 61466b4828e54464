// Images of the sandbox's own server. The page fetches nothing from elsewhere: a foreign image is named, not loaded.
import { fileAddress } from '../api.js';
import { element } from '../dom.js';
import { linkTo } from '../text/links.js';
import { exactText } from '../text/plain.js';
import { plainWords, wordsOf } from '../text/text-object.js';

/** @param {unknown} _surface @param {any} block */
export function imageBlock(_surface, block) {
  const title =
    wordsOf(block.title) === '' ? null : element('figcaption', {}, ...plainWords(block.title));
  return element('figure', { class: 'image' }, title, imageElement(block, 'image-picture'));
}

/** @param {any} source an image block or element @param {string} className */
export function imageElement(source, className) {
  const address = ownAddress(source);
  const alt = String(source.alt_text ?? '');
  if (address !== undefined)
    return element('img', { class: className, src: address, alt, loading: 'lazy' });
  const words = alt === '' ? 'Image' : alt;
  return element(
    'span',
    { class: 'image-elsewhere' },
    ...exactText(`${words} (not loaded: `),
    linkTo(String(source.image_url ?? '')),
    ')',
  );
}

/** @param {any} source @returns {string | undefined} */
function ownAddress(source) {
  if (typeof source.slack_file?.id === 'string') return fileAddress(source.slack_file.id);
  const url = String(source.image_url ?? source.slack_file?.url ?? '');
  if (/^data:image\/(png|jpeg|gif);base64,/.test(url)) return url;
  if (!URL.canParse(url) || new URL(url).origin !== location.origin) return undefined;
  return url;
}
