// The buttons of a warning: each carries the offer's id, and its own name says which way is meant. Pure.

import type { Offer } from '../switch/switch-store.ts';
import { actions, type Block, button } from './blocks.ts';
import { cut } from './text.ts';

const LABEL_CHARACTERS = 75;

export function offerButtons({ id, ways }: Offer): Block[] {
  return actions(
    ways.map(({ kind, label, command }) =>
      button(`offer_${kind}`, cut(label, LABEL_CHARACTERS), id, {
        label: cut(`${label}: ${command}`, LABEL_CHARACTERS),
      }),
    ),
  );
}
