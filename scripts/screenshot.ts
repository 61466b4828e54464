// Takes the picture of the README: a real exchange on the sandbox's page, in Chromium. `node scripts/screenshot.ts FILE`.

import { launchBrowser, openPage } from '../test/sandbox/page/browser.ts';
import { startSandbox } from '../test/system/sandbox.ts';

const file = process.argv[2] ?? 'docs/sandbox.png';
const sandbox = await startSandbox();
const browser = await launchBrowser();
try {
  const channel = '#shop-ops';
  await sandbox.answer({ user: 'bob', channel, text: '/kubectl get pods' }, /READY/u);
  await sandbox.answer(
    { user: 'bob', channel, text: '/kubectl scale deploy/web --replicas=5' },
    /Confirm/u,
  );
  const opened = await openPage(browser, `${sandbox.url}/#user=bob&channel=shop-ops`, {
    width: 1180,
    height: 980,
  });
  await opened.page.getByRole('button', { name: 'Confirm' }).waitFor();
  await opened.page.screenshot({ path: file });
  await opened.close();
  const phone = await openPage(browser, `${sandbox.url}/#user=bob&channel=shop-ops`, {
    width: 390,
    height: 844,
  });
  await phone.page.getByRole('button', { name: 'Confirm' }).waitFor();
  await phone.page.getByRole('button', { name: 'row by row' }).click();
  await phone.page.getByRole('blockquote').first().waitFor();
  await phone.page.getByRole('blockquote').last().scrollIntoViewIfNeeded();
  await phone.page.screenshot({ path: file.replace(/\.png$/u, '-phone.png') });
  await phone.close();
} finally {
  await browser.close();
  await sandbox.stop();
}
