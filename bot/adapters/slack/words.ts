// Gets back what a person typed from the markup that Slack made of it. Mentions of people and channels stay as they are:
// the grammar refuses them.

/** What follows the mention of the bot, as typed. @returns '' when nothing does. */
export function textAfterMention(text: string, botUserId: string): string {
  const mention = `<@${botUserId}>`;
  const at = text.indexOf(mention);
  const rest = at === -1 ? text : text.slice(at + mention.length);
  return unfenced(asTyped(rest).trim());
}

/** Slack links what looks like an address, and escapes three characters. */
export function asTyped(text: string): string {
  return text
    .replaceAll(
      /<((?:https?|ftp|mailto|tel):[^<>|]+)(?:\|([^<>]*))?>/gu,
      (_, url: string, label?: string) => (label === undefined || label === '' ? url : label),
    )
    .replaceAll(/&(amp|lt|gt);/gu, (_, name: string) => ENTITIES[name] ?? '');
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>' };

/** People quote commands as code. */
function unfenced(text: string): string {
  return /^(`{3}|`)([^`]+)\1$/u.exec(text)?.[2]?.trim() ?? text;
}
