// Makes what a source says fit to be kept: secrets out of every text, and nothing longer than it may be. Pure.

import type { Notice } from '../sources/source.ts';

const MOST = {
  key: 300,
  title: 200,
  line: 400,
  lines: 8,
  listing: 2_000,
  label: 200,
  labels: 64,
  expression: 2_000,
};

export function fitted(
  notice: Notice,
  redact: (text: string) => { readonly text: string },
): Notice {
  const plain = (text: string, most: number) => redact(text).text.slice(0, most).toWellFormed();
  const { listing, links, expression, ...rest } = notice;
  return {
    ...rest,
    key: notice.key.slice(0, MOST.key),
    group: notice.group.slice(0, MOST.key),
    groupTitle: plain(notice.groupTitle, MOST.title),
    title: plain(notice.title, MOST.title),
    lines: notice.lines.slice(0, MOST.lines).map((line) => plain(line, MOST.line)),
    labels: Object.fromEntries(
      Object.entries(notice.labels)
        .slice(0, MOST.labels)
        .map(([name, value]) => [name.slice(0, MOST.label), plain(value, MOST.label)]),
    ),
    count: Number.isSafeInteger(notice.count) && notice.count > 0 ? notice.count : 1,
    // The end of what was printed is what it ended by.
    ...(listing === undefined
      ? {}
      : { listing: redact(listing).text.slice(-MOST.listing).toWellFormed() }),
    ...(links === undefined ? {} : { links }),
    // Cut or redacted it would be another rule.
    ...(expression === undefined || plain(expression, MOST.expression) !== expression
      ? {}
      : { expression }),
  };
}
