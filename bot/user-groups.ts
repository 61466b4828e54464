// What is asked of Slack about user groups: who is in one, and that others are. Types only.

export interface UserGroups {
  /** Slack ids of users. @throws OperatorError when Slack does not say. */
  members(groupId: string): Promise<readonly string[]>;
  /** They are the only members from then on. @throws OperatorError when Slack does not do it, or does not answer. */
  setMembers(groupId: string, userIds: readonly string[]): Promise<void>;
  /** Changes nothing. @returns why its members could not be set; undefined: nothing is known that would hinder it. */
  problem(groupId: string): Promise<string | undefined>;
}
