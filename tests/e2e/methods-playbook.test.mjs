// A plan for segments: made in one click, changed by typing, held against its own arithmetic, saved as a page and printed on one.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { open } from './support/app.mjs';
import { until } from './support/rules.mjs';

const number = (text) => Number(text.replaceAll(',', '').match(/-?[\d.]+/)[0]);

async function planned(t, options) {
  const app = await open(t, options);
  await app.page.getByTestId('template-playbook').click();
  await app.page.getByTestId('sample-customers').click();
  await app.page.getByTestId('row-count').filter({ hasText: '2,000' }).waitFor();
  await app.page.getByTestId('step-select').nth(1).click();
  await app.page.getByTestId('play').first().waitFor();
  return app;
}

/** What the cards say is typed in them, and what the page says comes of it. */
async function cards(page) {
  return page.getByTestId('play').evaluateAll((all) => all.map((card) => {
    const field = (id) => card.querySelector(`[data-testid=${id}]`);
    const value = (id) => Number(field(id).value.replaceAll(',', ''));
    return {
      segment: card.dataset.segment,
      over: card.dataset.over === 'true',
      customers: Number(field('play-customers').textContent.replaceAll(',', '')),
      contacts: value('play-contacts'),
      per: Number(field('play-per').value),
      cost: value('play-cost'),
      response: value('play-response'),
      automated: field('play-automated').checked,
      facts: field('play-row-facts').textContent,
      net: field('play-row-net').textContent,
    };
  }));
}

const IN_A_MONTH = [52 / 12, 1, 1 / 3, 1 / 12];

test('a plan in one click, its arithmetic, its capacity, its page', async (t) => {
  const app = await planned(t);
  const { page } = app;
  const list = await cards(page);
  assert.ok(list.length >= 10, 'ten segments and those without');
  assert.equal(list.reduce((sum, card) => sum + card.customers, 0), 2000);
  const contacts = list.map((card) => card.customers * card.contacts * IN_A_MONTH[card.per]);
  const budget = list.map((card, i) => contacts[i] * card.cost);
  const total = (numbers) => numbers.reduce((a, b) => a + b, 0);
  const read = async (id) => number(await page.getByTestId(id).textContent());
  assert.ok(Math.abs(await read('plan-contacts') - total(contacts)) <= 0.5);
  assert.ok(Math.abs(await read('plan-budget') - total(budget)) <= 0.5);
  assert.ok(Math.abs(await read('plan-return') - await read('plan-budget') - await read('plan-net')) <= 1);
  list.forEach((card, i) => assert.ok(Math.abs(number(card.facts) - contacts[i]) <= 0.5, card.segment));
  const byPeople = list.map((card, i) => (card.automated ? 0 : contacts[i]));
  assert.ok(Math.abs(await read('plan-people') - total(byPeople) / 400) <= 0.05);
  await app.accessible();
  await app.screenshot('playbook');

  // Money per response: the return of a segment is then contacts × response × money, whatever the value.
  await page.getByTestId('play-uplift-in-1').check({ force: true });
  const first = page.getByTestId('play').first();
  await first.getByTestId('play-contacts').fill('3');
  await first.getByTestId('play-response').fill('40');
  await first.getByTestId('play-uplift').fill('7');
  await first.getByTestId('play-cost').fill('2');
  const many = list[0].customers * 3 * IN_A_MONTH[list[0].per];
  const grouped = (x) => Math.round(x).toLocaleString('en-US');
  const expected = `${grouped(many)} contacts · budget ${grouped(many * 2)} · return ${grouped(many * 2.8)}`;
  await until(() => first.getByTestId('play-row-facts').textContent(), expected, 'facts of the first segment');
  await until(() => first.getByTestId('play-row-net').textContent(), `net ${grouped(many * 0.8)}`, 'net of the first segment');

  // One person who makes ten contacts: the plan says that this is too much, and where.
  await page.getByTestId('play-people').fill('1');
  await page.getByTestId('play-per-person').fill('10');
  await page.getByTestId('finding').filter({ hasText: 'they can make 10' }).waitFor();
  let used = 0;
  const over = list.map((card, i) => {
    const now = card.automated ? 0 : (i === 0 ? many : contacts[i]);
    used += now;
    return now > 0 && used > 10;
  });
  await until(async () => (await cards(page)).map((card) => card.over), over, 'marks of capacity');

  // The saved page says the same numbers, runs nothing, and prints on one page of A4.
  await first.getByTestId('play-offer').fill('<b>Call & "ask"</b>');
  await first.getByTestId('play-offer').blur();
  await page.getByTestId('play-row-net').first().waitFor();
  const { name, bytes } = await app.download(() => page.getByTestId('play-save').click());
  assert.ok(name.endsWith('plan.html'), name);
  const html = bytes.toString('utf8');
  assert.ok(html.includes('&lt;b&gt;Call &amp; &quot;ask&quot;&lt;/b&gt;') && !/<script|<b>/.test(html));
  for (const id of ['plan-contacts', 'plan-people', 'plan-budget', 'plan-return', 'plan-net']) {
    const shown = await page.getByTestId(id).textContent();
    assert.ok(html.includes(`<dd>${shown}</dd>`), `${id}: ${shown}`);
  }
  const sheet = await app.context.newPage();
  await sheet.setContent(html);
  assert.equal(await sheet.locator('tbody tr').count(), list.length);
  const pdf = await sheet.pdf({ preferCSSPageSize: true });
  assert.equal(pdf.toString('latin1').match(/\/Type\s*\/Page\b(?!s)/g).length, 1);
  const box = await sheet.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth);
  assert.ok(box, 'nothing is cut at the side');
  await sheet.close();

  // Exported with the customers.
  const exported = await app.download(async () => {
    await page.getByTestId('export-button').click();
    await page.getByTestId('export-save').click();
  });
  const head = exported.bytes.toString('utf8').split('\n', 1)[0];
  assert.ok(head.includes('Playbook: Service level') && head.includes('Playbook: Contacts per month'), head);
});

test('a segment leaves the plan and comes back, undone in one step', async (t) => {
  const app = await planned(t, { locale: 'zh-CN' });
  const { page } = app;
  const first = page.getByTestId('play').first();
  const before = await page.getByTestId('plan-budget').textContent();
  assert.ok((await first.getByTestId('play-owner').inputValue()).length > 0);
  await first.getByTestId('play-remove').click();
  await page.getByTestId('finding').filter({ hasText: '尚未给以下分群安排方案' }).waitFor();
  await page.keyboard.press('Control+z');
  await until(() => page.getByTestId('plan-budget').textContent(), before, 'the budget as it was');
  await first.getByTestId('play-remove').click();
  await first.getByTestId('play-add').click();
  await until(() => page.getByTestId('plan-budget').textContent(), before, 'the budget of the usual play');
});
