// What leaves the page: an archive, a file per segment, one segment alone, the clipboard, charts as pictures and numbers.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { PATIENCE, open } from './support/app.mjs';
import { parse } from './support/csv.mjs';
import { Rules, until } from './support/rules.mjs';

const ROWS = [
  ['id', 'city', 'spend', 'note'],
  ['a', 'Oslo', '10', 'plain'],
  ['b', 'Rome', '20', '=1+1'],
  ['c', 'Oslo', '30', '"two, words"'],
  ['d', 'Bern', '-5', '@home'],
  ['e', 'Rome', '50', '+49 30'],
];
const FILE = { name: 'people.csv', bytes: `${ROWS.map((row) => row.join(',')).join('\n')}\n` };

/** The file with two segments, Nordic (Oslo) and Big (20 and more). */
async function build(t) {
  const app = await open(t);
  await app.drop(FILE);
  const rules = new Rules(app);
  const nordic = await rules.add('Nordic');
  await nordic.root.write(0, 'city', 'is', 'Oslo');
  const big = await rules.add('Big');
  await big.root.write(0, 'spend', '>=', 20);
  await rules.counts([2, 2, 1]);
  return { app, rules };
}

/** Entries of an archive whose files are stored as they are. */
function unzip(bytes) {
  const files = {};
  for (let at = 0; bytes.readUInt32LE(at) === 0x04034b50;) {
    const [nameLength, extraLength] = [bytes.readUInt16LE(at + 26), bytes.readUInt16LE(at + 28)];
    const size = bytes.readUInt32LE(at + 18);
    const start = at + 30 + nameLength + extraLength;
    files[bytes.toString('utf8', at + 30, at + 30 + nameLength)] = bytes.toString('utf8', start, start + size);
    at = start + size;
  }
  return files;
}

const press = (app, id) => app.page.getByTestId(id).check({ force: true });

test('a zip holds a file per segment, the guard marks what a spreadsheet would run', async (t) => {
  const { app } = await build(t);
  await app.page.getByTestId('export-button').click();
  await press(app, 'export-layout-1');
  const { name, bytes } = await app.download(() => app.page.getByTestId('export-save').click());
  assert.match(name, /\.zip$/);
  const files = unzip(bytes);
  assert.equal(Object.keys(files).length, 3, Object.keys(files).join());
  const all = Object.values(files).flatMap((text) => parse(text).slice(1));
  assert.deepEqual(all.map((row) => row[0]).sort(), ['a', 'b', 'c', 'd', 'e']);
  const cell = (id) => all.find((row) => row[0] === id);
  assert.equal(cell('b')[3], "'=1+1");
  assert.equal(cell('d')[3], "'@home");
  assert.equal(cell('d')[2], '-5', 'a number is left as it is');
  assert.equal(cell('c')[3], 'two, words');
  assert.equal(cell('a').at(-1), 'Nordic');
  await app.page.getByTestId('notice').filter({ hasText: /\b3 cells/ }).first().waitFor();
});

test('one file per segment', async (t) => {
  const { app } = await build(t);
  const downloads = [];
  app.page.on('download', (download) => downloads.push(download));
  await app.page.getByTestId('export-button').click();
  await press(app, 'export-layout-2');
  await app.page.getByTestId('export-save').click();
  await until(() => downloads.length, 3, 'downloads');
  const rows = [];
  for (const download of downloads) rows.push(parse(await readFile(await download.path(), 'utf8')).length - 1);
  assert.deepEqual(rows.sort(), [1, 2, 2]);
});

test('one segment, chosen columns, without the guard: cells as they were', async (t) => {
  const { app } = await build(t);
  await app.page.getByTestId('export-button').click();
  await press(app, 'export-who-1');
  await app.page.getByTestId('export-group').nth(1).check();
  await app.page.getByTestId('export-count').filter({ hasText: '2' }).waitFor();
  await press(app, 'export-columns-1');
  await app.page.getByTestId('export-none').click();
  const columns = app.page.getByTestId('export-dialog').locator('label.check');
  for (const name of ['id', 'note']) await columns.filter({ hasText: name }).getByTestId('export-column').check();
  await app.page.getByTestId('export-guard').uncheck({ force: true });
  await app.page.getByTestId('export-bom').uncheck({ force: true });
  const { bytes } = await app.download(() => app.page.getByTestId('export-save').click());
  assert.equal(bytes.toString('utf8').replaceAll('\r', ''), 'id,note\nb,=1+1\ne,+49 30\n');
});

