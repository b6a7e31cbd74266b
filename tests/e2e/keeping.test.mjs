// What is kept and what is not: the workbook in the browser and in a file, never the data; a dead worker; pasted rows; another reading.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { open } from './support/app.mjs';
import { Rules, until } from './support/rules.mjs';

const FILE = { name: 'people.csv', bytes: 'id,city,spend\na,Oslo,10\nb,Rome,20\nc,Oslo,30\n' };

async function withSegment(t, options) {
  const app = await open(t, options);
  await app.drop(FILE);
  const rules = new Rules(app);
  const segment = await rules.add('Nordic');
  await segment.root.write(0, 'city', 'is', 'Oslo');
  await rules.counts([2, 1]);
  return { app, rules };
}

/** Everything that the page has stored, as text. */
const stored = (app) => app.page.evaluate(() => JSON.stringify({ ...localStorage }) + JSON.stringify({ ...sessionStorage }));

test('the workbook is kept over a reload, the data is not; "forget everything" clears it', async (t) => {
  const { app, rules } = await withSegment(t);
  await until(async () => (await stored(app)).includes('Nordic'), true, 'autosave');
  assert.ok(!(await stored(app)).includes('Rome'), 'data in the store');
  await app.reload();
  await app.page.getByTestId('go-on').waitFor();
  await app.page.getByTestId('file-input').setInputFiles({ name: FILE.name, mimeType: 'text/csv', buffer: Buffer.from(FILE.bytes) });
  await app.page.getByTestId('step-select').last().click();
  await rules.counts([2, 1]);
  await app.page.getByTestId('workbook-menu').click();
  await app.page.getByTestId('forget').click();
  await app.page.getByTestId('forget-confirm').click();
  await app.page.getByTestId('start').waitFor();
  assert.ok(!(await stored(app)).includes('Nordic'));
  await app.reload();
  await app.page.getByTestId('start').waitFor();
  assert.equal(await app.page.getByTestId('go-on').count(), 0);
});

test('the table keeps its columns and their widths over a reload, and shows what a new step adds', async (t) => {
  const app = await open(t);
  await app.drop(FILE);
  const headers = () => app.page.locator('[data-testid^="column-header-"]').evaluateAll((all) => all.map((each) => each.dataset.testid.slice(14)));
  const width = () => app.page.getByTestId('column-header-id').evaluate((each) => Math.round(each.closest('[role=columnheader]').getBoundingClientRect().width));
  const choose = () => app.page.getByTestId('file-input').setInputFiles({ name: FILE.name, mimeType: 'text/csv', buffer: Buffer.from(FILE.bytes) });
  await until(headers, ['id', 'Segments', 'city', 'spend'], 'columns');
  const before = await width();
  await app.page.getByTestId('customers-columns').click();
  await app.page.getByTestId('columns-option-city').click();
  await app.page.getByTestId('columns-up-spend').click();
  await until(headers, ['id', 'spend', 'Segments'], 'chosen');
  await app.page.keyboard.press('Escape');
  await app.page.getByTestId('column-resize-id').focus();
  await app.page.keyboard.press('ArrowRight');
  await until(width, before + 16, 'width');
  await until(async () => (await stored(app)).includes('stratify.columns'), true, 'kept');
  assert.ok(!(await stored(app)).includes('Rome'), 'data in the store');

  await app.reload();
  await choose();
  await until(headers, ['id', 'spend', 'Segments'], 'kept columns');
  await until(width, before + 16, 'kept width');
  // What a further step adds is neither chosen nor hidden yet.
  await app.page.getByTestId('add-step').click();
  await app.page.getByTestId('add-step-dialog').getByTestId('template-blank').click();
  await until(headers, ['id', 'spend', 'Segments', 'Segments 2'], 'with a step');
  await app.page.getByTestId('customers-columns').click();
  await app.page.getByTestId('columns-reset').click();
  await until(headers, ['id', 'Segments', 'Segments 2', 'city', 'spend'], 'as at first');
  await app.page.keyboard.press('Escape');
  await app.page.getByTestId('workbook-menu').click();
  await app.page.getByTestId('forget').click();
  await app.page.getByTestId('forget-confirm').click();
  await app.page.getByTestId('start').waitFor();
  assert.ok(!(await stored(app)).includes('stratify.columns'));
});

