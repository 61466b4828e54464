// Who gets which partitions: as even as can be, and everybody keeps what they have as far as that allows; and who keeps standby copies of
// which. Pure functions, which the leader of the group calls.

export interface Claim {
  readonly memberId: string;
  /** What it had before. */
  readonly owned: readonly number[];
  /** What it has copies of: a partition that is to move goes there first. */
  readonly copies: readonly number[];
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
  const shares = members.map(({ memberId, copies }) => {
    const mine = assigned.get(memberId) ?? [];
    const wanted = mine.length > fewest ? mine.length : fewest + (oneMore > 0 ? 1 : 0);
    if (mine.length <= fewest && wanted > fewest) oneMore -= 1;
    return { mine, wanted, copies };
  });
  const take = (partition: number, { mine, wanted }: { mine: number[]; wanted: number }) => {
    if (mine.length < wanted && free.delete(partition)) mine.push(partition);
  };
  for (const share of shares) for (const partition of share.copies) take(partition, share);
  for (const share of shares) for (const partition of free) take(partition, share);
  for (const { mine } of shares) mine.sort((one, other) => one - other);
  return assigned;
}

/**
 * The partitions that each member keeps a copy of: `standbys` others than its owner for each partition, as far as there are so many. Whoever
 * has a copy, or had the partition, keeps it; the rest goes to those with the fewest.
 */
export function assignCopies(
  assigned: ReadonlyMap<string, readonly number[]>,
  claims: readonly Claim[],
  standbys: number,
): ReadonlyMap<string, readonly number[]> {
  const members = [...claims]
    .sort((one, other) => (one.memberId < other.memberId ? -1 : 1))
    .map(({ memberId, owned, copies }) => ({
      ...{ has: new Set([...owned, ...copies]), mine: [] as number[], memberId },
      owns: new Set(assigned.get(memberId)),
    }));
  const all = [...assigned.values()].flat().sort((one, other) => one - other);
  for (const partition of all) {
    const others = members.filter(({ owns }) => !owns.has(partition));
    const byFitness = others.toSorted(
      (one, other) =>
        Number(other.has.has(partition)) - Number(one.has.has(partition)) ||
        one.mine.length - other.mine.length,
    );
    for (const { mine } of byFitness.slice(0, standbys)) mine.push(partition);
  }
  return new Map(members.map(({ memberId, mine }) => [memberId, mine]));
}
