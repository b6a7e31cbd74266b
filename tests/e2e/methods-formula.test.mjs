// Formulas as a person writes them: a template, then typing, with names completed and errors marked, and the numbers that come out.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { open } from './support/app.mjs';
import { until } from './support/rules.mjs';

const CUSTOMERS = [];
for (let i = 1; i <= 60; i += 1) {
  CUSTOMERS.push({ name: `N${i}`, revenue: i * 7.5, orders: i % 5, plan: ['Pro plan', 'basic', 'PRO'][i % 3], 'Last Order': `2024-0${1 + (i % 9)}-11` });
}
const HEAD = Object.keys(CUSTOMERS[0]);
const BYTES = `${HEAD.join(',')}\n${CUSTOMERS.map((c) => HEAD.map((h) => c[h]).join(',')).join('\n')}\n`;

async function opened(t, options) {
  const app = await open(t, options);
  await app.drop({ name: 'customers.csv', bytes: BYTES });
  await app.page.getByTestId('row-count').filter({ hasText: '60' }).waitFor();
  await app.page.getByTestId('add-step').click();
  return app;
}

test('value per order and its tiers, in one click and then by typing', async (t) => {
  const app = await opened(t);
  const { page } = app;
  await page.getByTestId('template-value-per').click();
  const text = page.getByTestId('formula-text');
  assert.equal(await text.inputValue(), 'revenue / orders');
  const rates = CUSTOMERS.filter((c) => c.orders > 0).map((c) => c.revenue / c.orders);
  const shown = (x) => Number(x.toFixed(4)).toLocaleString('en-US', { maximumFractionDigits: 4 });
  const numbers = () => Promise.all(['missing', 'min', 'mean', 'max'].map((id) => page.getByTestId(`formula-${id}`).textContent()));
  const mean = (list) => list.reduce((a, b) => a + b, 0) / list.length;
  await until(numbers, ['12', shown(Math.min(...rates)), shown(mean(rates)), shown(Math.max(...rates))], 'numbers of the formula');
  const inBars = () => page.getByTestId('formula-bar').evaluateAll((all) => all.reduce((sum, bar) => sum + Number(bar.dataset.count), 0));
  await until(inBars, rates.length, 'customers in the bars');
  await app.accessible();

  // Typed by keyboard: a name is completed, a function too; what is half-written is marked where it lacks something.
  await text.fill('');
  await text.pressSequentially('days_between(La');
  await page.getByTestId('formula-option').filter({ hasText: 'Last Order' }).waitFor();
  await text.press('Enter');
  assert.equal(await text.inputValue(), 'days_between([Last Order]');
  await page.getByTestId('formula-error').filter({ hasText: 'Character 13' }).waitFor();
  assert.equal(await page.getByTestId('formula-bad').first().textContent(), '(');
  await text.pressSequentially(', date("2024-09-11")) + le');
  await page.getByTestId('formula-option').filter({ hasText: 'length' }).waitFor();
  await text.press('Tab');
  await text.pressSequentially('plan)');
  await text.press('Escape');
  const days = (c) => (Date.UTC(2024, 8, 11) - Date.parse(c['Last Order'])) / 86_400_000 + c.plan.length;
  const expected = CUSTOMERS.map(days);
  await until(numbers, ['0', shown(Math.min(...expected)), shown(mean(expected)), shown(Math.max(...expected))], 'numbers of dates');

  // A type that does not fit is said at its place.
  await text.fill('revenue + upper(plan)');
  await page.getByTestId('formula-error').filter({ hasText: 'Character 11' }).waitFor();
  assert.equal(await page.getByTestId('formula-bad').textContent(), 'upper(plan)');
  await text.fill('if(contains(plan, "pro") and not (orders = 0), "Pro", missing)');
  await page.getByTestId('formula-top').filter({ hasText: 'Pro' }).waitFor();
  const pros = CUSTOMERS.filter((c) => /pro/i.test(c.plan) && c.orders !== 0).length;
  assert.ok((await page.getByTestId('formula-top').textContent()).includes(String(pros)));
  await app.screenshot('formula');
  const { bytes } = await app.download(async () => {
    await page.getByTestId('export-button').click();
    await page.getByTestId('export-save').click();
  });
  const [head, ...rows] = bytes.toString('utf8').replace(/^\uFEFF/, '').trim().split('\n').map((line) => line.split(','));
  const column = head.indexOf('Value per order');
  assert.equal(rows.filter((row) => row[column] === 'Pro').length, pros);
});

test('a renamed step is renamed in the formula that reads it, in Chinese too', async (t) => {
  const app = await opened(t, { locale: 'zh-CN' });
  const { page } = app;
  await page.getByTestId('template-formula').click();
  await page.getByTestId('formula-text').fill('revenue * 2');
  await page.getByTestId('formula-max').filter({ hasText: '900' }).waitFor();
  await page.getByTestId('add-step').click();
  await page.getByTestId('template-formula').click();
  await page.getByTestId('formula-text').fill('公式 + 1');
  await page.getByTestId('formula-max').filter({ hasText: '901' }).waitFor();
  await page.getByTestId('step-select').nth(-2).click();
  await page.getByTestId('step-name').fill('双倍 消费');
  await page.getByTestId('step-name').blur();
  await page.getByTestId('step-select').last().click();
  assert.equal(await page.getByTestId('formula-text').inputValue(), '[双倍 消费] + 1');
  await page.getByTestId('formula-max').filter({ hasText: '901' }).waitFor();
  // A function of the list goes in at the caret.
  await page.getByTestId('formula-text').fill('');
  await page.getByTestId('formula-find').fill('平方根');
  await page.locator('[data-testid=formula-function][data-name=sqrt]').click();
  await page.keyboard.type('revenue');
  assert.equal(await page.getByTestId('formula-text').inputValue(), 'sqrt(revenue)');
});
