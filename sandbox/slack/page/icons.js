// The page's own small line icons. They are decoration: the words stand beside them or in a label.
import { svg } from './dom.js';

const PATHS = {
  menu: 'M3 5h14M3 10h14M3 15h14',
  close: 'M5 5l10 10M15 5L5 15',
  back: 'M12 4l-6 6 6 6',
  send: 'M3 10l14-6-5 13-3-5z',
  thread: 'M4 4h12v9H9l-4 3v-3H4z',
  more: 'M5 10h.01M10 10h.01M15 10h.01',
  down: 'M6 8l4 4 4-4',
  right: 'M8 5l5 5-5 5',
  check: 'M4 11l4 4 8-9',
  file: 'M5 2.500h6l4 4v11H5zM11 2.500v4h4',
  download: 'M10 3v9M6 9l4 4 4-4M4 16h12',
  eye: 'M2 10s3-5 8-5 8 5 8 5-3 5-8 5-8-5-8-5zM10 8a2 2 0 100 4 2 2 0 000-4z',
  pulse: 'M2 10h4l2-6 4 12 2-6h4',
  hash: 'M8 3L6 17M14 3l-2 14M3 7.500h14M3 12.500h14',
  home: 'M3 9l7-6 7 6v8h-5v-5H8v5H3z',
  bolt: 'M11 2L4 11h5l-1 7 7-9h-5z',
  warning: 'M10 3l8 14H2zM10 8v4M10 14.500v.01',
  link: 'M8 12l4-4M7 9l-2 2a3 3 0 004 4l2-2M13 11l2-2a3 3 0 00-4-4L9 7',
};

/** @param {keyof typeof PATHS} name @param {number} [size] in pixels */
export function icon(name, size = 18) {
  return svg(
    'svg',
    { viewBox: '0 0 20 20', width: size, height: size, class: 'icon', 'aria-hidden': 'true' },
    svg('path', { d: PATHS[name] }),
  );
}
