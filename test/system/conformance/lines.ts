// The command lines that are sent through Slack and to the real kubectl. They are those of the contract suites, so that what
// is promised of a command is promised of the whole way to the person.

import { SAME_LINES, WHOLE_CLUSTER_LINES } from '../../contract/adapter/lines.ts';
import {
  WHOLE_CLUSTER_LINES as GETS_OF_THE_WHOLE_CLUSTER,
  LINES,
} from '../../contract/get/get-lines.ts';
import { LOG_LINES } from '../../contract/get/log-lines.ts';

export interface Line {
  /** Without the first word, kubectl. */
  readonly text: string;
  readonly family: string;
}

export interface Places {
  /** Where the objects of `get` and `logs` are. */
  readonly gets: string;
  readonly group: string;
  /** Where the objects of the other reads are. */
  readonly reads: string;
  /** Names that the cluster chose: WEB, PAIR, WEBRS. */
  readonly pods: Readonly<Record<string, string>>;
}

export function linesFor({ gets, group, reads, pods }: Places): readonly Line[] {
  const texts = [
    ...LINES.map((line) => line.replaceAll('NS', gets).replaceAll('GROUP', group)),
    ...LOG_LINES.map((line) =>
      line.replaceAll('NS', gets).replace(/\b(?:WEBRS|WEB|PAIR)\b/gu, (word) => pods[word] ?? word),
    ),
    ...GETS_OF_THE_WHOLE_CLUSTER,
    ...WHOLE_CLUSTER_LINES,
    ...SAME_LINES.map((line) => line.replaceAll('NS', reads)),
  ];
  return texts.map((text) => ({ text, family: text.split(' ')[0] ?? '' }));
}
