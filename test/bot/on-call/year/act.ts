// What the model makes of what a person says.

import {
  callAnew,
  EVERYTHING,
  escalationOf,
  isHeld,
  type OpenAlert,
  stepCount,
  tell,
  tellLouder,
  type Ward,
} from './open-alerts.ts';
import type { PersonWish } from './year-case.ts';

/** @returns whether it is refused. */
export function act(ward: Ward, wish: PersonWish, minute: number): boolean {
  const alert = ward.alerts[wish.matter];
  if (alert === undefined || isRefused(wish, alert)) return true;
  switch (wish.kind) {
    case 'ack':
      alert.ack = { by: wish.by, at: minute, until: minute + wish.minutes, isReminded: false };
      return false;
    case 'unack':
      alert.ack = undefined;
      callAnew(alert, minute);
      return false;
    case 'silence':
      alert.silencedUntil = minute + wish.minutes;
      return false;
    case 'unsilence':
      unsilence(ward, wish.matter, alert, minute);
      return false;
    case 'escalate':
      escalate(ward, wish.matter, alert);
      return false;
    case 'close':
      Object.assign(alert, { fires: false, isClosed: true, lastHeard: minute });
      return false;
    case 'reopen':
      Object.assign(alert, { fires: true, isClosed: false, lastHeard: minute });
      callAnew(alert, minute);
      return false;
  }
}

function isRefused({ kind }: PersonWish, alert: OpenAlert): boolean {
  switch (kind) {
    case 'unack':
      return alert.ack === undefined;
    case 'unsilence':
      return alert.silencedUntil === undefined;
    case 'reopen':
      return alert.fires || !alert.isClosed;
    default:
      return !alert.fires;
  }
}

function unsilence(ward: Ward, matter: number, alert: OpenAlert, minute: number): void {
  alert.silencedUntil = undefined;
  callAnew(alert, minute);
  if (isHeld(alert)) tell(ward, matter, alert, { minute, as: 'among others' });
  if (alert.fires && alert.severity === 'critical') tellLouder(ward, matter, alert, minute);
}

/** The next are called now, whatever it is and however it was told; all of them again where nobody is left. */
function escalate(ward: Ward, matter: number, alert: OpenAlert): void {
  const called = alert.chain?.called ?? 0;
  const isAtEnd = called >= stepCount(escalationOf(ward, matter));
  alert.ack = undefined;
  alert.silencedUntil = undefined;
  alert.chain = {
    for: EVERYTHING,
    since: Number.NEGATIVE_INFINITY,
    called: isAtEnd ? 0 : called,
  };
  if (isHeld(alert)) alert.told = 'among others';
}
