// What is wrong with a delivery, in words that repeat nothing of it.

export class UnreadableDelivery extends Error {
  /** Of HTTP: 400, or 415 for a content type. */
  readonly status: number;

  constructor(why: string, status = 400) {
    super(why);
    this.name = 'UnreadableDelivery';
    this.status = status;
  }
}