test('a worker that dies says so; "start again" reads the file again and the workbook is there', async (t) => {
  const { app, rules } = await withSegment(t, { allow: /out of luck/ });
  const worker = app.page.workers().find((each) => each.url().includes('worker'));
  await worker.evaluate(() => { setTimeout(() => { throw new Error('out of luck'); }); });
  await app.page.getByTestId('dead-worker').waitFor();
  assert.match(await app.page.getByTestId('dead-worker').innerText(), /workbook/i);
  await app.screenshot('dead-worker');
  await app.page.getByTestId('start-again').click();
  await app.page.getByTestId('dead-worker').waitFor({ state: 'detached' });
  await rules.counts([2, 1]);
  const segment = await rules.add('Rich');
  await segment.root.write(0, 'spend', '>', 15);
  await rules.counts([2, 1, 0]);
});

test('pasted rows are a file like any other', async (t) => {
  const app = await open(t);
  await app.page.getByTestId('paste').click();
  await app.page.getByTestId('paste-text').fill('name\tspend\nAda\t12,50\nBea\t7,25\n');
  await app.page.getByTestId('paste-open').click();
  await app.page.getByTestId('row-count').filter({ hasText: '2' }).waitFor();
  const rules = new Rules(app);
  const segment = await rules.add('Over ten');
  await segment.root.write(0, 'spend', '>', 10);
  await rules.counts([1, 1]);
});

test('another reading of the file is made at once, and undone', async (t) => {
  const app = await open(t);
  await app.drop({ name: 'odd.csv', bytes: 'id;price\na;1,5\nb;2,5\nc;x\n' });
  await app.page.getByTestId('row-count').filter({ hasText: '3' }).waitFor();
  await app.page.getByTestId('source-row').click();
  const type = app.page.getByTestId('override-type-price');
  await type.selectOption({ label: 'number' });
  await app.page.getByTestId('source-note').filter({ hasText: /price.*\b4\b/s }).first().waitFor();
  await app.page.getByTestId('override-header').uncheck({ force: true });
  await app.page.getByTestId('row-count').filter({ hasText: '4' }).waitFor();
  await app.page.getByTestId('undo').click();
  await app.page.getByTestId('row-count').filter({ hasText: '3' }).waitFor();
  await app.page.getByTestId('override-delimiter').selectOption({ label: 'comma ,' });
  await until(() => app.page.getByTestId('source-column').count(), 2, 'columns by comma');
  await app.page.getByTestId('undo').click();
  await until(() => app.page.getByTestId('source-column').getByText('price', { exact: true }).count(), 1, 'columns by semicolon');
});

test('a workbook saved to a file opens on another file, whose columns are mapped', async (t) => {
  const { app } = await withSegment(t);
  await app.page.getByTestId('workbook-menu').click();
  const { name, bytes } = await app.download(() => app.page.getByTestId('save-workbook').click());
  assert.match(name, /\.stratify\.json$/);
  const workbook = JSON.parse(bytes.toString('utf8'));
  assert.equal(workbook.steps[0].segments[0].name, 'Nordic');

  const other = await open(t);
  await other.drop({ name: 'clients.csv', bytes: 'id,town,spend\na,Oslo,1\nb,Oslo,2\nc,Oslo,3\nd,Rome,4\n' });
  await other.page.getByTestId('row-count').filter({ hasText: '4' }).waitFor();
  await other.page.getByTestId('workbook-input').setInputFiles({ name, mimeType: 'application/json', buffer: bytes });
  await other.page.getByTestId('map-dialog').waitFor();
  await other.page.getByTestId('map-column').fill('town');
  await other.page.getByRole('option', { name: 'town', exact: true }).click();
  await other.screenshot('map-columns');
  await other.page.getByTestId('map-apply').click();
  await other.page.getByTestId('step-select').last().click();
  await new Rules(other).counts([3, 1]);
});

test('a row says why it is where it is, and the table sorts, searches and narrows', async (t) => {
  const { app, rules } = await withSegment(t);
  const rich = await rules.add('Rich');
  await rich.root.write(0, 'spend', '>=', 20);
  await rules.counts([2, 1, 0]);
  await app.page.getByTestId('customers-row').nth(1).click();
  // The panel is there before what it says.
  const panel = app.page.getByTestId('explain-panel').filter({ hasText: 'Rich' });
  await panel.waitFor();
  const said = await panel.innerText();
  assert.match(said, /Rich/);
  assert.match(said, /Nordic/);
  assert.match(said, /Rome/);
  await app.screenshot('why');
  await app.page.getByTestId('explain-close').click();
  const order = async () => (await app.page.getByTestId('customers-row').filter({ visible: true }).allInnerTexts()).map((text) => /\b(10|20|30)\b/.exec(text)?.[1]).join();
  const as = async (sort) => {
    await app.page.getByTestId('column-header-spend').click();
    await until(order, sort, 'order');
  };
  await as('10,20,30');
  await as('30,20,10');
  await app.page.getByTestId('customers-search').fill('rome');
  await until(() => app.page.getByTestId('customers-row').filter({ visible: true }).count(), 1, 'found');
});
