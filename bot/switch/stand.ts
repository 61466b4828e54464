// How a switch stood when this process looked last, for those who tell of it. It is lost with the process, and known again within a minute.

export type Stood =
  /** As it is to be, or as far as it can be brought. */
  | { readonly kind: 'settled' }
  /** Something of it is not as it is to be. */
  | { readonly kind: 'unsettled' }
  /** It is left as it is until somebody says otherwise. */
  | { readonly kind: 'left' }
  /** It may not be switched now. */
  | { readonly kind: 'refused'; readonly why: string };

export type Stand = (Stood & { readonly cause: string }) | UnseenStand;

/** It could not be looked at. */
export interface UnseenStand {
  readonly kind: 'unseen';
  readonly why: string;
}
