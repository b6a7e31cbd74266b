// Opens the built app in a real browser and watches it: an error in the console, a break of the security policy or a request to another origin
// fails the test that it happens in.

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { Host } from './server.mjs';

const here = dirname(fileURLToPath(import.meta.url));
export const root = join(here, '../../..');
/** The build under test; `STRATIFY_DIST` names another. */
export const dist = process.env.STRATIFY_DIST ?? join(root, 'dist');
const screens = join(root, 'target/screens');

/** Longest wait for anything that a person waits for, in milliseconds. */
export const PATIENCE = 30_000;

const FLAGS = [
  '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync',
  // A name that is not this machine resolves to nothing, so that no request gets out even where one is tried.
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
];

const BROWSERS = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/google-chrome'];

/** A file of the data that others made, or null (and a visible line) where it is not beside the project. */
export function shared(test, path) {
  const file = join(root, '../shared', path);
  if (existsSync(file)) return file;
  test.skip(`skipped: ../shared/${path} is not there`);
  return null;
}

/**
 * The app, open. `options`: `prefix` (the path it is hosted under), `folder` (instead of dist), `theme` ('light', 'dark'), `locale`
 * ('en-US', 'zh-CN'), `width`, `height`, `allow` (a pattern of console errors that the test is about), `lasting` (a window that keeps what it stores,
 * as most are; otherwise a private one).
 */
export async function open(test, options = {}) {
  assert.ok(existsSync(join(options.folder ?? dist, 'index.html')), 'dist/ is missing: run `cargo xtask build` first');
  const host = await Host.start(options.folder ?? dist, options.prefix);
  const launch = { executablePath: BROWSERS.find((path) => path && existsSync(path)), args: FLAGS };
  const window = {
    viewport: { width: options.width ?? 1440, height: options.height ?? 900 },
    colorScheme: options.theme ?? 'light',
    locale: options.locale ?? 'en-US',
    acceptDownloads: true,
  };
  const profile = options.lasting ? await mkdtemp(join(tmpdir(), 'stratify-profile-')) : null;
  const browser = profile ? null : await chromium.launch(launch);
  const context = profile ? await chromium.launchPersistentContext(profile, { ...launch, ...window }) : await browser.newContext(window);
  const problems = [];
  test.after(async () => {
    await (browser ?? context).close();
    if (profile) await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    await host.vanish();
    assert.deepEqual(problems, [], 'the page complained');
  });
  watch(context, host, problems, options.allow);
  await context.addInitScript(listenIn);
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE);
  const app = new App(page, context, host, problems);
  await page.goto(host.url);
  await app.started();
  return app;
}

function watch(context, host, problems, allow) {
  const origin = new URL(host.url).origin;
  context.on('request', (request) => {
    const url = new URL(request.url());
    if (!['data:', 'blob:'].includes(url.protocol) && url.origin !== origin) problems.push(`request to another origin: ${url}`);
  });
  context.on('console', (message) => {
    const text = `${message.text()} (${message.location().url})`;
    if (message.type() === 'error' && !allow?.test(text)) problems.push(`console: ${text}`);
  });
  context.on('weberror', (error) => {
    const { message } = error.error();
    if (!allow?.test(message)) problems.push(`uncaught: ${message}`);
  });
}

/** Runs in the page before its own code: hears what the worker says and what the policy forbids. */
function listenIn() {
  window.heard = { worker: [], policy: [] };
  addEventListener('securitypolicyviolation', (event) => window.heard.policy.push(`${event.violatedDirective} ${event.blockedURI}`));
  window.Worker = class extends Worker {
    constructor(...inputs) {
      super(...inputs);
      this.addEventListener('message', ({ data }) => window.heard.worker.push(typeof data === 'string' ? data : JSON.stringify(data)));
    }
  };
}

export class App {
  constructor(page, context, host, problems) {
    Object.assign(this, { page, context, host, problems });
  }

  /** Something is on the page, and the worker has said that it is ready. */
  async started() {
    await this.page.locator('body > *:visible').first().waitFor();
    await this.page.waitForFunction(() => window.heard.worker.some((message) => message.includes('Ready')), null, { timeout: PATIENCE });
  }

  async reload() {
    await this.page.reload();
    await this.started();
  }

  /** The service worker has all files and answers for this page, and no other worker is still being loaded. */
  async keptForOffline() {
    await this.page.waitForFunction(async () => {
      const registration = await navigator.serviceWorker.ready;
      return registration.active?.state === 'activated' && navigator.serviceWorker.controller !== null;
    }, null, { timeout: PATIENCE });
    // The answer to being warmed up, which the page asks first: prepared, or left for something else.
    await this.page.waitForFunction(() => window.heard.worker.some((message) => {
      const { answer } = JSON.parse(JSON.parse(message).tell ?? '{}').Answer ?? {};
      return answer?.Ok === 'Done' || answer?.Err === 'Cancelled';
    }), null, { timeout: PATIENCE });
  }

  /** Cuts the network, at the browser and at the host. */
  async cutNetwork() {
    await this.host.vanish();
    await this.context.setOffline(true);
  }

  /** Drops files on the page, as the mouse does. Each is `{ name, bytes, type }` or a path. */
  async drop(...files) {
    const parts = await Promise.all(files.map(async (file) => (typeof file === 'string'
      ? { name: file.split('/').pop(), type: 'text/csv', base64: (await readFile(file)).toString('base64') }
      : { name: file.name, type: file.type ?? 'text/csv', base64: Buffer.from(file.bytes).toString('base64') })));
    await this.page.evaluate((list) => {
      const transfer = new DataTransfer();
      for (const { name, type, base64 } of list) {
        const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
        transfer.items.add(new File([bytes], name, { type }));
      }
      const middle = document.elementFromPoint(innerWidth / 2, innerHeight / 2) ?? document.body;
      for (const kind of ['dragenter', 'dragover', 'drop']) {
        middle.dispatchEvent(new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer: transfer }));
      }
    }, parts);
  }

  /** Does what makes a download, and gives the file's name and bytes. */
  async download(action) {
    const [download] = await Promise.all([this.page.waitForEvent('download', { timeout: PATIENCE }), action()]);
    return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
  }

  /** A picture for people to look at, in target/screens. */
  async screenshot(name) {
    await mkdir(screens, { recursive: true });
    await this.page.screenshot({ path: join(screens, `${name}.png`) });
  }

  /** Nothing that axe calls serious or critical. */
  async accessible() {
    const source = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
    await this.page.evaluate(source);
    const results = await this.page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
    const grave = results.violations.filter(({ impact }) => ['serious', 'critical'].includes(impact));
    const said = grave.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.slice(0, 5).map((node) => `${node.target} ${node.any[0]?.message ?? ''}`).join(' | ')}`);
    assert.deepEqual(said, []);
  }
}
