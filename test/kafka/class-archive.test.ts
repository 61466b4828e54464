// Brokers and tools start with the classes that were kept for them, and without them where they do not fit.
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { findClassArchive } from '../../sandbox/kafka/class-archive.ts';
import { fetchJars } from '../../sandbox/kafka/jars.ts';
import { findJava } from '../../sandbox/kafka/java.ts';
import { prepareKafka } from '../../sandbox/kafka/kafka.ts';
import { LOG_SETTINGS } from '../../sandbox/kafka/settings.ts';
import { type JavaHome, runTool } from '../../sandbox/kafka/tools.ts';
import { startOwnKafka } from './own-kafka.ts';

const START_MS = 300_000;
let directory: string;
let home: JavaHome;

beforeAll(async () => {
  await prepareKafka();
  directory = await mkdtemp(path.join(tmpdir(), 'classes-'));
  await writeFile(path.join(directory, 'log4j2.xml'), LOG_SETTINGS);
  home = { java: findJava(), libraries: await fetchJars(), directory };
}, START_MS);

afterAll(async () => {
  await rm(directory, { recursive: true, force: true });
});

/** Which files a process has mapped is told by Linux alone. */
const onLinux = process.platform === 'linux' ? test : test.skip;

onLinux(
  'a broker reads them from there',
  async () => {
    const archive = findClassArchive(home);
    expect(archive).toBeDefined();
    const kafka = await startOwnKafka({});
    const maps = await readFile(`/proc/${await kafka.brokers[0]?.processId()}/maps`, 'utf8');
    expect(maps).toContain(archive);
    await kafka.stop();
  },
  START_MS,
);

test.each([
  ['are none', async (archive: string) => ({ archive })],
  [
    'are not what they should be',
    async (archive: string) => {
      await writeFile(archive, 'words of something else\n'.repeat(1_000));
      return { archive };
    },
  ],
  [
    'are of other jars',
    async () => {
      const libraries = path.join(directory, 'libraries');
      await mkdir(libraries);
      for (const jar of await readdir(home.libraries)) {
        if (jar.startsWith('zstd-jni')) continue;
        await symlink(path.join(home.libraries, jar), path.join(libraries, jar));
      }
      return { libraries, archive: findClassArchive(home) };
    },
  ],
])(
  'a tool says nothing but its own words where they %s',
  async (_how, prepare) => {
    const other = { ...home, ...(await prepare(path.join(directory, 'other.jsa'))) };
    const run = { args: ['random-uuid'] };
    const { exitCode, stdout, stderr } = await runTool(other, 'kafka-storage', run);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(/^\S{22}\n$/u);
  },
  START_MS,
);
