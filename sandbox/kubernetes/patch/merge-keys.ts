// Which lists of the built-in kinds merge by a key under a strategic merge patch (patchMergeKey in the API's types). Lists
// that are not named here are replaced as a whole, tolerations among them.

const KEYS: readonly (readonly [RegExp, string])[] = [
  [/\.(containers|initContainers|ephemeralContainers)$/, 'name'],
  [/\.(containers|initContainers|ephemeralContainers)\.env$/, 'name'],
  [/\.(containers|initContainers|ephemeralContainers)\.ports$/, 'containerPort'],
  [/\.(containers|initContainers|ephemeralContainers)\.volumeMounts$/, 'mountPath'],
  [/\.(containers|initContainers|ephemeralContainers)\.volumeDevices$/, 'devicePath'],
  [/^\.spec\.ports$/, 'port'],
  [/\.spec\.volumes$/, 'name'],
  [/\.imagePullSecrets$/, 'name'],
  [/^\.secrets$/, 'name'],
  [/\.hostAliases$/, 'ip'],
  [/\.topologySpreadConstraints$/, 'topologyKey'],
  [/\.schedulingGates$/, 'name'],
  [/\.resourceClaims$/, 'name'],
  [/\.metadata\.ownerReferences$/, 'uid'],
  [/^\.status\.conditions$/, 'type'],
  [/^\.status\.addresses$/, 'type'],
  [/^\.status\.podIPs$/, 'ip'],
  [/^\.status\.hostIPs$/, 'ip'],
];

export function mergeKeyOf(path: string): string | undefined {
  return KEYS.find(([pattern]) => pattern.test(path))?.[1];
}

/** Lists of plain values that grow rather than being replaced. */
export function isPrimitiveSet(path: string): boolean {
  return /\.metadata\.finalizers$/.test(path) || path === '.spec.podCIDRs';
}
