// Takes the values out of Secrets before anything else sees them. Pure: it returns a copy where something is masked. Keys
// stay, so that counts, names and shapes are what they were.

/** What stands where a value was. */
export const REDACTED = '[redacted]';

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';
const TOKEN_TYPE = 'kubernetes.io/service-account-token';

export interface MaskOptions {
  /** The plural of the resource that was asked for: an answer for `secrets` is masked whatever it says it is. */
  readonly resource?: string;
  /**
   * Values become as many asterisks, in base64, in place of `[redacted]`: for kubectl's describe, which decodes each
   * value to print its length. A service account's token, which it prints in full, becomes its length in words.
   */
  readonly sized?: boolean;
}

type Plain = Readonly<Record<string, unknown>>;

/** An API server's answer (object, list, Table, watch event) without the values of Secrets anywhere in it. */
export function maskSecrets(body: unknown, options: MaskOptions = {}): unknown {
  return options.resource === 'secrets' ? maskAnswer(body, options) : maskWithin(body, options);
}

/** For an answer about secrets: the object itself, a list's items, a Table's rows and a watch event's object. */
function maskAnswer(body: unknown, options: MaskOptions): unknown {
  if (!isPlain(body)) return body;
  const masked: Record<string, unknown> = { ...maskObject(body, options) };
  if (Array.isArray(body.items)) masked.items = body.items.map((each) => maskAnswer(each, options));
  if (Array.isArray(body.rows)) {
    masked.rows = body.rows.map((row) =>
      isPlain(row) ? { ...row, object: maskAnswer(row.object, options) } : row,
    );
  }
  if ('object' in body) masked.object = maskAnswer(body.object, options);
  return masked;
}

function maskWithin(value: unknown, options: MaskOptions): unknown {
  if (Array.isArray(value)) return maskEach(value, options);
  if (!isPlain(value)) return value;
  const entries = Object.entries(value);
  const walked = maskEach(
    entries.map(([, each]) => each),
    options,
  );
  const isSecret = value.kind === 'Secret' || value.kind === 'SecretList';
  const copy = Object.fromEntries(entries.map(([key], index) => [key, walked[index]]));
  return isSecret ? maskAnswer(copy, options) : copy;
}

function maskEach(values: readonly unknown[], options: MaskOptions): readonly unknown[] {
  return values.map((each) => maskWithin(each, options));
}

function maskObject(object: Plain, options: MaskOptions): Plain {
  const masked: Record<string, unknown> = { ...object };
  const isToken = object.type === TOKEN_TYPE;
  if ('data' in object) masked.data = maskValues(object.data, maskData(options, isToken));
  if ('stringData' in object) masked.stringData = maskValues(object.stringData, () => REDACTED);
  if (isPlain(object.metadata)) masked.metadata = maskMetadata(object.metadata);
  return masked;
}

function maskData(options: MaskOptions, isToken: boolean): (key: string, value: unknown) => string {
  return (key, value) => {
    if (!options.sized) return REDACTED;
    const length = typeof value === 'string' ? Buffer.from(value, 'base64').length : 0;
    const text = isToken && key === 'token' ? `${length} bytes` : '*'.repeat(length);
    return Buffer.from(text).toString('base64');
  };
}

function maskValues(data: unknown, mask: (key: string, value: unknown) => string): unknown {
  if (data === null || data === undefined) return data;
  if (!isPlain(data)) return REDACTED;
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, mask(key, value)]));
}

/** The annotation holds the whole Secret as it was last applied. */
function maskMetadata(metadata: Plain): Plain {
  if (!isPlain(metadata.annotations) || !(LAST_APPLIED in metadata.annotations)) return metadata;
  return { ...metadata, annotations: { ...metadata.annotations, [LAST_APPLIED]: REDACTED } };
}

function isPlain(value: unknown): value is Plain {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
