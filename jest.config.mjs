// How the tests run: TypeScript as it is, with Node's own type stripping, as ES modules.
export default {
  testEnvironment: '<rootDir>/scripts/plain-global.mjs',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  moduleFileExtensions: ['ts', 'mjs', 'js', 'cjs', 'json', 'node'],
  transform: { '\\.ts$': '<rootDir>/scripts/strip-types.mjs' },
  // Jest has no hooks of Node's loader: here client-node comes with all its classes. The processes of the tests are as they run.
  moduleNameMapper: { '^\\./client-node\\.ts$': '@kubernetes/client-node/dist/config.js' },
  setupFiles: ['<rootDir>/test/setup.ts'],
  testSequencer: '<rootDir>/scripts/longest-first.mjs',
  maxWorkers: 2,
  // What a test file leaves behind is never quite freed, and a heap of gigabytes makes the next ones slow.
  workerIdleMemoryLimit: '500MB',
  // Nobody waits for it but a test that fails: a slow machine with much to do is to need no luck.
  testTimeout: 120_000,
};
