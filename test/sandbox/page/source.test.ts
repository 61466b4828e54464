// The page's source: its types hold, it parses no markup, and it names no address outside.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const PAGE = `${ROOT}sandbox/slack/page/`;
const FILES = readdirSync(PAGE, { recursive: true, encoding: 'utf8' }).filter((name) =>
  /\.(js|css|html)$/.test(name),
);

describe("the page's source", () => {
  test('holds the types that its comments declare', () => {
    const compiler = `${ROOT}node_modules/typescript/bin/tsc`;
    const { stdout } = spawnSync(process.execPath, [compiler, '-p', PAGE], { encoding: 'utf8' });
    expect(stdout).toBe('');
  });

  test.each(FILES)(
    '%s turns no text into markup or code, and loads nothing from elsewhere',
    (name) => {
      const source = readFileSync(PAGE + name, 'utf8');
      expect(source).not.toMatch(
        /innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser/,
      );
      expect(source).not.toMatch(/\beval\(|new Function|srcdoc|setHTML|createContextualFragment/);
      expect(source.replaceAll('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:\/\/[\w.]+/);
    },
  );
});
