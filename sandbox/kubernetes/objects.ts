// The shapes of the objects that the stand-in keeps, as far as its printers and controllers read them. An object holds more
// fields than are named here, and they are kept as they came.

export type * from './objects/cluster.ts';
export type * from './objects/common.ts';
export type * from './objects/pods.ts';
export type * from './objects/workloads.ts';
