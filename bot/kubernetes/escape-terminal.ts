// Makes the control characters that steer a terminal visible, as kubectl does in tables.

export function escapeTerminal(text: string): string {
  if (!text.includes('\u001b') && !text.includes('\r')) return text;
  return text.replaceAll('\u001b', '^[').replaceAll('\r', '\\r');
}
