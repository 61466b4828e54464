// What people ask for about who is on call: who is, who is next, and that somebody stands in.

import type { Request } from '../command.ts';
import type { OnCallSettings, Rotation } from '../config/on-call.ts';
import { OperatorError, UsageError } from '../errors.ts';
import { tableOf } from '../kafka/table.ts';
import type { Clock, Store } from '../ports.ts';
import { writeInstant } from '../timetable/words.ts';
import { type Duty, nextHandOff, onCallAt, type Swap } from './rotation.ts';

export interface OnCallDesk {
  /** @param name absent: all rotations. @throws UsageError for one that there is not. */
  show(name: string | undefined): Promise<string>;
  /** @throws UsageError for a rotation or a time that there is not. */
  swap(request: Request, wish: SwapWish): Promise<string>;
  /** Ends a swap before its time, or before it begins. @throws OperatorError when there is none of this id. */
  endSwap(id: string): Promise<string>;
}

export interface SwapWish {
  readonly rotation: string;
  /** A Slack id. */
  readonly userId: string;
  /** Absent: now. */
  readonly fromMs: number | undefined;
  readonly forMs: number;
}

export interface OnCallDeskParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly settings: () => { readonly onCall: OnCallSettings };
  readonly nameOf: (teamId: string, userId: string) => Promise<string | undefined>;
}

const ID_CHARACTERS = 6;
const SWAP_MS = 60 * 86_400_000;

export function createOnCallDesk(parts: OnCallDeskParts): OnCallDesk {
  const { store, clock, settings } = parts;
  return {
    show: async (name) => {
      const { rotations } = settings().onCall;
      if (name !== undefined) return await showOne(name, rotationOf(name, rotations), parts);
      if (Object.keys(rotations).length === 0) throw noRotations();
      const rows = await Promise.all(
        Object.entries(rotations).map(([each, rotation]) => rowOf(each, rotation, parts)),
      );
      return tableOf([['ROTATION', 'ON CALL', 'BECAUSE OF', 'UNTIL', 'THEN'], ...rows]);
    },
    swap: async (request, { rotation: name, userId, fromMs, forMs }) => {
      const rotation = rotationOf(name, settings().onCall.rotations);
      const nowMs = clock.nowMs();
      if (forMs > SWAP_MS) throw tooLong();
      const swap: Swap = {
        ...{
          id: clock
            .id()
            .replaceAll(/[^A-Za-z0-9]/gu, '')
            .slice(0, ID_CHARACTERS),
          rotation: name,
        },
        ...{
          person: `${request.address.teamId}/${userId}`,
          by: request.address.userId,
          madeAtMs: nowMs,
        },
        ...{ fromMs: fromMs ?? nowMs, untilMs: (fromMs ?? nowMs) + forMs },
      };
      await store.saveSwap(swap);
      const who = await personOf(swap.person, parts);
      const [from, until] = [swap.fromMs, swap.untilMs].map((atMs) =>
        writeInstant(atMs, rotation.timeZone),
      );
      return `${who} is on call in ${name} from ${from} until ${until}. "incident oncall unswap ${swap.id}" ends that.\n`;
    },
    endSwap: async (id) => {
      if (await store.endSwap(id, clock.nowMs())) return `The swap ${id} is over.\n`;
      throw new OperatorError({
        what: `There is no swap "${id}".`,
        why: 'None of this id is in force or to come.',
        fix: '"incident oncall ROTATION" shows those of a rotation.',
      });
    },
  };
}

async function rowOf(
  name: string,
  rotation: Rotation,
  parts: OnCallDeskParts,
): Promise<readonly string[]> {
  const nowMs = parts.clock.nowMs();
  const swaps = await parts.store.swaps(name, nowMs);
  const duty = onCallAt(rotation, swaps, nowMs);
  const next = nextHandOff(rotation, swaps, nowMs);
  return [
    name,
    await personOf(duty.person, parts),
    becauseOf(duty),
    next === undefined ? 'further on' : writeInstant(next.atMs, rotation.timeZone),
    next === undefined ? '-' : await personOf(next.duty.person, parts),
  ];
}

async function showOne(name: string, rotation: Rotation, parts: OnCallDeskParts): Promise<string> {
  const nowMs = parts.clock.nowMs();
  const swaps = await parts.store.swaps(name, nowMs);
  const rows: string[][] = [];
  let [atMs, duty]: [number, Duty] = [nowMs, onCallAt(rotation, swaps, nowMs)];
  for (let count = 0; count < 8; count += 1) {
    const next = nextHandOff(rotation, swaps, atMs);
    rows.push([
      await personOf(duty.person, parts),
      becauseOf(duty),
      atMs === nowMs ? 'now' : writeInstant(atMs, rotation.timeZone),
      next === undefined ? 'further on' : writeInstant(next.atMs, rotation.timeZone),
    ]);
    if (next === undefined) break;
    [atMs, duty] = [next.atMs, next.duty];
  }
  const swapped = await Promise.all(
    swaps.map(async (swap) => [
      swap.id,
      await personOf(swap.person, parts),
      writeInstant(swap.fromMs, rotation.timeZone),
      writeInstant(swap.untilMs, rotation.timeZone),
      swap.by,
    ]),
  );
  return [
    tableOf([['ON CALL', 'BECAUSE OF', 'FROM', 'UNTIL'], ...rows]),
    ...(swapped.length === 0
      ? []
      : [tableOf([['SWAP', 'WHO', 'FROM', 'UNTIL', 'BY'], ...swapped])]),
  ].join('\n');
}

function becauseOf({ because }: Duty): string {
  if (because === 'nobody') return '-';
  return 'layer' in because ? because.layer : `swap ${because.swap.id}`;
}

async function personOf(account: string | undefined, { nameOf }: OnCallDeskParts): Promise<string> {
  if (account === undefined) return 'nobody';
  const [teamId = '', userId = ''] = account.split('/');
  return (await nameOf(teamId, userId)) ?? userId;
}

function rotationOf(name: string, rotations: OnCallSettings['rotations']): Rotation {
  const rotation = Object.hasOwn(rotations, name) ? rotations[name] : undefined;
  if (rotation !== undefined) return rotation;
  throw new UsageError({
    what: `There is no rotation "${name}".`,
    why: `Known are: ${Object.keys(rotations).join(', ') || 'none'}.`,
    fix: 'Correct the name, or leave it out to see all.',
    usage: 'incident oncall [ROTATION]',
  });
}

function noRotations(): OperatorError {
  return new OperatorError({
    what: 'Nobody is on call.',
    why: 'The settings have no rotation.',
    fix: 'Whoever keeps the settings adds one under "onCall"; quartermaster.example.yaml shows how.',
  });
}

function tooLong(): UsageError {
  return new UsageError({
    what: 'That is too long.',
    why: 'Somebody stands in for at most 60 days: what lasts longer belongs into the settings.',
    fix: 'Give a shorter time.',
    usage: 'incident oncall swap ROTATION PERSON --for 8h',
  });
}
