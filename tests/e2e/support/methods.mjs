// Steps beside rules: opening them as a person does, and the arithmetic that their tests hold them against. Shares nothing with the app.

import { open } from './app.mjs';
import { records } from './csv.mjs';

/** The app with a template on one of the samples (`customers`, `orders`), as from the start screen. */
export async function withTemplate(t, template, sample = 'customers', options = {}) {
  const app = await open(t, options);
  await app.page.getByTestId(`template-${template}`).click();
  await app.page.getByTestId(`sample-${sample}`).click();
  await app.page.getByTestId('row-count').waitFor();
  return app;
}

/** Every column of the result, one record per customer, as the export has them. */
export async function exported(app) {
  const { bytes } = await app.download(async () => {
    await app.page.getByTestId('export-button').click();
    await app.page.getByTestId('export-save').click();
  });
  await app.page.keyboard.press('Escape');
  return records(bytes.toString('utf8'));
}

/** A cell as a number; null where it is empty. */
export const number = (cell) => (cell === '' ? null : Number(cell));

/** A date as a whole number of days; null where it is empty. */
export const day = (cell) => (cell === '' ? null : Date.UTC(...cell.split('-').map((part, at) => Number(part) - (at === 1 ? 1 : 0))) / 86_400_000);

/** Quantile of Hyndman and Fan's type 7. */
export function quantile(values, p) {
  const sorted = [...values].sort((a, b) => a - b);
  const position = (sorted.length - 1) * p;
  const below = Math.floor(position);
  return sorted[below] + (position - below) * ((sorted[below + 1] ?? sorted[below]) - sorted[below]);
}

/** How many of the others are strictly better, where more is better. */
export const ahead = (values, x) => values.filter((other) => other > x).length;

/** The tier (from 0) of a value by shares of the customers, given one after the other in percent. */
export function tierByShare(values, x, percents) {
  const rank = ahead(values, x);
  let until = 0;
  for (const [tier, percent] of percents.entries()) {
    until += percent;
    if (rank * 100 < until * values.length) return tier;
  }
  return percents.length;
}

/** How often each of `names` occurs, as the page writes counts. */
export function counts(list, names) {
  return names.map((name) => list.filter((item) => item === name).length.toLocaleString('en-US'));
}

/** A share as the page writes it. */
export const share = (part, whole) => `${((part / whole) * 100).toFixed(1)} %`;
