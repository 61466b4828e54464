// A message's files: name, kind and size, a preview of text, the whole text on request, pictures, a download.
import { fileAddress, readFile } from '../api.js';
import { button, element, replaceContent } from '../dom.js';
import { icon } from '../icons.js';
import { formatSize } from '../text/dates.js';
import { exactText } from '../text/plain.js';
import { preformatted } from '../text/preformatted.js';

/** More than this is for an editor, not for a chat page. */
const LONGEST_SHOWN = 300_000;
const PICTURES = ['image/png', 'image/jpeg', 'image/gif'];

/** @param {any} file */
export function fileCard(file) {
  const name = String(file.title || file.name);
  const isText = /^text\/|json$/.test(file.mimetype) || file.mode === 'snippet';
  const body = element('div', { class: 'file-body' });
  if (PICTURES.includes(file.mimetype))
    body.append(
      element('img', {
        class: 'image-picture',
        src: fileAddress(file.id),
        alt: file.alt_txt || name,
      }),
    );
  else if (file.preview) showPreview(body, file);
  else if (isText) body.append(expandButton(body, file));
  return element(
    'section',
    { class: 'file', 'aria-label': `File ${name}` },
    element(
      'div',
      { class: 'file-top' },
      icon('file', 22),
      element(
        'div',
        { class: 'file-names' },
        element('strong', { dir: 'auto' }, ...exactText(name)),
        element('span', { class: 'file-facts' }, ...exactText(facts(file))),
      ),
      download(file),
    ),
    body,
  );
}

/** @param {any} file */
function download(file) {
  return element(
    'a',
    {
      class: 'button is-small',
      href: fileAddress(file.id),
      download: file.name,
      'aria-label': `Download ${file.name}`,
    },
    icon('download', 16),
    'Download',
  );
}

/** @param {any} file */
function facts(file) {
  const lines =
    file.lines === undefined ? '' : `, ${file.lines} ${file.lines === 1 ? 'line' : 'lines'}`;
  return `${file.filetype}, ${formatSize(Number(file.size ?? 0))}${lines}`;
}

/** @param {HTMLElement} body @param {any} file */
function showPreview(body, file) {
  const isWhole = Number(file.lines) <= file.preview.split('\n').length;
  replaceContent(
    body,
    preformatted([file.preview], `Preview of ${file.name}`),
    isWhole ? null : expandButton(body, file),
  );
}

/** @param {HTMLElement} body @param {any} file */
function expandButton(body, file) {
  const show = async () => {
    const text = await readFile(file.id).catch((error) => String(error.message ?? error));
    const isCut = text.length > LONGEST_SHOWN;
    const note = isCut
      ? element('p', { class: 'file-facts' }, 'Cut here. Download the file to read all of it.')
      : null;
    const less = file.preview
      ? button({ class: 'link-button', on: { click: () => showPreview(body, file) } }, 'Show less')
      : null;
    replaceContent(
      body,
      preformatted([text.slice(0, LONGEST_SHOWN)], `Content of ${file.name}`),
      note,
      less,
    );
  };
  return button({ class: 'link-button', on: { click: () => void show() } }, 'Show the whole file');
}
