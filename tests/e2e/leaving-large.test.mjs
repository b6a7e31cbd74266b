// A large export is written into a file of the browser's own. It comes out whole where that works and where it does not, and does not stay for ever.

import assert from 'node:assert/strict';
import { cp, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { dist, open } from './support/app.mjs';
import { Rules, until } from './support/rules.mjs';
import { withWorkers } from './support/worker.mjs';

const ROWS = 150_000;

/** A line of the file; long enough for the export to go on for a while. */
const line = (i) => `C${i},${(i * 7919) % 1000},"says, ""${i}"" and\nmore of it than one would want to read twice"`;

/** The file, open, with a segment of those who spend 900 and more. */
async function build(t, options) {
  const app = await open(t, options);
  let bytes = 'id,spend,note\n';
  for (let i = 0; i < ROWS; i += 1) bytes += `${line(i)}\n`;
  await app.drop({ name: 'many.csv', bytes });
  await app.page.getByTestId('row-count').filter({ hasText: '150,000' }).waitFor();
  const rules = new Rules(app);
  const segment = await rules.add('Big');
  await segment.root.write(0, 'spend', '>=', 900);
  await rules.counts([ROWS / 10, ROWS - ROWS / 10]);
  return app;
}

/** Exports all of it and holds every line to what it has to be. */
async function exported(app) {
  await app.page.getByTestId('export-button').click();
  const { name, bytes } = await app.download(() => app.page.getByTestId('export-save').click());
  assert.equal(name, 'many-stratify.csv');
  const text = new TextDecoder().decode(bytes);
  const header = text.slice(0, text.search(/\r?\n/));
  assert.match(header, /^id,spend,note,/);
  const ending = text[header.length] === '\r' ? '\r\n' : '\n';
  let at = header.length + ending.length;
  for (let i = 0; i < ROWS; i += 1) {
    const wanted = `${line(i)},${(i * 7919) % 1000 >= 900 ? 'Big' : 'Everyone else'}${ending}`;
    assert.equal(text.slice(at, at + wanted.length), wanted);
    at += wanted.length;
  }
  assert.equal(at, text.length);
  return bytes.length;
}

/** What the browser keeps for this site: names and sizes of files. */
const kept = (app) => app.page.evaluate(async () => {
  const files = {};
  for await (const [name, handle] of (await navigator.storage.getDirectory()).entries()) {
    // One may be removed while they are looked at.
    const file = await handle.getFile().catch((error) => (error.name === 'NotFoundError' ? null : Promise.reject(error)));
    if (file) files[name] = file.size;
  }
  return files;
});

test('a large export passes through a file of the browser, which is removed in time', async (t) => {
  const app = await build(t, { lasting: true });
  const first = await exported(app);
  const second = await exported(app);
  const files = Object.entries(await kept(app));
  // All of it, or what was written until the disk was found to be too slow.
  assert.equal(files.length, 2);
  for (const [name, size] of files) assert.ok(size > 1 << 20 && size <= Math.max(first, second), `${name}: ${size} of ${first} and ${second}`);
  // One that was begun an hour ago, one of a minute ago, and one that is not an export.
  const old = `export-${Date.now() - 3_600_000}-0`;
  const young = `export-${Date.now() - 60_000}-0`;
  await app.page.evaluate(async (names) => {
    const directory = await navigator.storage.getDirectory();
    for (const name of names) await directory.getFileHandle(name, { create: true });
  }, [old, young, 'export-of-something-else']);
  await app.reload();
  const left = [...files.map(([name]) => name), young, 'export-of-something-else'].sort();
  await until(async () => Object.keys(await kept(app)).sort(), left, 'files that are left');
});

test('an export that is given up leaves nothing behind', async (t) => {
  const app = await open(t, { lasting: true });
  await withWorkers(app);
  const [given, last] = await app.page.evaluate(async () => {
    const ask = await window.startWorker();
    let text = 'id,spend\n';
    for (let i = 0; i < 200_000; i += 1) text += `C${i},${i % 1000}\n`;
    await ask({ Open: { name: 'many.csv', options: {} } }, new File([text], 'many.csv'));
    const options = { filter: null, columns: null, bom: false, guard: true, layout: 'One' };
    // The second begins while the first is being written, and takes its place.
    return Promise.all([ask({ Export: { options } }), ask({ Export: { options } })]);
  });
  assert.deepEqual(given, { Err: 'Cancelled' });
  assert.equal(last.Ok.Exported.rows, 200_000);
  await until(async () => Object.keys(await kept(app)).length, 1, 'files of exports');
});

test('in a private window, whose files are slower, it comes out the same', async (t) => {
  const app = await build(t);
  await exported(app);
});

test('where the browser has no such files, it comes out the same', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'stratify-without-'));
  t.after(() => rm(folder, { recursive: true }));
  await cp(dist, folder, { recursive: true });
  const [loader] = (await readdir(folder)).filter((name) => /^worker_loader.*\.js$/.test(name));
  const script = await readFile(join(folder, loader), 'utf8');
  await writeFile(join(folder, loader), `${script}\ndelete StorageManager.prototype.getDirectory;\n`);
  const app = await build(t, { folder, lasting: true });
  await exported(app);
  assert.deepEqual(await kept(app), {});
});
