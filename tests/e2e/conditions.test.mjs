// Every family of conditions, written by hand in the page and counted beside it: dates that count from the as-of date, ranks, averages,
// column against column, segments of an earlier step; in a step whose segments may overlap, so that each one shows its own count.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { open } from './support/app.mjs';
import { Rules, until } from './support/rules.mjs';

const AS_OF = '2025-06-18';
const DAY = 86_400_000;
const day = (text) => Math.round(Date.parse(`${text}T00:00:00Z`) / DAY);
const iso = (number) => new Date(number * DAY).toISOString().slice(0, 10);

/** 300 customers; every eleventh lacks a date or a number. */
function customers() {
  let state = 7;
  const next = (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
  const cities = ['Oslo', 'Rome', 'Bern', 'Paris'];
  return Array.from({ length: 300 }, (_, i) => ({
    id: `C${String(i).padStart(4, '0')}`,
    city: cities[next(4)],
    home: cities[next(4)],
    last: i % 11 === 3 ? '' : iso(day(AS_OF) - next(500)),
    renewal: iso(day(AS_OF) - 60 + next(200)),
    born: iso(day('1960-01-01') + next(14_000)),
    used: i % 11 === 5 ? '' : String(next(1000) / 10),
    limit: String(next(100)),
    member: i % 11 === 7 ? '' : ['yes', 'no'][next(2)],
  }));
}

const COLUMNS = ['id', 'city', 'home', 'last', 'renewal', 'born', 'used', 'limit', 'member'];
const csv = (rows) => `${[COLUMNS, ...rows.map((row) => COLUMNS.map((name) => row[name]))].map((row) => row.join(',')).join('\n')}\n`;

/** The first of the month `months` before or after, and the same day of month or the last one that there is. */
function addMonths(from, months) {
  const date = new Date(from * DAY);
  const first = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, 1);
  const length = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months + 1, 0)).getUTCDate();
  return first / DAY + Math.min(date.getUTCDate(), length) - 1;
}

const sum = (list) => list.reduce((total, x) => total + x, 0);

/** `[column, operator, input, test]`; the test sees a row whose cell is not missing. */
function cases(rows) {
  const today = day(AS_OF);
  const monday = today - ((today + 3) % 7);
  const used = rows.filter((row) => row.used !== '').map((row) => Number(row.used));
  const sorted = [...used].sort((a, b) => a - b);
  const middle = sorted.length % 2 ? sorted[(sorted.length - 1) / 2] : (sorted[sorted.length / 2 - 1] + sorted[sorted.length / 2]) / 2;
  const rank = (x) => 1 + used.filter((other) => other > x).length;
  const quarter = (number) => `${iso(number).slice(0, 4)} ${Math.floor((Number(iso(number).slice(5, 7)) - 1) / 3)}`;
  const between = (number, low, high) => number >= low && number <= high;
  return [
    ['last', 'in the last', { value: 90, unit: 'days' }, (row) => day(row.last) > today - 90 && day(row.last) <= today],
    ['last', 'in the last', { value: 6, unit: 'months' }, (row) => day(row.last) > addMonths(today, -6) && day(row.last) <= today],
    ['last', 'more than ago', { value: 1, unit: 'years' }, (row) => day(row.last) < addMonths(today, -12)],
    ['renewal', 'in the next', { value: 4, unit: 'weeks' }, (row) => between(day(row.renewal), today + 1, today + 28)],
    ['renewal', 'in this', { unit: 'week' }, (row) => between(day(row.renewal), monday, monday + 6)],
    ['renewal', 'in this', { unit: 'month' }, (row) => row.renewal.slice(0, 7) === AS_OF.slice(0, 7)],
    ['last', 'in the previous', { unit: 'quarter' }, (row) => quarter(day(row.last)) === '2025 0'],
    ['last', 'before', '2024-09-01', (row) => row.last < '2024-09-01'],
    ['last', 'after', '2025-01-31', (row) => row.last > '2025-01-31'],
    ['last', 'between', { from: '2024-12-01', to: '2025-02-28' }, (row) => row.last >= '2024-12-01' && row.last <= '2025-02-28'],
    ['born', 'month is', { picks: ['Feb', 'Jul'] }, (row) => ['02', '07'].includes(row.born.slice(5, 7))],
    ['born', 'weekday is', { picks: ['Mon', 'Sun'] }, (row) => [0, 1].includes(new Date(`${row.born}T00:00:00Z`).getUTCDay())],
    ['born', 'anniversary within', 14, (row) => {
      const turns = [2024, 2025, 2026].map((year) => day(`${year}${row.born.slice(4)}`));
      return turns.some((turn) => between(turn - today, -14, 14));
    }],
    ['last', 'is empty', undefined, null],
    ['used', 'in the top', 25, (row) => rank(Number(row.used)) <= 25],
    ['used', 'in the top %', 10, (row) => (rank(Number(row.used)) - 1) / used.length < 0.1],
    ['used', 'above average', undefined, (row) => Number(row.used) > sum(used) / used.length],
    ['used', 'below median', undefined, (row) => Number(row.used) < middle],
    ['used', '>', { column: 'limit' }, (row) => Number(row.used) > Number(row.limit)],
    ['city', 'is', { column: 'home' }, (row) => row.city === row.home],
    ['last', 'before', { column: 'renewal' }, (row) => row.last < row.renewal],
    ['member', 'is yes', undefined, (row) => row.member === 'yes'],
    ['city', 'matches', '^(Oslo|rome)$', (row) => ['Oslo', 'Rome'].includes(row.city)],
  ];
}

