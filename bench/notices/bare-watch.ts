// The other side: client-node's own watch of Pods in a process of its own, which counts what comes and does nothing with it. It writes its count to
// its parent as that changes.

import { KubeConfig, Watch } from '@kubernetes/client-node';

const EVERY_MS = 20;

const [, , kubeconfig = ''] = process.argv;
const config = new KubeConfig();
config.loadFromFile(kubeconfig);
let count = 0;
let told = -1;
const watch = async () => {
  await new Watch(config).watch(
    '/api/v1/pods',
    { resourceVersion: '1', timeoutSeconds: 600 },
    () => {
      count += 1;
    },
    () => {},
  );
};
await watch();
process.send?.({ ready: true });
setInterval(() => {
  if (count === told) return;
  told = count;
  process.send?.({ count });
}, EVERY_MS);
process.on('disconnect', () => process.exit(0));
