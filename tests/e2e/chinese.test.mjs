// The same job in Chinese, on a file as older Chinese programs write them: GBK, with Chinese headings.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { open } from './support/app.mjs';
import { parse } from './support/csv.mjs';
import { Rules } from './support/rules.mjs';

const CITIES = ['北京', '上海', '广州', '成都', '乌鲁木齐'];
const rows = Array.from({ length: 500 }, (_, at) => [`客户${String(at + 1).padStart(4, '0')}`, CITIES[at % CITIES.length], String((at * 37) % 1000), `2024-${String((at % 12) + 1).padStart(2, '0')}-15`]);
const head = ['客户编号', '城市', '消费金额', '最近购买'];
const text = `${[head, ...rows].map((row) => row.join(',')).join('\r\n')}\r\n`;

/** Node writes no GBK: the decoder, asked for every pair of bytes, gives the way back. */
function gbk(string) {
  const table = new Map();
  const decoder = new TextDecoder('gbk');
  for (let first = 0x81; first <= 0xfe; first += 1) {
    for (let second = 0x40; second <= 0xfe; second += 1) {
      if (second !== 0x7f) table.set(decoder.decode(Uint8Array.of(first, second)), [first, second]);
    }
  }
  return Uint8Array.from([...string].flatMap((letter) => (letter.codePointAt(0) < 0x80 ? [letter.codePointAt(0)] : table.get(letter))));
}

test('a GBK file in a Chinese browser, from dropping it to reading the export back', async (t) => {
  const app = await open(t, { locale: 'zh-CN' });
  assert.equal(await app.page.locator('html').getAttribute('lang'), 'zh-CN');
  await app.drop({ name: '客户.csv', bytes: gbk(text) });
  await app.page.getByTestId('row-count').filter({ hasText: '500' }).waitFor();
  const rules = new Rules(app);
  const segment = await rules.add('大客户');
  await segment.root.write(0, '城市', 'is', '乌鲁木齐');
  await segment.root.addCondition();
  await segment.root.write(1, '消费金额', '>=', 500);
  const large = (row) => row[1] === '乌鲁木齐' && Number(row[2]) >= 500;
  const count = rows.filter(large).length;
  await rules.counts([count, rows.length - count]);
  await app.accessible();
  await app.screenshot('chinese-rules');

  await app.page.getByTestId('export-button').click();
  const { bytes } = await app.download(() => app.page.getByTestId('export-save').click());
  const [exportedHead, ...exported] = parse(bytes.toString('utf8'));
  assert.deepEqual(exportedHead.slice(0, -1), head);
  assert.deepEqual(exported.map((row) => row.slice(0, -1)), rows);
  assert.deepEqual(exported.map((row) => row.at(-1) === '大客户'), rows.map(large));
});
