// The names of things in the settings.

import { z } from 'zod';

export const name = z
  .string()
  .regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/u, 'a name of a-z, 0-9 and "-", at most 63 long');

export const channelId = z.string().regex(/^[CDG][A-Z0-9]+$/u, "a Slack channel's id, C...");

export const slackUser = z
  .string()
  .regex(/^T[A-Z0-9]+\/[UW][A-Z0-9]+$/u, 'TEAM_ID/USER_ID, for example T012AB3CD/U045EF6GH');
