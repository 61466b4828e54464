// Client-node's reader of kubeconfigs and credentials, without the generated classes of every kind that comes with it: these
// take 60 MiB and a second, and serve only the typed clients, which are not used here. It changes nothing of what is loaded.

import { registerHooks } from 'node:module';

/** What its reader imports of them; where a later version asks for them in another way, all of them are loaded, as it was. */
const GENERATED = { from: '/@kubernetes/client-node/dist/config.js', specifier: './gen/index.js' };
const NEEDED = new URL('./client-node-needed.ts', import.meta.url).href;

const hooks = registerHooks({
  resolve: (specifier, context, next) => {
    const isGenerated =
      specifier === GENERATED.specifier && context.parentURL?.endsWith(GENERATED.from);
    return isGenerated === true ? next(NEEDED, context) : next(specifier, context);
  },
});
// Not a static import: those are resolved before a hook of the same file is there.
export const { KubeConfig } = await import('@kubernetes/client-node/dist/config.js');
hooks.deregister();
