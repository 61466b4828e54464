// A page of output as blocks: what was printed, what went to stderr, where in the whole one is, and the buttons to go on.

import type { OutputPage } from '../reply.ts';
import { actions, type Block, button, context, preformatted } from './blocks.ts';
import { writePageValue } from './page-value.ts';
import { printed, quiet } from './text.ts';

const OUTPUT_CHARACTERS = 2900;
const STDERR_CHARACTERS = 1000;

export interface OutputLook {
  readonly isRunning: boolean;
  readonly isAuditSearch?: boolean;
}

export function renderOutput(
  output: OutputPage,
  { isRunning, isAuditSearch = false }: OutputLook,
): Block[] {
  return [
    ...(output.text === '' ? [] : [preformatted(printed(output.text, OUTPUT_CHARACTERS))]),
    ...(output.text === '' ? emptiness(output, isRunning) : []),
    ...(output.errorText === ''
      ? []
      : [preformatted(printed(output.errorText, STDERR_CHARACTERS), 'stderr')]),
    ...position(output),
    ...(isRunning ? [] : buttons(output, isAuditSearch)),
  ];
}

function emptiness({ filter, errorText }: OutputPage, isRunning: boolean): Block[] {
  if (isRunning) return [context('No output yet.')];
  if (filter !== '') return [context('No line of the output passes the filter.')];
  return errorText === '' ? [context('(no output)')] : [];
}

function position(output: OutputPage): Block[] {
  const { page, pages, filter } = output;
  if (pages <= 1 && filter === '') return [];
  const parts = [
    lineRange(output),
    ...(pages > 1 ? [`page ${page} of ${pages}`] : []),
    ...(filter === '' ? [] : [`filter: ${quiet(filter, 200)}`]),
  ];
  return [context(parts.join('  ·  '))];
}

/** Pages end by lines or by characters, so only the first and the last tell which lines they are. */
function lineRange({ text, page, pages, lines }: OutputPage): string {
  const here = text === '' ? 0 : text.split('\n').length;
  if (here > 0 && page === 1) return `lines 1-${here} of ${lines}`;
  if (here > 0 && page === pages) return `lines ${lines - here + 1}-${lines} of ${lines}`;
  return `${lines} lines`;
}

function buttons(
  { outputId, page, pages, filter, text, errorText }: OutputPage,
  isAuditSearch: boolean,
): Block[] {
  if (outputId === undefined) return [];
  const to = (target: number) => writePageValue({ outputId, page: target, filter });
  const isLong = pages > 1 || filter !== '';
  return actions([
    page > 1
      ? button('output_prev', '← Previous', to(page - 1), { label: 'Previous page' })
      : undefined,
    page < pages
      ? button('output_next', 'Next →', to(page + 1), { label: 'Next page' })
      : undefined,
    isAuditSearch
      ? button('audit_form', 'Filter or export', outputId, { label: 'Search the audit again' })
      : undefined,
    isLong && !isAuditSearch
      ? button('output_filter', filter === '' ? 'Filter' : 'Change filter', outputId)
      : undefined,
    text !== '' || errorText !== '' || isLong
      ? button('output_file', 'Whole output as file', outputId)
      : undefined,
  ]);
}
