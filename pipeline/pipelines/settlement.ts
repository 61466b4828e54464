// The settlement: each paid click is deducted from its campaign's budget exactly once, and never below zero. Pure; it knows of
// no broker.
import type { Emit, InputRecord, Pipeline } from '../pipeline.ts';
import { createExpiringSet, type ExpiringSet } from '../stores/expiring-set.ts';
import { createKeyValueStore, type KeyValueStore } from '../stores/key-value-store.ts';
import {
  type Charge,
  type Click,
  quote,
  type Read,
  readCharge,
  readClick,
} from './settlement-records.ts';
import { verifySettlement } from './settlement-verify.ts';

export interface SettlementSettings {
  readonly name: string;
  readonly groupId: string;
  readonly clicks: string;
  readonly charges: string;
  readonly deductions: string;
  readonly exhausted: string;
  readonly deadLetters: string;
  /** For so long of stream time a repeated click id changes nothing. */
  readonly windowMs: number;
  readonly idleMs: number;
}

export const SETTLEMENT: SettlementSettings = {
  name: 'settlement',
  groupId: 'settlement',
  clicks: 'ad.clicks',
  charges: 'ad.charges',
  deductions: 'ad.deductions',
  exhausted: 'ad.budget-exhausted',
  deadLetters: 'ad.dead-letters',
  windowMs: 24 * 3_600_000,
  idleMs: 0,
};

export interface Budget {
  /** In minor units. */
  readonly balance: number;
  /** Whether it has been told that the campaign ran dry, and no charge has come since. */
  readonly isExhausted: boolean;
}

export interface SettlementState {
  readonly budgets: KeyValueStore<Budget>;
  readonly clicks: ExpiringSet;
  readonly charges: ExpiringSet;
}

const NOTHING: Budget = { balance: 0, isExhausted: false };

export function createSettlement(
  settings: Partial<SettlementSettings> = {},
): Pipeline<SettlementState> {
  const { name, groupId, idleMs, windowMs, deadLetters, ...topics } = {
    ...SETTLEMENT,
    ...settings,
  };
  const { clicks, charges, deductions, exhausted } = topics;
  return {
    ...{ name, groupId, idleMs, deadLetters },
    // Of a charge and a click of the same time the charge goes first.
    inputs: [charges, clicks],
    outputs: [deductions, exhausted],
    createState: () => {
      const state: SettlementState = {
        budgets: createKeyValueStore<Budget>({
          name: 'budgets',
          encode: ({ balance, isExhausted }) =>
            isExhausted ? `${balance} exhausted` : `${balance}`,
          decode: (text) => ({
            balance: Number.parseInt(text, 10),
            isExhausted: text.endsWith(' exhausted'),
          }),
        }),
        clicks: createExpiringSet({ name: 'clicks', windowMs }),
        charges: createExpiringSet({ name: 'charges', windowMs: Infinity }),
      };
      return { state, stores: Object.values(state) };
    },
    verify: (material) => verifySettlement(material, { ...topics, windowMs }),
    step: (record, state, out) => {
      if (record.timestamp < 0) return 'the record has no time';
      if (record.topic === charges) {
        const charge = usable(record, readCharge(record));
        return typeof charge === 'string' ? charge : takeCharge(charge, state, out);
      }
      const click = usable(record, readClick(record));
      if (typeof click === 'string') return click;
      return takeClick(click, { record, state, out, deductions, exhausted });
    },
  };
}

/**
 * Or why it cannot be used. A record that lies in another campaign's partition would be settled against a budget that is not
 * there.
 */
function usable<Value extends { readonly campaignId: string }>(
  record: InputRecord,
  read: Read<Value>,
): Value | string {
  if ('reason' in read) return read.reason;
  return record.key() === read.value.campaignId ? read.value : 'the key is not the campaignId';
}

function takeCharge(charge: Charge, state: SettlementState, out: Emit): string | undefined {
  if (state.charges.has(charge.chargeId)) {
    out.count('repeated charges');
    return undefined;
  }
  const { balance, isExhausted } = state.budgets.get(charge.campaignId) ?? NOTHING;
  const after = balance + charge.amount;
  if (!Number.isSafeInteger(after)) return 'the balance would be larger than can be counted';
  state.charges.add(charge.chargeId);
  state.budgets.put(charge.campaignId, {
    balance: after,
    isExhausted: isExhausted && charge.amount === 0,
  });
  out.count('charges');
  return undefined;
}

interface Settling {
  readonly record: InputRecord;
  readonly state: SettlementState;
  readonly out: Emit;
  readonly deductions: string;
  readonly exhausted: string;
}

function takeClick(click: Click, settling: Settling): undefined {
  const { record, state, out } = settling;
  const { clickId, campaignId, cost, at } = click;
  if (!state.clicks.add(clickId)) {
    out.count('repeated clicks');
    return;
  }
  const before = state.budgets.get(campaignId) ?? NOTHING;
  const isEnough = before.balance >= cost;
  const balance = isEnough ? before.balance - cost : before.balance;
  const isDry = !isEnough || balance === 0;
  if (balance !== before.balance || (isDry && !before.isExhausted)) {
    state.budgets.put(campaignId, { balance, isExhausted: before.isExhausted || isDry });
  }
  const outcome = isEnough ? 'deducted' : 'insufficient';
  out.emit(
    settling.deductions,
    campaignId,
    `{"clickId":${quote(clickId)},"campaignId":${quote(campaignId)},"cost":${cost},"balanceAfter":${balance},` +
      `"outcome":"${outcome}","clickPartition":${record.partition},"clickOffset":${record.offset},"at":${at}}`,
  );
  out.count(outcome);
  if (!isDry || before.isExhausted) return;
  out.emit(
    settling.exhausted,
    campaignId,
    `{"campaignId":${quote(campaignId)},"clickId":${quote(clickId)},"balance":${balance},"at":${at}}`,
  );
  out.count('exhausted');
}
