// Templates on files that do not hold what the method asks for: what stands in, what is said, and that it counts right.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { open, shared } from './support/app.mjs';
import { records } from './support/csv.mjs';
import { number, tierByShare } from './support/methods.mjs';
import { until } from './support/rules.mjs';

const TELCO = 'data/telco/Telco-Customer-Churn.csv';
const plain = (n) => n.toLocaleString('en-US');

/** The app with a template on a file that is dropped; the notice that it shows. */
async function dropped(t, template, file, options) {
  const app = await open(t, options);
  if (template) await app.page.getByTestId(`template-${template}`).click();
  await app.drop(file);
  await app.page.getByTestId('row-count').waitFor();
  return { app, page: app.page, said: (await app.page.getByTestId('notice').first().textContent()).trim() };
}

test('RFM without dates crosses value and time as a customer', async (t) => {
  const file = shared(t, TELCO);
  if (!file) return;
  const { page, said, app } = await dropped(t, 'rfm', file);
  assert.match(said, /“RFM” needs .*last date.* Value and time as a customer are crossed instead\./);
  assert.ok(said.includes('“MonthlyCharges” as value') && said.includes('“tenure” as time as a customer'), said);
  await app.screenshot('methods-templates-rfm');
  await page.getByTestId('step-item').last().click();
  await page.getByTestId('matrix-editor').waitFor();
  const rows = records(await readFile(file, 'utf8'));
  const values = (column) => rows.map((row) => number(row[column]));
  const [value, tenure] = [values('MonthlyCharges'), values('tenure')];
  // Each different value once: there are a thousand or so.
  const tiers = (list) => new Map([...new Set(list)].map((x) => [x, tierByShare(list, x, [20, 30])]));
  const [byValue, byTenure] = [tiers(value), tiers(tenure)];
  const expected = [0, 1, 2].flatMap((r) => [0, 1, 2].map((c) => rows.filter((_, at) => byValue.get(value[at]) === r && byTenure.get(tenure[at]) === c).length));
  const read = () => page.locator('[data-testid="matrix-cell"]').evaluateAll((cells) => cells
    .filter((cell) => Number(cell.dataset.row) < 3 && Number(cell.dataset.column) < 3)
    .map((cell) => cell.querySelector('.matrix-numbers b').textContent));
  await until(read, expected.map(plain), 'cells');
});

test('the lifecycle without dates goes by the time as a customer', async (t) => {
  const file = shared(t, TELCO);
  if (!file) return;
  const { page, said } = await dropped(t, 'lifecycle', file);
  assert.ok(said.includes('The stages go by the time as a customer instead.'), said);
  const rows = records(await readFile(file, 'utf8'));
  const stage = (row) => (row.Churn === 'Yes' ? 0 : [6, 24, 48].filter((months) => Number(row.tenure) > months).length + 1);
  const expected = [0, 1, 2, 3, 4].map((at) => plain(rows.filter((row) => stage(row) === at).length));
  const read = () => page.locator('[data-testid="segment-count"], [data-testid="everyone-else-count"]').allTextContents();
  await until(read, [...expected, '0'], 'stages');
});

test('a blank start on orders rolls them up and says so, in both languages', async (t) => {
  const lines = ['order_id,customer_id,order_date,amount'];
  for (let i = 0; i < 40; i += 1) lines.push(`O${i},K${i % 8},2024-0${1 + (i % 6)}-1${i % 9},${10 + i}`);
  const file = { name: 'orders.csv', bytes: `${lines.join('\n')}\n` };
  const english = await dropped(t, null, file);
  await english.page.getByTestId('row-count').filter({ hasText: '8' }).waitFor();
  assert.ok(english.said.includes('rolled up to one row per “customer_id”'), english.said);
  const chinese = await dropped(t, null, file, { locale: 'zh-CN' });
  assert.ok(chinese.said.includes('已先按“customer_id”汇总'), chinese.said);
});
