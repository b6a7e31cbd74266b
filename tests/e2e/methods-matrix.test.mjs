// Size by potential on the customers sample: nine cells counted by hand, two of them merged.

import { test } from 'node:test';
import { exported, number, tierByShare, withTemplate } from './support/methods.mjs';
import { until } from './support/rules.mjs';

const plain = (n) => n.toLocaleString('en-US');

test('nine cells and two that become one', async (t) => {
  const app = await withTemplate(t, 'size-potential');
  const { page } = app;
  const rows = await exported(app);
  const values = (column) => rows.map((row) => number(row[column])).filter((x) => x !== null);
  const [size, potential] = [values('revenue'), values('potential')];
  const place = (list, cell) => (cell === '' ? 3 : tierByShare(list, Number(cell), [20, 30]));
  const grid = rows.map((row) => [place(size, row.revenue), place(potential, row.potential)]);
  const count = (r, c) => grid.filter(([row, column]) => row === r && column === c).length;

  await page.getByTestId('step-item').last().click();
  await page.getByTestId('matrix-editor').waitFor();
  const cell = (r, c) => page.locator(`[data-testid="matrix-cell"][data-row="${r}"][data-column="${c}"]`);
  const all = [0, 1, 2].flatMap((r) => [0, 1, 2].map((c) => [r, c]));
  const read = async () => Promise.all(all.map(([r, c]) => cell(r, c).locator('.matrix-numbers b').textContent()));
  await until(read, all.map(([r, c]) => plain(count(r, c))), 'cells');

  // The two best cells of the first row under one name.
  await cell(0, 0).click();
  await cell(0, 1).click({ modifiers: ['Shift'] });
  await page.getByTestId('matrix-name').fill('Our best');
  await page.getByTestId('matrix-merge').click();
  const named = (r, c) => cell(r, c).locator('.matrix-cell-name').textContent();
  await until(async () => [await named(0, 0), await named(0, 1), await named(0, 2)], ['Our best', 'Our best', 'Large ordinary'], 'names');
  await app.screenshot('methods-matrix');
  const merged = (await exported(app)).filter((row) => row['Size × potential'] === 'Our best').length;
  await until(async () => merged, count(0, 0) + count(0, 1), 'customers of the merged cell');

  await page.getByTestId('undo').click();
  await until(() => named(0, 0), 'Large key', 'unmerged');
});
