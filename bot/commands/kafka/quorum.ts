// `kafka quorum`: who leads the controllers and how far the others are behind, with the columns of kafka-metadata-quorum.

import type { QuorumReplica, QuorumState } from '../../../pipeline/index.ts';
import { kafkaCommand } from '../../command.ts';
import { NO_POSITIONALS } from '../../grammar.ts';
import { kafkaFlag } from '../../kafka/flags.ts';
import { tableOf } from '../../kafka/table.ts';
import { timeInWords } from '../../kafka/time.ts';

const HEADER = ['NodeId', 'LogEndOffset', 'Lag', 'LastFetch', 'LastCaughtUp', 'Status'];

export const quorum = kafkaCommand({
  name: 'kafka quorum',
  summary: 'Show who leads the controllers, and how far the others are behind.',
  examples: ['kafka quorum'],
  effect: 'read',
  grammar: { positionals: NO_POSITIONALS, flags: kafkaFlag },
  read: () => ({}),
  access: () => [{ operation: 'Describe', resourceType: 'Cluster' }],

  run: async (_args, { admin }) => {
    const state = await admin.quorum();
    const facts = [
      ['LeaderId:', String(state.leader)],
      ['LeaderEpoch:', String(state.leaderEpoch)],
      ['HighWatermark:', String(state.highWatermark)],
    ];
    const stdout = `${tableOf(facts)}\n${tableOf([HEADER, ...replicaLines(state)])}`;
    return { stdout, stderr: '', exitCode: 0 };
  },
});

function replicaLines({ leader, voters, observers }: QuorumState): readonly (readonly string[])[] {
  const end = voters.find(({ id }) => id === leader)?.logEndOffset ?? -1;
  const lineOf = (replica: QuorumReplica, status: string) => [
    String(replica.id),
    String(replica.logEndOffset),
    end < 0 || replica.logEndOffset < 0 ? '-' : String(end - replica.logEndOffset),
    timeInWords(replica.lastFetchTimestamp),
    timeInWords(replica.lastCaughtUpTimestamp),
    status,
  ];
  const isLeader = ({ id }: QuorumReplica) => id === leader;
  return [
    ...voters.filter(isLeader).map((each) => lineOf(each, 'Leader')),
    ...voters.filter((each) => !isLeader(each)).map((each) => lineOf(each, 'Follower')),
    ...observers.map((each) => lineOf(each, 'Observer')),
  ];
}
