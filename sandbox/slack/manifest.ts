// Reads the app's manifest, from which the stand-in knows commands, scopes and events. It never changes the file.
import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { isTrue, toObject, toObjects, toText, toTexts } from './json.ts';

export interface Manifest {
  commands: { command: string; description: string; usage_hint: string; should_escape: boolean }[];
  shortcuts: { name: string; type: string; callback_id: string; description: string }[];
  scopes: Set<string>;
  events: Set<string>;
  hasHomeTab: boolean;
  isInteractive: boolean;
}

/** @throws when the file is missing or says nothing of features, scopes or settings. */
export async function loadManifest(path: string): Promise<Manifest> {
  const document: unknown = parse(await readFile(path, 'utf8'));
  const root = toObject(document);
  for (const part of ['features', 'oauth_config', 'settings']) {
    if (root[part] === undefined)
      throw new Error(
        `The manifest ${path} has no "${part}". The stand-in Slack takes commands, scopes and events from it. Give it a whole manifest (npm run docs writes it).`,
      );
  }
  const manifest = readManifest(root);
  assertEventScopes(manifest, path);
  return manifest;
}

/** Slack does not install an app that listens to what it may not read. */
function assertEventScopes(manifest: Manifest, path: string): void {
  for (const event of manifest.events) {
    const scope = EVENT_SCOPES[event];
    if (scope !== undefined && !manifest.scopes.has(scope))
      throw new Error(
        `The manifest ${path} subscribes to "${event}" without the scope "${scope}". Slack refuses such a manifest. Add the scope or drop the event.`,
      );
  }
}

const EVENT_SCOPES: Readonly<Record<string, string | undefined>> = {
  app_mention: 'app_mentions:read',
  'message.channels': 'channels:history',
  'message.im': 'im:history',
  file_shared: 'files:read',
  reaction_added: 'reactions:read',
  reaction_removed: 'reactions:read',
  member_joined_channel: 'channels:read',
};

function readManifest(root: { [field: string]: unknown }): Manifest {
  const features = toObject(root.features);
  const settings = toObject(root.settings);
  return {
    commands: toObjects(features.slash_commands).map((command) => ({
      command: toText(command.command),
      description: toText(command.description),
      usage_hint: toText(command.usage_hint),
      should_escape: isTrue(command.should_escape),
    })),
    shortcuts: toObjects(features.shortcuts).map((shortcut) => ({
      name: toText(shortcut.name),
      type: toText(shortcut.type),
      callback_id: toText(shortcut.callback_id),
      description: toText(shortcut.description),
    })),
    scopes: new Set(toTexts(toObject(toObject(root.oauth_config).scopes).bot)),
    events: new Set(toTexts(toObject(settings.event_subscriptions).bot_events)),
    hasHomeTab: isTrue(toObject(features.app_home).home_tab_enabled),
    isInteractive: isTrue(toObject(settings.interactivity).is_enabled),
  };
}
