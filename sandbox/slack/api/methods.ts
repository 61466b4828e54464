// Every Web API method the stand-in knows. What is not here is answered `unknown_method`.
import { blockMethods } from './blocks.ts';
import { chatMethods } from './chat.ts';
import { conversationMethods } from './conversations.ts';
import { fileMethods } from './files.ts';
import type { Methods } from './method.ts';
import { pinMethods } from './pins.ts';
import { reactionMethods } from './reactions.ts';
import { viewMethods } from './views.ts';
import { workspaceMethods } from './workspace.ts';

export const METHODS: Methods = {
  ...workspaceMethods,
  ...conversationMethods,
  ...chatMethods,
  ...reactionMethods,
  ...pinMethods,
  ...viewMethods,
  ...fileMethods,
  ...blockMethods,
};
