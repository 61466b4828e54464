// The manifest that is shipped is the one that the list of commands makes.

import { readFile } from 'node:fs/promises';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { COMMANDS } from '../../bot/commands/index.ts';
import { type Manifest, manifest } from '../../bot/manifest.ts';

const ROOTS = ['kubectl', 'kafka', 'pipeline', 'cluster', 'incident', 'qm'];
const FILE = new URL('../../manifest.yml', import.meta.url);

describe('the manifest', () => {
  test('is in manifest.yml as the code makes it', async () => {
    expect(parse(await readFile(FILE, 'utf8'))).toEqual(manifest(ROOTS));
  });

  test('has a slash command for the first word of every command, and no other', () => {
    const roots = new Set(COMMANDS.map(({ name }) => name.split(' ')[0]));
    expect(new Set(ROOTS)).toEqual(roots);
  });

  test('satisfies the type that Slack validates', () => {
    const typed: Manifest = manifest(ROOTS);
    expect(typed.settings?.socket_mode_enabled).toBe(true);
  });

  test('asks for history and for a list of channels only where whoever installs it may decline', () => {
    const { bot, bot_optional: optional } = manifest(ROOTS).oauth_config.scopes;
    expect(optional).toEqual([
      ...['bookmarks:read', 'channels:history', 'channels:read', 'groups:history'],
    ]);
    // Slack asks for no optional scope that is not among all.
    expect(bot).toEqual(expect.arrayContaining(optional));
    const demanded = bot.filter((scope) => !optional.some((each) => each === scope));
    expect(
      demanded.filter((scope) => /history|^channels:(?!manage$)|^groups:|^im:|admin/u.test(scope)),
    ).toEqual([]);
  });
});
