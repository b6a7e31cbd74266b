// The main job on a real file: drop it, build segments by rules, watch them, reorder, undo, export, and read the export back.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { open, shared } from './support/app.mjs';
import { parse, records } from './support/csv.mjs';
import { Rules, until } from './support/rules.mjs';

const FILE = 'data/telco/Telco-Customer-Churn.csv';
const atRisk = (row) => (row.Contract === 'Month-to-month' && Number(row.tenure) < 12)
  || (row.PaymentMethod === 'Electronic check' && Number(row.MonthlyCharges) > 80);
const longTerm = (row) => row.Contract === 'Two year' || Number(row.tenure) >= 6;

/** Opens the file and builds the two segments by hand. */
async function build(t, file) {
  const app = await open(t);
  await app.drop(file);
  await app.page.getByTestId('row-count').filter({ hasText: '7,043' }).waitFor();
  const rules = new Rules(app);

  const first = await rules.add('At risk');
  await first.root.quantifier('any');
  await first.root.removePart(0);
  const contract = await first.root.addGroup();
  await contract.write(0, 'Contract', 'is', 'Month-to-month');
  await contract.addCondition();
  await contract.write(1, 'tenure', '<', 12);
  const payment = await first.root.addGroup();
  await payment.write(0, 'PaymentMethod', 'is', 'electronic CHECK ');
  await payment.addCondition();
  await payment.write(1, 'MonthlyCharges', '>', 80);

  const second = await rules.add('Long term');
  await second.root.quantifier('any');
  await second.root.write(0, 'Contract', 'is', 'Two year');
  await second.root.addCondition();
  await second.root.write(1, 'tenure', '>=', 6);
  return { app, rules };
}

const number = (list) => list.length;

test('segments of the telco file, from dropping it to reading the export back', async (t) => {
  const file = shared(t, FILE);
  if (!file) return;
  const source = await readFile(file, 'utf8');
  const rows = records(source);
  const { app, rules } = await build(t, file);

  const inOrder = [number(rows.filter(atRisk)), number(rows.filter((row) => !atRisk(row) && longTerm(row)))];
  await rules.counts([...inOrder, rows.length - inOrder[0] - inOrder[1]]);
  await app.screenshot('telco-rules');

  // Priority the other way round: those that meet both rules change sides.
  const turned = [number(rows.filter(longTerm)), number(rows.filter((row) => atRisk(row) && !longTerm(row)))];
  assert.notEqual(turned[1], inOrder[0]);
  await rules.segment(1).moveUp();
  await rules.names(['Long term', 'At risk']);
  await rules.counts([...turned, rows.length - turned[0] - turned[1]]);
  await app.page.getByTestId('undo').click();
  await rules.names(['At risk', 'Long term']);
  await rules.counts([...inOrder, rows.length - inOrder[0] - inOrder[1]]);
  await app.page.getByTestId('redo').click();
  await rules.names(['Long term', 'At risk']);
  await app.page.getByTestId('undo').click();
  await rules.names(['At risk', 'Long term']);

  await app.page.getByTestId('export-button').click();
  await app.screenshot('telco-export');
  const { name, bytes } = await app.download(() => app.page.getByTestId('export-save').click());
  assert.match(name, /\.csv$/);
  const [head, ...exported] = parse(bytes.toString('utf8'));
  const [sourceHead, ...sourceRows] = parse(source);
  assert.deepEqual(head.slice(0, -1), sourceHead);
  assert.deepEqual(exported.map((row) => row.slice(0, -1)), sourceRows, 'a cell of the source has changed');
  const segment = (row) => (atRisk(row) ? 'At risk' : longTerm(row) ? 'Long term' : 'Everyone else');
  assert.deepEqual(exported.map((row) => row.at(-1)), rows.map(segment));
});

test('the workbench is accessible in both themes', async (t) => {
  const file = shared(t, FILE);
  if (!file) return;
  const { app } = await build(t, file);
  for (const theme of ['light', 'dark']) {
    await app.page.evaluate(() => document.activeElement?.blur());
    await until(() => app.page.evaluate(() => document.documentElement.dataset.theme), theme, 'theme');
    await app.accessible();
    await app.screenshot(`telco-${theme}`);
    await app.page.getByTestId('theme').click();
  }
});

test('after the network is cut, a file still opens and a rule still counts', async (t) => {
  const file = shared(t, FILE);
  if (!file) return;
  const app = await open(t);
  await app.keptForOffline();
  await app.cutNetwork();
  await app.reload();
  await app.drop(file);
  const rules = new Rules(app);
  const segment = await rules.add('New');
  await segment.root.write(0, 'tenure', '<', 3);
  const rows = records(await readFile(file, 'utf8'));
  const count = rows.filter((row) => Number(row.tenure) < 3).length;
  await rules.counts([count, rows.length - count]);
});
