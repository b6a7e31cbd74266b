// Tiers on the customers sample: ABC by value, thresholds typed and dragged.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exported, number, share, tierByShare, withTemplate } from './support/methods.mjs';
import { until } from './support/rules.mjs';

const plain = (n) => n.toLocaleString('en-US');

test('ABC by value, then thresholds by hand', async (t) => {
  const app = await withTemplate(t, 'abc');
  const { page } = app;
  await page.getByTestId('tiers-editor').waitFor();
  const values = (await exported(app)).map((row) => number(row.revenue)).filter((x) => x !== null);
  const read = () => page.getByTestId('tiers-row').getByTestId('tiers-count').allTextContents();

  // A customer is in a tier while those strictly above it hold less than its share of the whole.
  const whole = values.reduce((sum, x) => sum + Math.round(x * 100), 0);
  const above = (x) => values.filter((other) => other > x).reduce((sum, other) => sum + Math.round(other * 100), 0);
  const abc = (x) => { const held = above(x) / whole; return held < 0.8 ? 0 : held < 0.95 ? 1 : 2; };
  const places = new Map([...new Set(values)].map((x) => [x, abc(x)]));
  const tiers = [0, 1, 2].map((tier) => values.filter((x) => places.get(x) === tier));
  await until(read, tiers.map((tier) => plain(tier.length)), 'A, B, C');
  const held = tiers.map((tier) => tier.reduce((sum, x) => sum + Math.round(x * 100), 0));
  await until(() => page.getByTestId('tiers-row').getByTestId('tiers-of-value').allTextContents(), held.map((part) => share(part, whole)), 'shares of value');

  // By share of customers, four tiers.
  await page.getByTestId('tiers-presets').click();
  await page.getByTestId('tiers-preset-0').click();
  const vip = values.map((x) => tierByShare(values, x, [5, 15, 30]));
  await until(read, [0, 1, 2, 3].map((tier) => plain(vip.filter((at) => at === tier).length)), 'VIP to prospect');

  // Thresholds: typed, then dragged.
  await page.getByTestId('tiers-method').selectOption('0');
  const inputs = page.getByTestId('tiers-row').getByTestId('tiers-parameter');
  for (const [at, threshold] of [20000, 5000, 500].entries()) await inputs.nth(at).fill(String(threshold));
  const at = (cuts) => [...cuts, -Infinity].map((cut, i) => plain(values.filter((x) => x >= cut && x < (cuts[i - 1] ?? Infinity)).length));
  await until(read, at([20000, 5000, 500]), 'typed thresholds');

  const line = page.locator('[data-testid="tiers-cut"][data-index="0"]');
  const box = await line.boundingBox();
  const chart = await page.getByTestId('tiers-histogram').boundingBox();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(chart.x + chart.width * 0.5, box.y + box.height / 2, { steps: 6 });
  await page.mouse.up();
  const dragged = Number(await line.getAttribute('aria-valuenow'));
  // Between its neighbour below and the greatest value; the axis may give its last bin to a long tail.
  assert.ok(dragged >= 5000 && dragged !== 20000 && dragged < Math.max(...values), `dragged to ${dragged}`);
  await until(read, at([dragged, 5000, 500]), 'dragged threshold');
  assert.equal(Number(await inputs.first().inputValue()), dragged);
  await app.screenshot('methods-tiers');

  // The whole drag is one step back.
  await page.getByTestId('undo').click();
  await until(read, at([20000, 5000, 500]), 'undone');
});
