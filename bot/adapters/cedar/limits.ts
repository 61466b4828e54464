// How much of a policy folder is read. A folder beyond this is a mistake, not a policy set.

export const POLICY_LIMITS = {
  files: 200,
  fileBytes: 256 * 1024,
  totalBytes: 1024 * 1024,
  adviceCharacters: 300,
} as const;
