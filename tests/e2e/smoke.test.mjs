// The app starts, alone, from any path, with the network or without.

import assert from 'node:assert/strict';
import { cp, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { dist, open } from './support/app.mjs';

test('the page starts and its worker answers, without a break of the policy', async (t) => {
  const app = await open(t);
  assert.match(await app.page.title(), /Stratify/);
  assert.deepEqual(await app.page.evaluate(() => window.heard.policy), []);
  await app.screenshot('start-light');
});

test('the policy allows no inline code and no other origin', async (t) => {
  const app = await open(t);
  const policy = await app.page.locator('meta[http-equiv="Content-Security-Policy"]').getAttribute('content');
  const directives = Object.fromEntries(policy.split(';').map((part) => part.trim().split(/\s+(.*)/s)).map(([name, sources]) => [name, sources]));
  assert.equal(directives['default-src'], "'none'");
  assert.equal(directives['script-src'], "'self' 'wasm-unsafe-eval'");
  for (const [name, sources] of Object.entries(directives)) {
    for (const source of sources.split(/\s+/)) {
      assert.ok(["'self'", "'none'", "'wasm-unsafe-eval'", 'data:', 'blob:'].includes(source), `${name} allows ${source}`);
    }
  }
  // The policy works: a request that is tried gets nowhere, and is heard of.
  const refused = await app.page.evaluate(() => fetch('https://example.com/').then(() => false, () => true));
  assert.ok(refused);
  await app.page.waitForFunction(() => window.heard.policy.some((line) => line.startsWith('connect-src')));
  assert.ok(app.problems.splice(0).length > 0, 'the harness does not notice a break of the policy');
});

test('it works under any path of a host', async (t) => {
  const app = await open(t, { prefix: '/team/tools/stratify/' });
  await app.keptForOffline();
  await app.cutNetwork();
  await app.reload();
});

test('after loading it works with the network cut', async (t) => {
  const app = await open(t);
  await app.keptForOffline();
  await app.cutNetwork();
  await app.reload();
  const kept = await app.page.evaluate(async () => {
    const [name] = await caches.keys();
    return (await (await caches.open(name)).keys()).map(({ url }) => new URL(url).pathname.slice(1));
  });
  const files = (await readdir(dist, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  assert.deepEqual(kept.sort(), files.map(({ name }) => name).filter((name) => name !== 'sw.js').sort());
});

test('a new version is there on the load after it was found, and the old files go', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'stratify-'));
  t.after(() => rm(folder, { recursive: true }));
  await cp(dist, folder, { recursive: true });
  const release = async (version) => {
    const page = await readFile(join(dist, 'index.html'), 'utf8');
    await writeFile(join(folder, 'index.html'), page.replace('<title>Stratify</title>', `<title>Stratify ${version}</title>`));
    const worker = await readFile(join(dist, 'sw.js'), 'utf8');
    await writeFile(join(folder, 'sw.js'), worker.replace(/version: "/, `version: "${version}-`));
  };
  const app = await open(t, { folder });
  await app.keptForOffline();
  for (const version of ['two', 'three', 'four']) {
    await release(version);
    await app.page.evaluate(async () => {
      const registration = await navigator.serviceWorker.ready;
      const taken = new Promise((resolve) => navigator.serviceWorker.addEventListener('controllerchange', resolve, { once: true }));
      await registration.update();
      await taken;
    });
    await app.reload();
    assert.equal(await app.page.title(), `Stratify ${version}`);
  }
  // The version in force, and the one before it for pages that are still open.
  const versions = (await app.page.evaluate(() => caches.keys())).map((key) => key.split('#')[1].split('-')[0]);
  assert.deepEqual(versions, ['three', 'four']);
});

for (const theme of ['light', 'dark']) {
  for (const locale of ['en-US', 'zh-CN']) {
    test(`the start screen is accessible, ${theme}, ${locale}`, async (t) => {
      const app = await open(t, { theme, locale });
      await app.accessible();
      await app.screenshot(`start-${theme}-${locale}`);
    });
  }
}
