// Emoji by Slack's names. Those an operations bot uses for states are drawn here, so that a machine
// without an emoji font shows them too; the rest are left to the font, and unknown names to the text.
import { element, svg } from '../dom.js';

/** name -> [character, shape, colour] */
const DRAWN = {
  white_check_mark: ['✅', 'M5 10.500l3.500 3.500L15 6.500', 'green'],
  heavy_check_mark: ['✔️', 'M5 10.500l3.500 3.500L15 6.500', 'green'],
  x: ['❌', 'M6 6l8 8M14 6l-8 8', 'red'],
  no_entry: ['⛔', 'M5 10h10', 'red'],
  no_entry_sign: ['🚫', 'M5.500 5.500l9 9', 'red'],
  warning: ['⚠️', 'M10 5.500v5.500M10 14v.01', 'amber'],
  rotating_light: ['🚨', 'M10 5.500v5.500M10 14v.01', 'red'],
  information_source: ['ℹ️', 'M10 6v.01M10 9v5.500', 'blue'],
  question: [
    '❓',
    'M7.500 7.500a2.500 2.500 0 114 2c-1 .8-1.500 1.200-1.500 2.300M10 14.500v.01',
    'blue',
  ],
  grey_question: [
    '❔',
    'M7.500 7.500a2.500 2.500 0 114 2c-1 .8-1.500 1.200-1.500 2.300M10 14.500v.01',
    'grey',
  ],
  hourglass_flowing_sand: ['⏳', 'M10 5.500V10l3 2', 'amber'],
  hourglass: ['⌛', 'M10 5.500V10l3 2', 'amber'],
  raised_hand: ['✋', 'M8 6.500v7M12 6.500v7', 'amber'],
  speech_balloon: ['💬', 'M6.500 8h7M6.500 11.500h4.500', 'blue'],
  alarm_clock: ['⏰', 'M10 5.500V10l3 2', 'red'],
  heavy_minus_sign: ['➖', 'M6 10h8', 'grey'],
  stopwatch: ['⏱️', 'M10 5.500V10l3 2', 'grey'],
  busts_in_silhouette: [
    '👥',
    'M8 9.500a2 2 0 100-4 2 2 0 000 4M4.500 14.500c0-2 1.500-3 3.500-3s3.500 1 3.500 3M12.500 9a1.800 1.800 0 100-3.500M13 11.500c1.600.200 2.500 1.200 2.500 3',
    'blue',
  ],
  leftwards_arrow_with_hook: ['↩️', 'M8 6L5 9l3 3M5 9h7a3 3 0 010 6h-2', 'grey'],
  adhesive_bandage: [
    '🩹',
    'M6 11l5-5a2.500 2.500 0 013.500 3.500l-5 5A2.500 2.500 0 016 11M9 9l2 2',
    'amber',
  ],
  lock: ['🔒', 'M7.500 9.500V7.500a2.500 2.500 0 015 0v2M6.500 9.500h7v5h-7z', 'grey'],
  arrows_counterclockwise: [
    '🔄',
    'M14 8a4.500 4.500 0 00-8-1M6 4.500V7h2.500M6 12a4.500 4.500 0 008 1M14 15.500V13h-2.500',
    'blue',
  ],
  sunny: [
    '☀️',
    'M12.500 10a2.500 2.500 0 11-5 0 2.500 2.500 0 015 0M10 4.500v1M10 14.500v1M4.500 10h1M14.500 10h1M6.200 6.200l.700.700M13.100 13.100l.700.700M6.200 13.800l.700-.700M13.100 6.900l.700-.700',
    'amber',
  ],
  crescent_moon: ['🌙', 'M8.500 5.500a4.800 4.800 0 106 6 4 4 0 01-6-6', 'blue'],
  calendar: ['📅', 'M5.500 6.500h9v8h-9zM5.500 9.500h9M8 5v2M12 5v2', 'blue'],
  pushpin: ['📌', 'M8 5.500h4M8.500 5.500v4l-2 2h7l-2-2v-4M10 11.500v3.500', 'red'],
  octagonal_sign: ['🛑', 'M7 7h6v6H7z', 'red'],
  red_circle: ['🔴', '', 'red'],
  large_green_circle: ['🟢', '', 'green'],
  large_yellow_circle: ['🟡', '', 'amber'],
  large_orange_circle: ['🟠', '', 'amber'],
  large_blue_circle: ['🔵', '', 'blue'],
  white_circle: ['⚪', '', 'grey'],
};

/** name -> character */
const LEFT_TO_FONT = {
  eyes: '👀',
  telephone_receiver: '📞',
  arrow_right: '➡️',
  ballot_box_with_check: '☑️',
  tornado: '🌪️',
  newspaper: '📰',
  tada: '🎉',
  '+1': '👍',
  thumbsup: '👍',
  '-1': '👎',
  wave: '👋',
  rocket: '🚀',
  fire: '🔥',
  gear: '⚙️',
  bell: '🔔',
  no_bell: '🔕',
  key: '🔑',
  memo: '📝',
  mag: '🔍',
  clock1: '🕐',
  package: '📦',
  bar_chart: '📊',
  page_facing_up: '📄',
  wastebasket: '🗑️',
  robot_face: '🤖',
  shield: '🛡️',
  point_right: '👉',
  heavy_plus_sign: '➕',
  heavy_minus_sign: '➖',
};

const NAME_BY_CHARACTER = new Map(
  Object.entries(DRAWN).map(([name, [character]]) => [bare(character ?? ''), name]),
);
const CHARACTERS = [...NAME_BY_CHARACTER.keys()]
  .map((character) => `${character}\ufe0f?`)
  .join('|');

/** Matches :names: and the characters that are drawn here. */
export const EMOJI = new RegExp(`:[a-z0-9_+-]+:|${CHARACTERS}`, 'gu');

/** @param {string} character */
export function nameOfEmoji(character) {
  return NAME_BY_CHARACTER.get(bare(character)) ?? '';
}

/** The picture for a name, or undefined. @param {string} name @returns {HTMLElement | undefined} */
export function emojiFor(name) {
  if (Object.hasOwn(DRAWN, name)) return draw(name);
  if (!Object.hasOwn(LEFT_TO_FONT, name)) return undefined;
  const character = LEFT_TO_FONT[/** @type {keyof typeof LEFT_TO_FONT} */ (name)];
  return element('span', { class: 'emoji', role: 'img', 'aria-label': label(name) }, character);
}

/** @param {string} name */
function draw(name) {
  const [, path = '', colour = 'grey'] = DRAWN[/** @type {keyof typeof DRAWN} */ (name)];
  const ground =
    name === 'warning'
      ? svg('path', { d: 'M10 1.500l9 16.500H1z', class: 'emoji-ground' })
      : svg('circle', { cx: 10, cy: 10, r: path === '' ? 7 : 9, class: 'emoji-ground' });
  const mark = path === '' ? null : svg('path', { d: path, class: 'emoji-mark' });
  return element(
    'span',
    { class: `emoji is-drawn is-${colour}`, role: 'img', 'aria-label': label(name) },
    svg('svg', { viewBox: '0 0 20 20', 'aria-hidden': 'true' }, ground, mark),
  );
}

/** @param {string} name */
function label(name) {
  return name.replaceAll('_', ' ');
}

/** @param {string} character */
function bare(character) {
  return character.replaceAll('\ufe0f', '');
}