test('conditions of every kind count as an independent computation does', async (t) => {
  const app = await open(t);
  const rows = customers();
  await app.drop({ name: 'members.csv', bytes: csv(rows) });
  await app.page.getByTestId('row-count').filter({ hasText: '300' }).waitFor();
  await app.page.getByTestId('source-row').click();
  await app.page.getByTestId('override-as-of').fill(AS_OF);
  await app.page.getByTestId('override-as-of').blur();
  await app.page.getByTestId('file-line').filter({ hasText: AS_OF }).waitFor();
  await app.page.getByTestId('step-select').last().click();

  const rules = new Rules(app);
  await app.page.getByTestId('rules-mode-1').check({ force: true });
  const all = cases(rows);
  const expected = [];
  for (const [i, [column, operator, input, holds]] of all.entries()) {
    const segment = await rules.add(`${i + 1} ${column} ${operator}`);
    await segment.root.write(0, column, operator, input);
    expected.push(rows.filter((row) => (holds === null ? row[column] === '' : row[column] !== '' && holds(row))).length);
    await until(() => segment.card.getByTestId('segment-count').textContent(), expected[i].toLocaleString('en-US'), `${column} ${operator} ${JSON.stringify(input)}`);
  }
  // None of them is a condition that cannot fail.
  assert.ok(expected.every((count) => count > 0 && count < rows.length), JSON.stringify(expected));
  await app.screenshot('conditions-overlapping');

  // An earlier step's segments, in the second step.
  await app.page.getByTestId('add-step').click();
  await app.page.getByTestId('add-step-dialog').getByTestId('template-blank').click();
  const second = new Rules(app);
  await until(() => second.editor.getByTestId('step-name').count(), 1, 'second step');
  const first = `1 ${all[0][0]} ${all[0][1]}`;
  const segment = await second.add('Recent members');
  const stepName = await app.page.getByTestId('step-item').first().getByTestId('step-select').innerText();
  await segment.root.write(0, stepName.split('\n')[0], 'in segment', { segments: [first] });
  await segment.root.addCondition();
  await segment.root.write(1, 'member', 'is yes');
  const both = rows.filter((row) => row.last !== '' && all[0][3](row) && row.member === 'yes').length;
  await until(() => segment.card.getByTestId('segment-count').textContent(), String(both), 'in segment');
  await segment.root.part(0).getByTestId('condition-op').selectOption('not in segment');
  const others = rows.filter((row) => !(row.last !== '' && all[0][3](row)) && row.member === 'yes').length;
  await until(() => segment.card.getByTestId('segment-count').textContent(), String(others), 'not in segment');
});

test('a pattern that does not compile is marked, and the rest still counts', async (t) => {
  const app = await open(t);
  const rows = customers();
  await app.drop({ name: 'members.csv', bytes: csv(rows) });
  const rules = new Rules(app);
  const segment = await rules.add('Oslo');
  await segment.root.write(0, 'city', 'is', 'Oslo');
  const count = rows.filter((row) => row.city === 'Oslo').length;
  await rules.counts([count, rows.length - count]);
  await segment.root.addCondition();
  await rules.counts([count, rows.length - count]);
  await segment.root.write(1, 'home', 'matches', '(Rome');
  await segment.card.getByTestId('condition-error').waitFor();
  assert.match(await segment.card.getByTestId('condition-error').innerText(), /regular expression does not compile/);
  await rules.counts([count, rows.length - count]);
});

test('a name typed letter by letter is one step of undo', async (t) => {
  const app = await open(t);
  await app.drop({ name: 'members.csv', bytes: csv(customers()) });
  const rules = new Rules(app);
  const segment = await rules.add('First');
  await segment.name.blur();
  await segment.name.click();
  await segment.name.press('End');
  await segment.name.pressSequentially(' and more letters');
  await rules.names(['First and more letters']);
  await segment.name.blur();
  await app.page.getByTestId('undo').click();
  await rules.names(['First']);
  await app.page.getByTestId('redo').click();
  await rules.names(['First and more letters']);
});
