// Further files, as a person adds them: attributes joined by a key, a second channel stacked below; what does not fit is counted and listed,
// and every cell leaves as it stands in its own file.

import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { open } from './support/app.mjs';
import { parse } from './support/csv.mjs';
import { Rules, until } from './support/rules.mjs';

const CUSTOMERS = ['id,name,spend'];
for (let i = 1; i <= 40; i += 1) CUSTOMERS.push(`K${i},Firm ${i},${i * 10}`);
const ATTRIBUTES = ['客户编号;city;note'];
for (let i = 40; i > 10; i -= 1) ATTRIBUTES.push(` K${i} ;${i % 3 === 0 ? 'Oslo' : 'Rome'};"a, ""${i}"""`);
ATTRIBUTES.push('K12;Bern;again', 'X1;Graz;nobody');

const text = (lines) => `${lines.join('\n')}\n`;

async function saved(app) {
  const { bytes } = await app.download(async () => {
    await app.page.getByTestId('export-button').click();
    await app.page.getByTestId('export-save').click();
  });
  return bytes.toString('utf8');
}

const row = (app, file) => app.page.locator(`[data-testid="file-row"][data-file="${file}"]`);
const file = (name, lines) => ({ name, mimeType: 'text/csv', buffer: Buffer.from(text(lines)) });

test('attributes are joined by the key that the app finds, counted, used in a rule, exported as they stand', async (t) => {
  const app = await open(t);
  await app.drop({ name: 'customers.csv', bytes: text(CUSTOMERS) });
  await app.page.getByTestId('row-count').filter({ hasText: '40' }).waitFor();
  await app.page.getByTestId('source-row').click();
  await app.page.getByTestId('further-input').setInputFiles(file('attributes.csv', ATTRIBUTES));
  const dialog = app.page.getByTestId('add-file');
  await dialog.waitFor();
  assert.equal(await dialog.getByTestId('add-file-join').isChecked(), true);
  assert.equal(await dialog.getByTestId('add-file-key').inputValue(), 'id');
  assert.equal(await dialog.getByTestId('add-file-other-key').inputValue(), '客户编号');
  // 31 different keys, 30 of them among the customers'.
  assert.match(await dialog.getByTestId('add-file-why').innerText(), /96\.8 % of the values of “客户编号” occur in “id”/);
  await app.accessible();
  await dialog.getByTestId('add-file-confirm').click();

  const report = row(app, 'attributes.csv').getByTestId('file-report');
  await report.filter({ hasText: '30 of 40 customers have a row (75.0 %).' }).waitFor();
  assert.match(await report.innerText(), /Customers without a row in it, for whom its columns are empty: 10\./);
  assert.match(await report.innerText(), /belong to no customer, left out: 1\./);
  assert.match(await report.innerText(), /repeat a key, left out \(the first row counts\): 1\./);
  const keys = row(app, 'attributes.csv').getByTestId('file-keys');
  await keys.nth(1).locator('summary').click();
  await keys.nth(2).locator('summary').click();
  assert.match(await keys.nth(1).innerText(), /X1 \(line 33\)/);
  assert.match(await keys.nth(2).innerText(), /K12 \(line 32\)/);
  await app.accessible();

  await app.page.getByTestId('source-build').click();
  const rules = new Rules(app);
  const oslo = await rules.add('In Oslo');
  await oslo.root.write(0, 'city', 'is', 'oslo');
  const inOslo = [...Array(40).keys()].map((i) => i + 1).filter((i) => i > 10 && i % 3 === 0);
  await rules.counts([inOslo.length, 40 - inOslo.length]);

  const lines = (await saved(app)).trim().split('\n');
  assert.equal(lines.length, 41);
  assert.equal(lines[0].split(',').slice(0, 5).join(','), 'id,name,spend,city,note');
  // The bytes of the further file, quotes and all; nothing where no row belongs to the customer.
  assert.equal(lines[12], 'K12,Firm 12,120,Oslo,"a, ""12""",In Oslo');
  assert.equal(lines[3], 'K3,Firm 3,30,,,Everyone else');
  for (const cells of parse(lines.join('\n')).slice(1)) {
    const i = Number(cells[0].slice(1));
    assert.deepEqual(cells.slice(3, 5), i > 10 ? [i % 3 === 0 ? 'Oslo' : 'Rome', `a, "${i}"`] : ['', '']);
  }

  // Away, and back by undo.
  await app.page.getByTestId('source-row').click();
  await row(app, 'attributes.csv').getByTestId('file-remove').click();
  await row(app, 'attributes.csv').waitFor({ state: 'detached' });
  await app.page.keyboard.press('Control+z');
  await report.filter({ hasText: '30 of 40 customers' }).waitFor();
});

