// The settings of a topic as kafka-configs takes and spells them: `retention.ms=60000,cleanup.policy=[compact,delete]`. Pure.

import type { Pattern } from '../grammar.ts';

const KEY = '[a-z][a-z0-9.]{0,99}';
const PLAIN = '[A-Za-z0-9_.:*/+-]{0,200}';
const LIST = `\\[${PLAIN}(?:,${PLAIN}){0,49}\\]`;
const SETTING = `${KEY}=(?:${LIST}|${PLAIN})`;

export const TOPIC_SETTINGS: Pattern = {
  expression: new RegExp(`^${SETTING}(?:,${SETTING}){0,19}$`, 'u'),
  description: 'settings such as retention.ms=60000,cleanup.policy=[compact,delete]',
  names: 'setting',
};

export const TOPIC_SETTING_NAMES: Pattern = {
  expression: new RegExp(`^${KEY}(?:,${KEY}){0,19}$`, 'u'),
  description: 'names of settings such as retention.ms,retention.bytes',
  names: 'override',
};

/** @param text that matches TOPIC_SETTINGS */
export function readTopicSettings(text: string): ReadonlyMap<string, string> {
  const found = [...text.matchAll(new RegExp(SETTING, 'gu'))].map(([setting]) => {
    const [key = ''] = setting.split('=', 1);
    const value = setting.slice(key.length + 1);
    return [key, value.startsWith('[') ? value.slice(1, -1) : value] as const;
  });
  return new Map(found);
}

/** @returns undefined for a value that cannot be written so. */
export function spellTopicSettings(settings: ReadonlyMap<string, string>): string | undefined {
  const text = [...settings]
    .map(([key, value]) => `${key}=${value.includes(',') ? `[${value}]` : value}`)
    .join(',');
  return TOPIC_SETTINGS.expression.test(text) ? text : undefined;
}
