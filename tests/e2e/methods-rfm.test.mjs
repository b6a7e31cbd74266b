// RFM on the customers sample: segments counted by hand, a cell painted, the linter, typical cuts.

import { test } from 'node:test';
import { counts, day, exported, number, quantile, withTemplate } from './support/methods.mjs';
import { until } from './support/rules.mjs';

/** The ten names, each with the cells that it takes: recency score, then frequency score. */
const MAP = [
  ['Champions', /^5[45]$/],
  ['Loyal', /^[34][45]$/],
  ['Potential loyalist', /^[45][23]$/],
  ['New', /^51$/],
  ['Promising', /^41$/],
  ['Need attention', /^33$/],
  ['About to sleep', /^3[12]$/],
  ["Can't lose", /^[12]5$/],
  ['At risk', /^[12][34]$/],
  ['Hibernating', /^[12][12]$/],
];

/** Recency and frequency score of each customer; null without one. */
function cells(rows, cuts) {
  const today = Math.max(...rows.flatMap((row) => [day(row.signup_date), day(row.last_order_date)]).filter((d) => d !== null));
  const silent = rows.map((row) => (row.last_order_date === '' ? null : today - day(row.last_order_date)));
  const orders = rows.map((row) => number(row.orders));
  const made = (values) => [0.2, 0.4, 0.6, 0.8].map((p) => quantile(values.filter((v) => v !== null), p));
  const [recency, frequency] = cuts ?? [made(silent), made(orders)];
  // A quantile holds its upper edge, a typed cut does not.
  const above = (x, list) => list.filter((cut) => (cuts ? x >= cut : x > cut)).length;
  return rows.map((row, at) => {
    if (silent[at] === null || orders[at] === null || row.revenue === '') return null;
    return `${5 - above(silent[at], recency)}${1 + above(orders[at], frequency)}`;
  });
}

const named = (cell, map = MAP) => (cell === null ? 'No score' : map.find(([, takes]) => takes.test(cell))?.[0] ?? 'Others');

test('RFM segments, a painted cell, and what the linter says of it', async (t) => {
  const app = await withTemplate(t, 'rfm');
  const { page } = app;
  await page.getByTestId('rfm-editor').waitFor();
  const rows = await exported(app);
  const found = cells(rows);
  const shown = (part) => page.getByTestId('rfm-editor').locator(`[data-testid="rfm-segment"] [data-testid="rfm-${part}"]`);
  const names = MAP.map(([name]) => name);
  await until(() => shown('name').evaluateAll((inputs) => inputs.map((input) => input.value.replace('’', "'"))), names, 'names');
  await until(() => shown('count').allTextContents(), counts(found.map((cell) => named(cell)), names), 'counts');

  // One cell from "Need attention" to "Champions": the count follows, and a segment without a cell is named.
  await page.getByTestId('rfm-segment').first().getByTestId('rfm-paint').click();
  await page.locator('[data-testid="rfm-cell"][data-cell="33"]').click();
  const painted = MAP.map(([name, takes]) => (name === 'Champions' ? [name, /^(5[45]|33)$/] : [name, name === 'Need attention' ? /^$/ : takes]));
  await until(() => shown('count').allTextContents(), counts(found.map((cell) => named(cell, painted)), names), 'counts after painting');
  await page.getByTestId('finding').filter({ hasText: 'No cell is left for “Need attention”' }).waitFor();
  await app.screenshot('methods-rfm');

  // Two cells taken out belong to nobody, and both are named.
  await page.getByTestId('rfm-erase').click();
  await page.locator('[data-testid="rfm-cell"][data-cell="33"]').click();
  await page.locator('[data-testid="rfm-cell"][data-cell="45"]').click();
  await page.getByTestId('finding').filter({ hasText: 'No segment takes these cells: 33 and 45.' }).waitFor();
  const nobody = found.filter((cell) => cell === '33' || cell === '45').length;
  await until(() => page.getByTestId('rfm-others-count').allTextContents(), [nobody.toLocaleString('en-US')], 'others');

  // Painting two cells one after the other are two steps back; then the first painting.
  for (let step = 0; step < 3; step += 1) await page.getByTestId('undo').click();
  await until(() => shown('count').allTextContents(), counts(found.map((cell) => named(cell)), names), 'counts after undo');
});

test('typical cuts by line of business', async (t) => {
  const app = await withTemplate(t, 'rfm');
  const { page } = app;
  const rows = await exported(app);
  await page.getByTestId('rfm-presets').click();
  await page.getByTestId('rfm-preset-4').click();
  const found = cells(rows, [[32, 93, 184, 366], [3, 5, 13, 25]]);
  const names = MAP.map(([name]) => name);
  const read = () => page.getByTestId('rfm-segment').getByTestId('rfm-count').allTextContents();
  await until(read, counts(found.map((cell) => named(cell)), names), 'counts by typical cuts');
});