test('a second channel that is dropped is stacked below, and both roll up to customers', async (t) => {
  const app = await open(t);
  const orders = (shop, head, from) => [head, ...[...Array(12).keys()].map((i) => `${shop}${i},C${(i + from) % 7},2024-0${1 + (i % 6)}-1${i % 9},${i + 1}.50`)];
  const web = orders('W', 'order_id,customer_id,order_date,amount', 0);
  const store = orders('S', 'order_id,customer_id,order_date,amount', 3);
  await app.drop({ name: 'web.csv', bytes: text(web) });
  await app.page.getByTestId('row-count').waitFor();
  await app.drop({ name: 'store.csv', bytes: text(store) });
  await app.page.getByTestId('second-file').waitFor();
  await app.accessible();
  await app.page.getByTestId('second-add').click();
  const dialog = app.page.getByTestId('add-file');
  await dialog.waitFor();
  assert.equal(await dialog.getByTestId('add-file-stack').isChecked(), true);
  assert.match(await dialog.getByTestId('add-file-why').innerText(), /4 of its 4 columns are also among the 4 of the main file/);
  await dialog.getByTestId('add-file-channel').fill('Store');
  await dialog.getByTestId('add-file-channel-main').fill('Web');
  await dialog.getByTestId('add-file-confirm').click();
  await row(app, 'store.csv').getByTestId('file-report').filter({ hasText: '12 rows below the 12 of the main file: 24 in all.' }).waitFor();

  const rolled = app.page.getByTestId('rollup-result');
  if (!(await rolled.isVisible())) await app.page.getByTestId('rollup-row-is').locator('label').nth(1).click();
  await rolled.filter({ hasText: '24 rows are 24 orders of 7 customers.' }).waitFor();
  await app.page.getByTestId('row-count').filter({ hasText: '7' }).waitFor();
  const [head, ...rows] = parse(await saved(app));
  const spent = {};
  for (const line of [...web.slice(1), ...store.slice(1)]) {
    const [, customer, , amount] = line.split(',');
    spent[customer] = (spent[customer] ?? 0) + Number(amount);
  }
  const at = (name) => head.indexOf(name);
  assert.deepEqual(rows.map((cells) => [cells[at('customer_id')], Number(cells[at('revenue')])]), Object.entries(spent).sort());
});

test('a workbook says which file it needs, and takes it when it comes', async (t) => {
  const app = await open(t);
  const workbook = {
    stratify: 1,
    name: 'With cities',
    source: { file: 'customers.csv', joins: [{ file: 'attributes.csv', key: 'id', other_key: '客户编号', columns: ['city'] }] },
    steps: [{ name: 'Place', kind: 'rules', segments: [{ name: 'In Oslo', when: { all: [{ column: 'city', op: 'is', value: 'Oslo' }] } }] }],
  };
  await app.drop(
    { name: 'w.stratify.json', type: 'application/json', bytes: JSON.stringify(workbook) },
    { name: 'customers.csv', bytes: text(CUSTOMERS) },
  );
  await app.page.getByTestId('notice').filter({ hasText: 'also needs “attributes.csv”' }).waitFor();
  await app.page.getByTestId('row-count').filter({ hasText: '40' }).waitFor();
  await app.page.getByTestId('source-row').click();
  await row(app, 'attributes.csv').filter({ hasText: 'needs the file “attributes.csv”' }).getByTestId('file-add-awaited').waitFor();
  await app.drop({ name: 'attributes.csv', bytes: text(ATTRIBUTES) });
  await row(app, 'attributes.csv').getByTestId('file-report').filter({ hasText: '30 of 40 customers' }).waitFor();
  assert.equal(await app.page.getByTestId('add-file').count(), 0);
  await app.page.getByTestId('step-item').first().click();
  const rules = new Rules(app);
  await rules.counts([10, 30]);
});

test('a further file that changed on disk is named', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'stratify-'));
  t.after(() => rm(folder, { recursive: true }));
  const path = join(folder, 'attributes.csv');
  await writeFile(path, text(ATTRIBUTES));
  const app = await open(t, { allow: /attributes/ });
  await app.drop({ name: 'customers.csv', bytes: text(CUSTOMERS) });
  await app.page.getByTestId('row-count').filter({ hasText: '40' }).waitFor();
  await app.page.getByTestId('source-row').click();
  await app.page.getByTestId('further-input').setInputFiles(path);
  await app.page.getByTestId('add-file-confirm').click();
  await row(app, 'attributes.csv').getByTestId('file-report').filter({ hasText: '30 of 40' }).waitFor();
  await writeFile(path, text(ATTRIBUTES.slice(0, 20)));
  await app.page.getByTestId('export-button').click();
  await app.page.getByTestId('export-save').click();
  const notices = () => app.page.getByTestId('notice').allInnerTexts();
  await until(async () => (await notices()).some((said) => /attributes\.csv.*changed/s.test(said)), true, 'the notice names the file');
});
