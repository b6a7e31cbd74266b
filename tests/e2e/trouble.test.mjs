// Files and workbooks that are wrong, and a file that changes after it was read: a sentence says what, and nothing that was built is lost.

import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { open } from './support/app.mjs';

const GOOD = { name: 'good.csv', bytes: 'id,city,spend\na,Oslo,10\nb,Rome,20\nc,Oslo,30\n' };

/** Waits for a notice with that text, and closes it. */
async function notice(app, text) {
  const found = app.page.getByTestId('notice').filter({ hasText: text });
  await found.first().waitFor();
  await found.first().getByRole('button').last().click();
  await found.first().waitFor({ state: 'detached' });
}

test('files that are no tables are refused in a sentence, and what was loaded stays', async (t) => {
  const app = await open(t);
  await app.drop(GOOD);
  await app.page.getByTestId('row-count').filter({ hasText: '3' }).waitFor();
  // The list of steps is shown a frame or more after the count of rows.
  await app.page.getByTestId('step-item').first().waitFor();
  const steps = await app.page.getByTestId('step-item').count();
  for (const [file, sentence] of [
    [{ name: 'empty.csv', bytes: '' }, '“empty.csv” is empty'],
    [{ name: 'blank.csv', bytes: ' \n\n' }, '“blank.csv” is empty'],
    [{ name: 'header.csv', bytes: 'id,city,spend\n' }, 'has a header of 3 columns and no row under it'],
    [{ name: 'picture.csv', bytes: Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex') }, '“picture.csv” is not a CSV file'],
    [{ name: 'not.stratify.json', bytes: '{"stratify": 1, "steps": [' }, 'not.stratify.json'],
    [{ name: 'other.stratify.json', bytes: '{"name": "something else"}' }, 'other.stratify.json'],
    [{ name: 'newer.stratify.json', bytes: '{"stratify": 99, "name": "n", "steps": []}' }, 'newer.stratify.json'],
  ]) {
    await app.drop(file);
    // Data that is dropped on an open file may be meant for either.
    if (!file.name.endsWith('.json')) await app.page.getByTestId('second-open').click();
    await notice(app, sentence);
    assert.equal(await app.page.getByTestId('row-count').innerText().then((text) => /3/.test(text)), true, file.name);
    assert.equal(await app.page.getByTestId('step-item').count(), steps, file.name);
  }
});

test('odd files are read, and the report says what is odd, by line', async (t) => {
  const app = await open(t);
  await app.drop({ name: 'odd.csv', bytes: 'id,city,city,\n1,Oslo,x,\n2,Rome\n3,"New\nYork",y,,extra\n\n4,Oslo,z,\n' });
  await app.page.getByTestId('source-row').click();
  const notes = app.page.getByTestId('source-note');
  await notes.first().waitFor();
  const said = (await notes.allInnerTexts()).join('\n');
  assert.match(said, /2 rows/);
  assert.match(said, /3/);
  assert.match(said, /city/);
});

test('a file that changed on disk is noticed and not exported half old, half new', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'stratify-'));
  t.after(() => rm(folder, { recursive: true }));
  const file = join(folder, 'customers.csv');
  await writeFile(file, GOOD.bytes);
  const app = await open(t);
  await app.page.getByTestId('file-input').setInputFiles(file);
  await app.page.getByTestId('row-count').filter({ hasText: '3' }).waitFor();
  await writeFile(file, `${GOOD.bytes}d,Bern,40\n`);
  await app.page.getByTestId('export-button').click();
  await app.page.getByTestId('export-save').click();
  await app.page.getByTestId('notice').filter({ hasText: 'changed' }).first().waitFor();
  await app.page.getByTestId('step-item').first().waitFor();
});

test('orders become customers, and the recipe works on those', async (t) => {
  const app = await open(t);
  const orders = ['order_id,customer_id,order_date,amount'];
  for (let i = 0; i < 40; i += 1) {
    orders.push(`O${i},K${i % 8},2024-0${1 + (i % 6)}-1${i % 9},${10 + i}`);
  }
  await app.drop({ name: 'orders.csv', bytes: `${orders.join('\n')}\n` });
  await app.page.getByTestId('source-row').click();
  await app.page.getByTestId('rollup-row-is').locator('label').nth(1).click();
  await app.page.getByTestId('rollup-result').filter({ hasText: '40 rows are 40 orders of 8 customers.' }).waitFor();
  await app.page.getByTestId('row-count').filter({ hasText: '8' }).waitFor();
  const { bytes } = await app.download(async () => {
    await app.page.getByTestId('export-button').click();
    await app.page.getByTestId('export-save').click();
  });
  const [head, ...rows] = bytes.toString('utf8').trim().split('\n').map((line) => line.split(','));
  assert.equal(rows.length, 8);
  // Customer K0 ordered O0, O8, O16, O24 and O32: five orders of 10 + 18 + 26 + 34 + 42.
  const first = Object.fromEntries(head.map((name, i) => [name, rows[0][i]]));
  assert.deepEqual([first.customer_id, first.orders, first.revenue], ['K0', '5', '130']);
});
