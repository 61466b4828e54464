// The quick gate: format, lint and types. `npm run format` is the same with repairs.
import { spawnSync } from 'node:child_process';

const fix = process.argv.includes('--fix');
const steps = [
  ['biome', 'check', ...(fix ? ['--write'] : []), '--error-on-warnings', '.'],
  ['tsc', '-p', 'tsconfig.json'],
];
let failed = false;
for (const [tool = '', ...args] of steps) {
  const result = spawnSync(`node_modules/.bin/${tool}`, args, { stdio: 'inherit' });
  failed ||= result.status !== 0;
}
process.exitCode = failed ? 1 : 0;
