// The scorecard on the customers sample: scores computed by hand, weights dragged and typed, tiers dragged, a customer explained.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exported, number, tierByShare, withTemplate } from './support/methods.mjs';
import { until } from './support/rules.mjs';

const TIERS = ['VIP', 'Key', 'Regular', 'Prospect'];
const plain = (n) => n.toLocaleString('en-US');

/** Points by SQL's PERCENT_RANK: those strictly worse over the others. */
function percentRanks(values) {
  const present = values.filter((x) => x !== null);
  const worse = new Map([...new Set(present)].map((x) => [x, present.filter((other) => other < x).length]));
  return values.map((x) => (x === null ? null : (100 * worse.get(x)) / (present.length - 1)));
}

/** The score of every customer from spend, satisfaction and orders, by these weights. */
function scores(rows, weights) {
  const column = (name) => rows.map((row) => number(row[name]));
  const spend = percentRanks(column('revenue')).map((p) => p ?? 0);
  const loyalty = percentRanks(column('orders')).map((p) => p ?? 0);
  const marks = column('satisfaction');
  const known = marks.filter((x) => x !== null);
  const [low, high] = [Math.min(...known), Math.max(...known)];
  const willing = marks.map((x) => (x === null ? null : ((x - low) / (high - low)) * 100));
  return rows.map((_, at) => {
    // No answer leaves the criterion out.
    const parts = [[spend[at], weights[0]], [willing[at], weights[1]], [loyalty[at], weights[2]]].filter(([p]) => p !== null);
    return parts.reduce((sum, [p, w]) => sum + p * w, 0) / parts.reduce((sum, [, w]) => sum + w, 0);
  });
}

const same = (seen, expected) => seen.filter((x, at) => Math.abs(x - expected[at]) > 1e-6).length;

test('a score from weighted criteria', async (t) => {
  const app = await withTemplate(t, 'scorecard');
  const { page } = app;
  await page.getByTestId('scorecard-editor').waitFor();
  const weights = async () => (await page.getByTestId('score-weight-number').evaluateAll((list) => list.map((input) => Number(input.value))));
  const shown = () => page.getByTestId('tiers-row').getByTestId('tiers-count').allTextContents();

  // Weights of 40, 15 and 20 out of four criteria, brought to a hundred.
  await until(weights, [53.3, 20, 26.7], 'weights');
  let rows = await exported(app);
  let expected = scores(rows, [53.3, 20, 26.7]);
  assert.equal(same(rows.map((row) => Number(row['Scorecard score'])), expected), 0, 'scores differ');
  const bySize = (list) => TIERS.map((_, tier) => plain(list.filter((x) => tierByShare(list, Number(x.toFixed(9)), [5, 15, 30]) === tier).length));
  const rounded = (list) => list.map((x) => Number(x.toFixed(9)));
  await until(shown, bySize(rounded(expected)), 'tiers by share');

  // Dragging one weight to the middle of its bar gives the rest to the others in proportion.
  const bar = page.getByTestId('score-weight').nth(1);
  const box = await bar.boundingBox();
  await page.mouse.move(box.x + box.width * 0.2, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.9, box.y + box.height / 2, { steps: 5 });
  await page.mouse.move(box.x + box.width * 0.5, box.y + box.height / 2, { steps: 5 });
  await page.mouse.up();
  await until(weights, [33.3, 50, 16.7], 'dragged weights');
  await until(shown, bySize(rounded(scores(rows, [33.3, 50, 16.7]))), 'tiers by the new weights');
  await page.getByTestId('undo').click();
  await until(weights, [53.3, 20, 26.7], 'the drag is one step back');

  // Free weights move alone.
  await page.getByTestId('score-mode-1').check({ force: true });
  await page.getByTestId('score-weight-number').nth(2).fill('80');
  await until(weights, [53.3, 20, 80], 'free weights');
  expected = scores(rows, [53.3, 20, 80]);
  await until(shown, bySize(rounded(expected)), 'tiers by free weights');

  // A line that is dragged makes thresholds.
  const line = page.locator('[data-testid="tiers-cut"][data-index="0"]');
  await line.scrollIntoViewIfNeeded();
  const at = await line.boundingBox();
  const chart = await page.getByTestId('tiers-histogram').boundingBox();
  await page.mouse.move(at.x + at.width / 2, at.y + at.height / 2);
  await page.mouse.down();
  await page.mouse.move(chart.x + chart.width * 0.85, at.y + at.height / 2, { steps: 4 });
  await page.mouse.up();
  await until(() => page.getByTestId('score-method').inputValue(), '0', 'thresholds');
  const threshold = Number(await line.getAttribute('aria-valuenow'));
  assert.ok(Math.abs(threshold - 85) < 1, `${threshold}`);
  await until(async () => (await shown())[0], plain(rounded(expected).filter((x) => x >= threshold).length), 'VIP by threshold');

  // The points as columns, and what they make of the first customer.
  await page.getByTestId('score-export').check({ force: true });
  rows = await exported(app);
  assert.equal(same(rows.map((row) => Number(row['Scorecard score'])), expected), 0, 'scores differ');
  const points = ['Spend', 'Willingness to cooperate', 'Loyalty'].map((name) => rows[0][`Scorecard: ${name} points`]);
  const parts = points.map((p, i) => [p, [53.3, 20, 80][i]]).filter(([p]) => p !== '');
  const sum = parts.reduce((s, [p, w]) => s + Number(p) * w, 0) / parts.reduce((s, [, w]) => s + w, 0);
  assert.ok(Math.abs(sum - Number(rows[0]['Scorecard score'])) < 1e-6, `${sum}`);
  await page.getByText(rows[0].customer_id, { exact: true }).first().click();
  await page.keyboard.press('Enter');
  await until(() => page.getByTestId('explain-panel').getByTestId('explain-part').count(), 3, 'parts of the explanation');
  await app.screenshot('methods-scorecard');
  await app.accessible();
});

