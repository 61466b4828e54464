// What client-node's reader of kubeconfigs imports of its generated code, and nothing of the rest.

export { createConfiguration } from '@kubernetes/client-node/dist/gen/configuration.js';
export { ServerConfiguration } from '@kubernetes/client-node/dist/gen/servers.js';
