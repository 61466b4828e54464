// The cache folder of the servers for tests: the sandbox's, so that nothing is fetched twice.
export { cacheFolder } from '../../sandbox/cache-folder.ts';