test('the curve of a criterion stands over the bars of its column, of which the last holds a long tail', async (t) => {
  const app = await withTemplate(t, 'scorecard');
  const { page } = app;
  await page.getByTestId('score-open').first().click();
  const box = page.getByTestId('score-curve');
  const path = async (part) => (await box.locator(`.score-curve-${part}`).getAttribute('d')) ?? '';
  await until(async () => (await path('bars')).length > 0 && (await path('line')).length > 0, true, 'bars and curve');
  const revenue = (await exported(app)).map((row) => number(row.revenue)).filter((x) => x !== null).sort((a, b) => a - b);
  const [first, last] = await box.locator('.tiers-axis span').allInnerTexts();
  const amount = (text) => Number(text.replaceAll(',', ''));
  const [from, to] = last.split('–').map(amount);
  assert.deepEqual([amount(first), to], [revenue[0], revenue.at(-1)].map((x) => Number(x.toFixed(2))));
  // The last bar begins where the last twentieth of the customers does, and the curve of percentile ranks is at 95 there.
  assert.ok(Math.abs(revenue.filter((x) => x <= from).length / revenue.length - 0.95) < 0.005, `${from}`);
  const bars = [...(await path('bars')).matchAll(/M([\d.]+) /g)].map((m) => Number(m[1]));
  const curve = [...(await path('line')).matchAll(/[ML]([\d.]+) ([\d.]+)/g)].map((m) => [Number(m[1]), 100 - Number(m[2])]);
  const beside = curve.reduce((best, p) => (Math.abs(p[0] - bars.at(-1)) < Math.abs(best[0] - bars.at(-1)) ? p : best));
  assert.ok(Math.abs(beside[0] - bars.at(-1)) < 0.5 && Math.abs(beside[1] - 95) < 1, JSON.stringify({ beside, bars }));
  assert.ok(curve.filter(([x]) => x <= bars.at(-1)).length >= 30, 'the curve is drawn where the customers are');
});
