// Where a secret is, for settings that must not hold one. It is read when it is needed, so that it can be renewed. Pure.

import { z } from 'zod';

export const secret = z.union(
  [
    z.strictObject({ file: z.string().min(1) }),
    z.strictObject({ variable: z.string().regex(/^[A-Z_][A-Z0-9_]*$/u) }),
  ],
  {
    error: 'where the secret is: either "file: PATH" or "variable: NAME", never the secret itself',
  },
);

export type SecretPlace = z.infer<typeof secret>;
