// The lifecycle on the customers sample, stage by stage, and the counts that a limit moves.

import { test } from 'node:test';
import { counts, day, exported, number, quantile, withTemplate } from './support/methods.mjs';
import { until } from './support/rules.mjs';

const STAGES = ['Prospect', 'New', 'One-time', 'Repeat', 'Loyal', 'At risk', 'Lost'];

/** The stage of every customer by the definitions. */
function stages(rows, { newDays = 60, loyal = 5, overdue = 2, own = 3, population = 0.9, lost = 2 } = {}) {
  const today = Math.max(...rows.flatMap((row) => [day(row.signup_date), day(row.last_order_date)]).filter((d) => d !== null));
  const people = rows.map((row) => {
    const orders = number(row.orders);
    const silent = row.last_order_date === '' ? null : today - day(row.last_order_date);
    const age = today - day(row.signup_date);
    return { orders, silent, age, gap: orders > 1 && silent !== null ? (age - silent) / (orders - 1) : null };
  });
  const everybody = quantile(people.map((p) => p.gap).filter((gap) => gap !== null && gap > 0), population);
  return people.map(({ orders, silent, age, gap }) => {
    if (orders === null || orders <= 0 || silent === null) return 'Prospect';
    if (age <= newDays) return 'New';
    const limit = orders >= own && gap > 0 ? gap * overdue : everybody;
    if (silent > limit * lost) return 'Lost';
    if (silent > limit) return 'At risk';
    if (orders >= loyal) return 'Loyal';
    return orders > 1 ? 'Repeat' : 'One-time';
  });
}

test('stages, and limits that move them', async (t) => {
  const app = await withTemplate(t, 'lifecycle');
  const { page } = app;
  await page.getByTestId('life-editor').waitFor();
  const rows = await exported(app);
  const read = () => page.getByTestId('life-stage').getByTestId('life-count').allTextContents();
  const limit = (name) => page.locator(`[data-testid="life-limit"][data-limit="${name}"]`).getByTestId('life-input');
  await until(read, counts(stages(rows), STAGES), 'stages');

  await limit('new').fill('200');
  await until(read, counts(stages(rows, { newDays: 200 }), STAGES), 'new for 200 days');
  await limit('overdue').fill('1.5');
  await limit('loyal').fill('12');
  await until(read, counts(stages(rows, { newDays: 200, overdue: 1.5, loyal: 12 }), STAGES), 'a shorter rhythm');
  await limit('quantile').fill('50');
  await limit('lost').fill('3');
  const changed = { newDays: 200, overdue: 1.5, loyal: 12, population: 0.5, lost: 3 };
  await until(read, counts(stages(rows, changed), STAGES), 'all limits');
  await app.screenshot('methods-lifecycle');

  // The column of the result says the same of each customer.
  const again = await exported(app);
  const said = again.map((row) => row.Lifecycle);
  const expected = stages(rows, changed);
  await until(async () => said.filter((stage, at) => stage !== expected[at]).length, 0, 'customers that differ');
});
