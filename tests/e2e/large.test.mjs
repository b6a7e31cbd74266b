// Files that are odd by their size: thousands of columns, one line of 300 MB, a quarter of a million rows. Each is read or refused in a sentence,
// and the page answers meanwhile.

import assert from 'node:assert/strict';
import { open as openFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { open } from './support/app.mjs';
import { Rules, until } from './support/rules.mjs';
import { withWorkers } from './support/worker.mjs';

/** A file on disk made of these parts. */
async function onDisk(t, name, parts) {
  const folder = await mkdtemp(join(tmpdir(), 'stratify-'));
  t.after(() => rm(folder, { recursive: true }));
  const path = join(folder, name);
  const file = await openFile(path, 'w');
  for (const part of parts) await file.write(part);
  await file.close();
  return path;
}

function* repeated(part, times) {
  for (let i = 0; i < times; i += 1) yield part;
}

test('five thousand columns', async (t) => {
  const app = await open(t);
  const line = (cell) => `${Array.from({ length: 5000 }, (_, i) => cell(i)).join(',')}\n`;
  const parts = [line((i) => `column ${i}`), line((i) => i), line((i) => i * 2), line((i) => `${i % 7}`)];
  await app.page.getByTestId('file-input').setInputFiles(await onDisk(t, 'wide.csv', parts));
  await app.page.getByTestId('row-count').filter({ hasText: '3' }).waitFor();
  const rules = new Rules(app);
  const segment = await rules.add('Large');
  await segment.root.write(0, 'column 4999', '>', 4000);
  await rules.counts([2, 1]);
});

test('one line of 300 MB is refused in a sentence, and the page is still there', async (t) => {
  const app = await open(t);
  const million = 'x'.repeat(1_000_000);
  await app.page.getByTestId('file-input').setInputFiles(await onDisk(t, 'endless.csv', repeated(million, 300)));
  await app.page.getByTestId('notice').filter({ hasText: 'endless.csv' }).first().waitFor({ timeout: 120_000 });
  await app.screenshot('endless');
  await app.drop({ name: 'good.csv', bytes: 'id,spend\na,1\nb,2\n' });
  await app.page.getByTestId('row-count').filter({ hasText: '2' }).waitFor();
});

test('a quote that never ends is named by its line', async (t) => {
  const app = await open(t);
  await app.drop({ name: 'quote.csv', bytes: `id,note\n1,fine\n2,"never ends\n${'3,more\n'.repeat(50)}` });
  await until(async () => (await app.page.getByTestId('notice').allInnerTexts()).join(' ') !== '' || (await app.page.getByTestId('source-row').count()) > 0, true, 'an answer');
  if (await app.page.getByTestId('source-row').count()) await app.page.getByTestId('source-row').click();
  await until(async () => /line 3\b/.test([...await app.page.getByTestId('notice').allInnerTexts(), ...await app.page.getByTestId('source-note').allInnerTexts()].join(' ')), true, 'the line');
});

test('a quarter of a million rows, read by several workers, with line breaks in their cells', async (t) => {
  const app = await open(t);
  const rows = 250_000;
  function* parts() {
    yield 'id,city,spend,last_order,note\n';
    for (let start = 0; start < rows; start += 10_000) {
      let block = '';
      for (let i = start; i < start + 10_000; i += 1) block += `C${i},${['Oslo', 'Rome', 'Bern'][i % 3]},${(i * 7919) % 1000},2025-0${1 + (i % 6)}-1${i % 9},"says, on the first line\nand on the second, ""${i}"" 5\n6,7,8,9,0"\n`;
      yield block;
    }
  }
  const path = await onDisk(t, 'many.csv', parts());
  await app.page.getByTestId('file-input').setInputFiles(path);
  await app.page.getByTestId('row-count').filter({ hasText: '250,000' }).waitFor({ timeout: 60_000 });
  const rules = new Rules(app);
  const segment = await rules.add('Big spenders');
  await segment.root.write(0, 'spend', '>=', 900);
  let expected = 0;
  for (let i = 0; i < rows; i += 1) expected += (i * 7919) % 1000 >= 900 ? 1 : 0;
  await rules.counts([expected, rows - expected]);
  const names = await app.page.evaluate(() => [...new Set(performance.getEntriesByType('measure').map((m) => m.name))].sort());
  for (const name of ['stratify:load', 'stratify:evaluate', 'stratify:render']) assert.ok(names.includes(name), names.join());
  // The table is virtual: the end is a key away.
  await app.page.getByTestId('customers-table').focus();
  await app.page.keyboard.press('Control+End');
  await until(async () => (await app.page.getByTestId('customers-row').filter({ visible: true }).allInnerTexts()).some((text) => text.includes('C249999')), true, 'last row');
});

test('the worker prepares itself for each file, as long as nothing is asked of it', async (t) => {
  const app = await open(t);
  await withWorkers(app);
  const said = await app.page.evaluate(async () => {
    const opens = (ask, name, text) => ask({ Open: { name, options: {} } }, new File([text], name));
    // Large enough for several workers to read it.
    let large = 'id,spend,note\n';
    for (let i = 0; i < 200_000; i += 1) large += `C${i},${i % 1000},"a line that is broken\nin two, with ${i} and ${(i * 7919) % 100_003} to tell it from others"\n`;
    const [ask, hurried] = await Promise.all([window.startWorker(), window.startWorker()]);
    const warm = [await ask('WarmUp')];
    const files = [];
    for (const name of ['first.csv', 'second.csv']) {
      files.push(await opens(ask, name, large), await ask({ Slices: { column: 'spend', ranks: [] } }));
      // Twice in a row is once.
      warm.push(...(await Promise.all([ask('WarmUp'), ask('WarmUp')])));
    }
    return { bytes: large.length, warm, files, hurried: await Promise.all([hurried('WarmUp'), opens(hurried, 'a.csv', 'id,spend\n1,2\n')]) };
  });
  assert.ok(said.bytes > 16 << 20, `${said.bytes} bytes are read by one worker`);
  assert.deepEqual(said.warm, Array(5).fill({ Ok: 'Done' }));
  for (const [opened, sliced] of [said.files.slice(0, 2), said.files.slice(2)]) {
    assert.equal(opened.Ok.Opened.customers, 200_000);
    assert.deepEqual(sliced.Ok.Slices.slices, [{ count: 200_000, sum: 200 * 499_500 }]);
  }
  // Who asks for something else at once has it, and the preparation ends.
  const [cancelled, opened] = said.hurried;
  assert.deepEqual(cancelled, { Err: 'Cancelled' });
  assert.equal(opened.Ok.Opened.customers, 1);
});
