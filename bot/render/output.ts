// A page of output as blocks: what was printed, what went to stderr, where in the whole one is, and the buttons to go on.

import { LIMITS } from '../limits.ts';
import type { OutputPage } from '../reply.ts';
import { actions, type Block, button, context, preformatted } from './blocks.ts';
import { writePageValue } from './page-value.ts';
import { renderRows } from './rows.ts';
import { printed, quiet } from './text.ts';

const OUTPUT_CHARACTERS = 2900;
const STDERR_CHARACTERS = 1000;

export interface OutputLook {
  readonly isRunning: boolean;
  readonly isAuditSearch?: boolean;
  /** What became of it stands above in words. */
  readonly isTold?: boolean;
  /** What stands over the errors. */
  readonly errorHeading?: string;
}

export function renderOutput(
  output: OutputPage,
  { isRunning, isAuditSearch = false, isTold = false, errorHeading = 'stderr' }: OutputLook,
): Block[] {
  return [
    ...(output.text === '' ? emptiness(output, isRunning, isTold) : [body(output)]),
    ...(output.errorText === ''
      ? []
      : [preformatted(printed(output.errorText, STDERR_CHARACTERS), errorHeading)]),
    ...position(output),
    ...(isRunning ? [] : buttons(output, isAuditSearch)),
  ];
}

function body({ text, rows = [], asRows }: OutputPage): Block {
  return asRows ? renderRows(rows) : preformatted(printed(text, OUTPUT_CHARACTERS));
}

function emptiness(
  { filter, errorText }: OutputPage,
  isRunning: boolean,
  isTold: boolean,
): Block[] {
  if (isRunning) return [context('No output yet.')];
  if (filter !== '') return [context('No line of the output passes the filter.')];
  return errorText === '' && !isTold ? [context('(no output)')] : [];
}

function position({ page, pages, filter, firstLine, lastLine, lines }: OutputPage): Block[] {
  if (pages <= 1 && filter === '') return [];
  const parts = [
    lastLine === 0 ? `${lines} lines` : `lines ${firstLine}-${lastLine} of ${lines}`,
    ...(pages > 1 ? [`page ${page} of ${pages}`] : []),
    ...(filter === '' ? [] : [`filter: ${quiet(filter, 200)}`]),
  ];
  return [context(parts.join('  ·  '))];
}

function buttons(output: OutputPage, isAuditSearch: boolean): Block[] {
  const { outputId, page, pages, filter, rows, asRows } = output;
  if (outputId === undefined) return [];
  const to = (target: number, inRows = asRows) =>
    writePageValue({ outputId, page: target, filter, ...(inRows ? { asRows: true } : {}) });
  const isLong = pages > 1 || filter !== '';
  return actions([
    page > 1
      ? button('output_prev', '← Previous', to(page - 1), { label: 'Previous page' })
      : undefined,
    page < pages
      ? button('output_next', 'Next →', to(page + 1), { label: 'Next page' })
      : undefined,
    rows === undefined ? undefined : layoutButton(asRows, to(page, !asRows)),
    isAuditSearch
      ? button('audit_form', 'Filter or export', outputId, { label: 'Search the audit again' })
      : undefined,
    isLong && !isAuditSearch
      ? button(
          'output_filter',
          filter === '' ? 'Filter' : 'Change filter',
          asRows ? to(1) : outputId,
        )
      : undefined,
    isLong || !isSeenWhole(output)
      ? button('output_file', 'Whole output as file', outputId)
      : undefined,
  ]);
}

/** Nobody can tell a phone from a desk by a message, so it is the reader who says it. */
function layoutButton(asRows: boolean, value: string): Block | undefined {
  return asRows
    ? button('output_layout', 'Table', value, { label: 'Show the table as it was printed' })
    : button('output_layout', 'Rows', value, { label: 'Show it row by row, for a narrow screen' });
}

/** A line or three are easier to copy than to download. */
function isSeenWhole({ text, errorText }: OutputPage): boolean {
  const parts = [text, errorText].filter((part) => part !== '');
  const lines = parts.flatMap((part) => part.split('\n')).length;
  return lines <= LIMITS.shortLines && parts.join('').length <= LIMITS.shortCharacters;
}