test('the clipboard takes the rows for a spreadsheet', async (t) => {
  const { app } = await build(t);
  await app.context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await app.page.getByTestId('export-button').click();
  await app.page.getByTestId('export-copy').click();
  await app.page.getByTestId('notice').filter({ hasText: '5' }).first().waitFor();
  const text = await app.page.evaluate(() => navigator.clipboard.readText());
  const lines = text.trim().split(/\r?\n/).map((line) => line.split('\t'));
  assert.deepEqual(lines[0].slice(0, 3), ['id', 'city', 'spend']);
  assert.equal(lines.length, 6);
  assert.equal(lines[1].at(-1), 'Nordic');
});

test('charts: exact numbers by mouse and keyboard, a click narrows the table, pictures and numbers are saved', async (t) => {
  const { app } = await build(t);
  await app.page.getByTestId('value-column').fill('spend');
  await app.page.getByRole('option', { name: 'spend', exact: true }).click();
  const chart = app.page.getByTestId('chart-sizes');
  const layer = chart.locator('.chart-layer');
  await layer.focus();
  await app.page.keyboard.press('ArrowDown');
  const tip = app.page.getByTestId('chart-tip');
  await tip.filter({ hasText: 'Nordic' }).waitFor();
  assert.match(await tip.innerText(), /2/);
  assert.match(await tip.innerText(), /40/);
  await app.page.keyboard.press('ArrowDown');
  await tip.filter({ hasText: 'Big' }).waitFor();
  await app.page.keyboard.press('Enter');
  await app.page.getByTestId('filter-chip').filter({ hasText: 'Big' }).waitFor();
  await until(() => app.page.getByTestId('customers-row').filter({ visible: true }).count(), 2, 'rows of the segment');
  // With the mouse, a second one beside it.
  const box = await layer.boundingBox();
  await app.page.mouse.move(box.x + box.width / 2, box.y + 12);
  await tip.filter({ hasText: 'Nordic' }).waitFor();
  await app.page.keyboard.down('Control');
  await app.page.mouse.click(box.x + box.width / 2, box.y + 12);
  await app.page.keyboard.up('Control');
  await until(() => app.page.getByTestId('filter-chip').count(), 2, 'chips');
  await until(() => app.page.getByTestId('customers-row').filter({ visible: true }).count(), 4, 'rows of both');

  for (const [menu, title] of [['chart-sizes-menu', 'Size'], ['chart-distribution-menu', 'spend']]) {
    await app.page.getByTestId(menu).click();
    const svg = await app.download(() => app.page.getByTestId('chart-save-svg').filter({ visible: true }).click());
    assert.match(svg.name, /\.svg$/);
    assert.match(svg.bytes.toString('utf8'), /^<svg[\s\S]*<\/svg>\s*$/);
    assert.ok(!svg.bytes.toString('utf8').includes('var(--'), 'colours must not depend on the page');
    await app.page.getByTestId(menu).click();
    const png = await app.download(() => app.page.getByTestId('chart-save-png').filter({ visible: true }).click());
    assert.equal(png.bytes.subarray(1, 4).toString('latin1'), 'PNG', title);
    assert.ok(png.bytes.readUInt32BE(16) >= 1000, 'wide enough to print');
  }
  await app.page.getByTestId('chart-sizes-menu').click();
  await app.page.getByTestId('chart-table').filter({ visible: true }).click();
  const table = app.page.getByTestId('chart-numbers');
  await table.waitFor({ timeout: PATIENCE });
  assert.match(await table.innerText(), /Nordic\s+2\s+40/);
});
