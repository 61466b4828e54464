// Who may do nothing, and who may do less, under the starter policies: a few plain rules over what was asked, apart from what
// the command names.

import type { Seen } from '../contract/adapter/fake-server.ts';
import type { Input } from './inputs.ts';
import type { Phase } from './perform.ts';
import { PEOPLE } from './world.ts';

/** Whoever is in no group, of another workspace, a guest, a bot or gone. */
const NOBODIES = ['mallory', 'eve', 'guest', 'robot', 'gone'];
/** Questions about one's own rights are made by POST and store nothing. */
const REVIEWS = /^\/apis\/authorization\.k8s\.io\/v1\/selfsubject\w+reviews(?:\?|$)/u;
const SECRETS = /^\/api\/v1\/(?:namespaces\/[^/]+\/)?secrets(?:\/|\?|$)/u;

/** @param clicker who acted in this phase. */
export function deniedProblems(
  { requests, started, asked: ofKafka }: Phase,
  clicker: string,
  policies: Input['policies'],
): readonly string[] {
  const isStarter = policies === 'starter';
  const isNobody = isStarter
    ? NOBODIES.includes(clicker)
    : PEOPLE[clicker]?.flags.isDeleted === true;
  const asked = requests.map(({ seen }) => seen);
  const denied = isNobody
    ? asked
    : isStarter
      ? asked.filter((seen) => isTooMuch(seen, clicker))
      : [];
  return [
    ...denied.map(({ method, url }) => `${clicker} may not, and it was asked: ${method} ${url}`),
    ...(isNobody
      ? [
          ...started.map(({ args }) => `${clicker} may not, and started ${args.join(' ')}`),
          ...ofKafka.map(({ question }) => `${clicker} may not, and asked a Kafka: ${question}`),
        ]
      : []),
  ];
}

function isTooMuch({ method, url }: Seen, clicker: string): boolean {
  if (clicker === 'alice') return false;
  if (SECRETS.test(url)) return true;
  return clicker === 'carol' && method !== 'GET' && !REVIEWS.test(url);
}
