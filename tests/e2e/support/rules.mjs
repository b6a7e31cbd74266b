// The rules editor as a person uses it: what they see is found by what it is, and every answer is waited for.

import assert from 'node:assert/strict';
import { PATIENCE } from './app.mjs';

export class Rules {
  constructor(app) {
    this.app = app;
    this.page = app.page;
    this.editor = this.page.getByTestId('rules-editor');
  }

  segment(index) {
    return new Segment(this, this.page.locator(`[data-testid="segment-card"][data-index="${index}"]`));
  }

  /** Adds a segment under a name, and gives it. */
  async add(name) {
    const cards = this.editor.locator('[data-testid="segment-card"][data-index]');
    const index = await cards.count();
    await this.page.getByTestId('add-segment').click();
    const segment = this.segment(index);
    // The page puts the cursor into the new condition in the next frame: what is typed before that would go there.
    await segment.card.locator('[data-testid="condition-column"]:focus').waitFor();
    await segment.name.fill(name);
    return segment;
  }

  /** Waits until the counts on the screen are these, one per segment and everyone else last. */
  async counts(expected) {
    const shown = expected.map((count) => count.toLocaleString('en-US'));
    const read = () => this.editor.locator('[data-testid="segment-count"], [data-testid="everyone-else-count"]').allTextContents();
    await until(read, shown, 'counts');
  }

  async names(expected) {
    const read = () => this.editor.getByTestId('segment-name').evaluateAll((inputs) => inputs.map((input) => input.value));
    await until(read, expected, 'names');
  }
}

class Segment {
  constructor(rules, card) {
    Object.assign(this, { rules, card, page: rules.page });
    this.name = card.getByTestId('segment-name');
    this.root = new Group(this, card.getByTestId('group').first());
  }

  async moveUp() {
    await this.card.hover();
    await this.card.getByTestId('segment-up').click();
  }
}

const QUANTIFIERS = ['all', 'any', 'none'];

class Group {
  constructor(segment, element) {
    Object.assign(this, { segment, element, page: segment.page });
  }

  async quantifier(word) {
    // The radio button itself is covered by its label, as a person sees it.
    await this.element.getByTestId(`group-quantifier-${QUANTIFIERS.indexOf(word)}`).first().check({ force: true });
  }

  /** The part at a position: the group's own, not a part of a part. */
  part(position) {
    return this.element.locator('> ul > li').nth(position);
  }

  /** Adds a group inside, with one condition that is still to be written. */
  async addGroup() {
    const position = await this.element.locator('> ul > li').count();
    await this.element.locator('> .group-foot').getByTestId('add-group').click();
    const group = new Group(this.segment, this.part(position).getByTestId('group').first());
    await group.element.waitFor();
    return group;
  }

  async addCondition() {
    const position = await this.element.locator('> ul > li').count();
    await this.element.locator('> .group-foot').getByTestId('add-condition').click();
    await this.part(position).waitFor();
  }

  /** Deletes the condition at a position through its menu. */
  async removePart(position) {
    const part = this.part(position);
    await part.getByTestId('part-menu').first().click();
    await this.page.getByTestId('part-delete').filter({ visible: true }).click();
  }

  /** Writes the condition at a position. */
  async write(position, column, operator, value) {
    const part = this.part(position);
    await part.getByTestId('condition-column').fill(column);
    // An earlier step says so behind its name.
    const named = new RegExp(`^${column.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}( Earlier steps| 前面的步骤)?$`);
    await this.page.getByRole('option', { name: named }).filter({ visible: true }).first().click();
    await part.getByTestId('condition-op').selectOption(operator);
    if (value === undefined) return;
    await this.fill(part, value);
  }

  /** Fills in what the operator asks for: a number, text or date; or `{ from, to }`, `{ value, unit }`, `{ unit }`, `{ column }`, `{ picks }`, `{ segments }`. */
  async fill(part, value) {
    const typed = async (input, text) => {
      await input.fill(String(text));
      await input.blur();
    };
    if (typeof value !== 'object') return typed(part.getByTestId('condition-value'), value);
    if ('from' in value) {
      await typed(part.getByTestId('condition-value'), value.from);
      await typed(part.getByTestId('condition-to'), value.to);
    }
    if ('value' in value) await typed(part.getByTestId('condition-value'), value.value);
    if ('unit' in value) await part.getByTestId('condition-unit').selectOption({ label: value.unit });
    if ('column' in value) {
      await part.getByTestId('condition-against').click();
      await part.getByTestId('condition-other').fill(value.column);
      await this.page.getByRole('option', { name: value.column, exact: true }).filter({ visible: true }).click();
    }
    for (const pick of value.picks ?? []) await part.getByRole('button', { name: pick, exact: true }).click();
    for (const name of value.segments ?? []) await part.locator(`[data-testid="segment-option"][data-value="${name}"]`).click();
  }
}

/** Waits until what is read equals what is expected; says both where it never does. */
export async function until(read, expected, what) {
  const end = Date.now() + PATIENCE;
  let seen;
  do {
    seen = await read();
    if (JSON.stringify(seen) === JSON.stringify(expected)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  } while (Date.now() < end);
  assert.deepEqual(seen, expected, what);
}
