// Who gets which partitions: as even as can be, and everybody keeps what they have as far as that allows. A pure function, which
// the leader of the group calls.

export interface Claim {
  readonly memberId: string;
  /** What it had before. */
  readonly owned: readonly number[];
}

/** The partition numbers of each member. No partition is left out, none is given twice. */
export function assignPartitions(
  partitions: number,
  claims: readonly Claim[],
): ReadonlyMap<string, readonly number[]> {
  const members = [...claims].sort((one, other) => (one.memberId < other.memberId ? -1 : 1));
  const fewest = Math.floor(partitions / members.length);
  let oneMore = partitions % members.length;
  const free = new Set(Array.from({ length: partitions }, (_, partition) => partition));
  const assigned = new Map<string, number[]>();
  // Those with more come first, so that the odd partitions stay where they are.
  for (const { memberId, owned } of members.toSorted((a, b) => b.owned.length - a.owned.length)) {
    const most = fewest + (oneMore > 0 ? 1 : 0);
    const kept = owned.filter((partition) => free.has(partition)).slice(0, most);
    if (kept.length > fewest) oneMore -= 1;
    for (const partition of kept) free.delete(partition);
    assigned.set(memberId, kept);
  }
  for (const { memberId } of members) {
    const mine = assigned.get(memberId) ?? [];
    const wanted = mine.length > fewest ? mine.length : fewest + (oneMore > 0 ? 1 : 0);
    if (mine.length <= fewest && wanted > fewest) oneMore -= 1;
    for (const partition of free) {
      if (mine.length >= wanted) break;
      free.delete(partition);
      mine.push(partition);
    }
    mine.sort((one, other) => one - other);
  }
  return assigned;
}
