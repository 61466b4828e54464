// The Status for an answer that carries none, such as a proxy's page or a plain text, worded as client-go words it
// (apimachinery api/errors, NewGenericServerResponse). Pure.

import type { Status } from '../../kubernetes/api.ts';
import { quote } from '../../kubernetes/quote.ts';

export interface BareAnswer {
  readonly code: number;
  readonly method: string;
  readonly group: string;
  /** '' for a path that is no resource. */
  readonly resource: string;
  readonly name: string;
  readonly text: string;
}

const MESSAGES: Readonly<Record<number, readonly [reason: string, message: string]>> = {
  400: ['BadRequest', 'the server rejected our request for an unknown reason'],
  401: ['Unauthorized', 'the server has asked for the client to provide credentials'],
  404: ['NotFound', 'the server could not find the requested resource'],
  405: ['MethodNotAllowed', 'the server does not allow this method on the requested resource'],
  409: ['Conflict', 'the server reported a conflict'],
  422: ['Invalid', 'the server rejected our request due to an error in our request'],
  429: [
    'TooManyRequests',
    'the server has received too many requests and has asked us to try again later',
  ],
  503: ['ServiceUnavailable', 'the server is currently unable to handle the request'],
  504: [
    'Timeout',
    'the server was unable to return a response in the time allotted, but may still be processing the request',
  ],
};

/** Here the server's own words say most. */
const OWN_WORDS: Readonly<Record<number, string>> = {
  403: 'Forbidden',
  406: 'NotAcceptable',
  415: 'UnsupportedMediaType',
};

export function genericStatus(answer: BareAnswer): Status {
  const { code, group, resource, name } = answer;
  const [reason, message] = wordAnswer(answer);
  const qualified = group === '' ? resource : `${resource}.${group}`;
  const subject = [answer.method.toLowerCase(), qualified, name].filter((part) => part !== '');
  return {
    code,
    reason,
    message: qualified === '' ? message : `${message} (${subject.join(' ')})`,
    details: {
      group,
      kind: resource,
      name,
      causes: [{ reason: 'UnexpectedServerResponse', message: answer.text }],
    },
  };
}

function wordAnswer({ code, method, text }: BareAnswer): readonly [string, string] {
  const ownWords = OWN_WORDS[code];
  if (ownWords !== undefined) return [ownWords, text];
  if (code === 409 && method === 'POST') return ['AlreadyExists', 'the server reported a conflict'];
  const known = MESSAGES[code];
  if (known) return known;
  if (code < 500) {
    return [
      'Unknown',
      `the server responded with the status code ${code} but did not return more information`,
    ];
  }
  return [
    'InternalError',
    `an error on the server (${quote(text)}) has prevented the request from succeeding`,
  ];
}
