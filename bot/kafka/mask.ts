// Hides what records tell of persons, before it is shown: by the names of fields, and by what looks like an address or a card.
// It comes before the redaction of secrets, which every output goes through. Pure.

const HIDDEN = '[hidden]';

/** Names of fields whose values are a person's, whatever they hold; compared without case, "_" and "-". */
const PERSONAL = new RegExp(
  `(?:${[
    ...[
      'e?mail',
      'phone',
      'mobile',
      'ssn',
      'socialsecurity',
      'passport',
      'iban',
      'pan',
      'cvv',
      'cvc',
    ],
    ...['cardnumber', 'creditcard', 'birth', 'dob', 'street', 'address', 'firstname', 'lastname'],
    ...['fullname', 'surname', 'password', 'passwd', 'secret', 'token', 'authorization', 'cookie'],
    ...['ipaddress', 'latitude', 'longitude', 'taxid', 'nationalid', 'accountnumber'],
  ].join('|')})`,
  'u',
);
const EMAIL = /[\p{L}\d._%+-]{1,64}@[\p{L}\d-]{1,63}(?:\.[\p{L}\d-]{1,63})+/gu;
const CARD = /(?<!\d)(?:\d[ -]?){12,18}\d(?!\d)/gu;

export function isPersonalField(name: string): boolean {
  return PERSONAL.test(name.toLowerCase().replaceAll(/[_\s-]/gu, ''));
}

/** Of plain text. */
export function maskText(text: string): string {
  return text
    .replaceAll(EMAIL, HIDDEN)
    .replaceAll(CARD, (digits) => (isCard(digits) ? HIDDEN : digits));
}

/** Of a parsed JSON value: the same value with what is personal hidden. */
export function maskValue(value: unknown): unknown {
  if (typeof value === 'string') return maskText(value);
  if (typeof value === 'number') return maskText(String(value)) === HIDDEN ? HIDDEN : value;
  if (Array.isArray(value)) return value.map(maskValue);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [
      maskText(name),
      isPersonalField(name) && each !== null ? HIDDEN : maskValue(each),
    ]),
  );
}

/** Luhn's check (ISO/IEC 7812), which all cards pass and one number of ten. */
function isCard(text: string): boolean {
  const digits = [...text.replaceAll(/\D/gu, '')].reverse().map(Number);
  const sum = digits.reduce((total, digit, index) => {
    const doubled = index % 2 === 1 ? 2 * digit : digit;
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return sum % 10 === 0;
}
