// What the model makes of what a source says.

import {
  beginCalls,
  callAnew,
  isSilenced,
  type OpenAlert,
  tell,
  tellLouder,
  type Ward,
} from './open-alerts.ts';
import type { Severity, SourceWish } from './year-case.ts';

/** What ended so long ago is another alert when it begins anew. */
const SAME_MINUTES = 15;
/** So many times anew within so many minutes is no new beginning each time. */
const FLAPS = { times: 3, within: 30 };
const BADNESS: Readonly<Record<Severity, number>> = { critical: 3, warning: 2, info: 1 };

export function hear(ward: Ward, wish: SourceWish, minute: number): void {
  const { matter } = wish;
  const before = ward.said[matter];
  if (before === undefined) return;
  // A source that has said that it is over says no more of it.
  if (wish.kind !== 'fire' && !before.fires) return;
  const severity = 'severity' in wish ? wish.severity : before.severity;
  ward.said[matter] = { fires: wish.kind !== 'end', severity };
  const alert = ward.alerts[matter];
  if (wish.kind === 'end') {
    end(alert, minute);
    return;
  }
  const isOfTheSameTime = wish.kind === 'severity' || wish.kind === 'repeat';
  if (alert?.isClosed === true && isOfTheSameTime) return;
  if (alert === undefined || (!alert.fires && minute - alert.lastHeard > SAME_MINUTES)) {
    ward.alerts[matter] = begin(ward, matter, severity, minute);
    return;
  }
  if (isOfTheSameTime && severity === before.severity) return;
  goOn(ward, matter, alert, { severity, minute });
}

/** What nobody knows to fire does not end; that its source says so too is known of what somebody has closed. */
function end(alert: OpenAlert | undefined, minute: number): void {
  if (alert === undefined || !(alert.fires || alert.isClosed)) return;
  alert.fires = false;
  alert.isClosed = false;
  alert.lastHeard = minute;
}

function begin(ward: Ward, matter: number, severity: Severity, minute: number): OpenAlert {
  const before = ward.alerts[matter];
  ward.numbers += 1;
  const alert: OpenAlert = {
    title: `alert ${ward.numbers} of matter${matter}`,
    ...{ number: ward.numbers, fires: true, severity, lastHeard: minute, turns: [] },
    ...{ isClosed: false, ack: undefined, silencedUntil: undefined, told: 'alone' },
    chain: beginCalls(ward, matter, severity, minute),
  };
  if (before === undefined || !isSilenced(before, minute)) {
    tell(ward, matter, alert, { minute, as: 'alone' });
    return alert;
  }
  return { ...alert, silencedUntil: before.silencedUntil, told: 'held by silence' };
}

function goOn(
  ward: Ward,
  matter: number,
  alert: OpenAlert,
  { severity, minute }: { readonly severity: Severity; readonly minute: number },
): void {
  const was = alert.severity;
  const isTurned = !alert.fires;
  Object.assign(alert, { fires: true, isClosed: false, severity, lastHeard: minute });
  if (isTurned) {
    alert.turns = [...alert.turns, minute].filter((turn) => turn > minute - FLAPS.within);
    if (alert.turns.length < FLAPS.times) {
      alert.ack = undefined;
      callAnew(alert, minute);
    }
  }
  if (severity !== was) alert.chain ??= beginCalls(ward, matter, severity, minute);
  const isWorse = BADNESS[severity] > BADNESS[was];
  if (isWorse && severity === 'critical' && !isSilenced(alert, minute)) {
    tellLouder(ward, matter, alert, minute);
  }
}
