// What the buttons of an output carry: an opaque output id, a page, a filter, and how it is shown. Never a command.

export interface PageValue {
  readonly outputId: string;
  readonly page: number;
  readonly filter: string;
  /** Row by row. */
  readonly asRows?: true;
}

/** Longest filter, in bytes of UTF-8: 200 characters of base64url. */
export const FILTER_BYTES = 150;

export function isFilterShort(filter: string): boolean {
  return Buffer.byteLength(filter) <= FILTER_BYTES;
}

/** @returns '' for a filter that is too long to be carried: then there is no button. */
export function writePageValue({ outputId, page, filter, asRows }: PageValue): string {
  if (!isFilterShort(filter) || !OUTPUT_ID.test(outputId)) return '';
  const value = `${outputId}:${page}:${Buffer.from(filter).toString('base64url')}`;
  return asRows ? `${value}:rows` : value;
}

/** @returns undefined for what no button of ours carries. */
export function readPageValue(value: string): PageValue | undefined {
  const match = /^([^:]+):([1-9][0-9]{0,6}):([A-Za-z0-9_-]{0,200})(:rows)?$/u.exec(value);
  const [, outputId = '', page = '', filter = '', rows] = match ?? [];
  if (match === null || !OUTPUT_ID.test(outputId)) return undefined;
  return {
    outputId,
    page: Number(page),
    filter: Buffer.from(filter, 'base64url').toString(),
    ...(rows === undefined ? {} : { asRows: true }),
  };
}

const OUTPUT_ID = /^[A-Za-z0-9._-]{1,200}$/u;
