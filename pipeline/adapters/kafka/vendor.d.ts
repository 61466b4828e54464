// Types of the parts of vendor libraries that bring none: the two codecs, and kafkajs's own cluster (what it can do is said in
// kafkajs-cluster.ts).
declare module 'lz4js' {
  const lz4: {
    compressBound(length: number): number;
    /** Returns how many bytes it wrote; 0 when it found nothing to make smaller. */
    compressBlock(
      from: Uint8Array,
      to: Uint8Array,
      start: number,
      length: number,
      hashes: Uint32Array,
    ): number;
    decompressBound(bytes: Uint8Array): number;
    decompress(bytes: Uint8Array, most: number): Uint8Array;
  };
  export = lz4;
}

declare module 'snappyjs' {
  const snappy: {
    compress(bytes: Uint8Array): Uint8Array;
    uncompress(bytes: Uint8Array, most: number): Uint8Array;
  };
  export = snappy;
}

declare module 'kafkajs/src/cluster/index.js' {
  const Cluster: new (options: object) => object;
  export = Cluster;
}

declare module 'kafkajs/src/network/socketFactory.js' {
  import type { ISocketFactory } from 'kafkajs';

  const createSocketFactory: () => ISocketFactory;
  export = createSocketFactory;
}

declare module 'kafkajs/src/admin/index.js' {
  import type { Admin } from 'kafkajs';

  const createAdmin: (options: object) => Admin;
  export = createAdmin;
}

declare module 'kafkajs/src/broker/saslAuthenticator/plain.js' {
  import type { Mechanism, SASLOptions } from 'kafkajs';

  const create: (options: SASLOptions) => Mechanism['authenticationProvider'];
  export = create;
}

declare module 'kafkajs/src/broker/saslAuthenticator/scram256.js' {
  import type { Mechanism, SASLOptions } from 'kafkajs';

  const create: (options: SASLOptions) => Mechanism['authenticationProvider'];
  export = create;
}

declare module 'kafkajs/src/broker/saslAuthenticator/scram512.js' {
  import type { Mechanism, SASLOptions } from 'kafkajs';

  const create: (options: SASLOptions) => Mechanism['authenticationProvider'];
  export = create;
}

declare module 'kafkajs/src/broker/saslAuthenticator/oauthBearer.js' {
  import type { Mechanism, SASLOptions } from 'kafkajs';

  const create: (options: SASLOptions) => Mechanism['authenticationProvider'];
  export = create;
}
