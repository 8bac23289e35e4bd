/* Cases at the desk, in a real browser against the real server: seen, taken, worked on, told. */
import {spawnSync} from 'node:child_process';
import path from 'node:path';
import AxeBuilder from 'axe-core';
import {check, equal, until, serve, letan, freshFolder, openPage, shot, finish} from './lib/harness.mjs';

const data = freshFolder();
const server = await serve({data});
const password = 'hoa-sen-ban-truc-1';
letan(['user', 'add', 'minhanh', '--name', 'Minh Anh', '--role', 'agent', '--data', data, '--password-stdin'], `${password}\n`);

/* As a turn would have stored them: two cases of the visitor's conversation, and how they sounded. */
const store = sql => {
  const done = spawnSync('python3', ['-c', 'import sqlite3,sys;c=sqlite3.connect(sys.argv[1],timeout=20);c.executescript(sys.argv[2]);c.close()', path.join(data, 'letan.db'), sql], {encoding: 'utf8'});
  if (done.status !== 0) throw new Error(done.stderr);
};
const guest = await openPage();
await guest.goto(server.url);
await guest.locator('chat-widget button.launch').click();
await guest.locator('chat-widget textarea').fill('đơn của tôi trễ 3 ngày rồi');
await guest.locator('chat-widget textarea').press('Enter');
await guest.locator('chat-widget .msg.bot', {hasText: 'mã đơn'}).waitFor();
const now = Date.now();
const row = (id, code, title, due) => `INSERT INTO case_file SELECT 1,${id},'${code}',0,0,1,'giao-hang','',2,'${title}','trễ 3 ngày rồi','{"phone":"0912345678","order":"DH123456"}','',c.id,c.visitor,0,${now},${due},${now} FROM conversation c WHERE c.id=(SELECT max(id) FROM conversation);
  INSERT INTO case_entry VALUES (1,${id},1,${now},'customer','opened','trễ 3 ngày rồi',1);`;
store(`${row(1, 'KN-7K3M9Q', 'Giao hàng chậm 3 ngày', now + 86400000)} ${row(2, 'BH-2B4D6F', 'Tủ lạnh không lạnh', now - 3600000)}`);

const page = await openPage();
await page.goto(`${server.url}/desk`);
await page.fill('input[name=login]', 'minhanh');
await page.fill('input[name=password]', password);
await page.press('input[name=password]', 'Enter');
const cases = page.getByRole('region', {name: 'Phiếu'});

await check('the most pressing case comes first, and a late one is marked', async () => {
  await until(async () => (await cases.locator('.card').count()) === 2, 'two cases');
  equal(await cases.locator('.card .words').first().textContent(), 'BH-2B4D6F · Tủ lạnh không lạnh');
  equal(await cases.locator('.card').evaluateAll(all => all.map(one => one.classList.contains('late'))), [true, false]);
});

await check('a case shows its words, its fields and its history, and is taken', async () => {
  await cases.locator('.card', {hasText: 'KN-7K3M9Q'}).click();
  await until(async () => (await page.locator('.case .about').innerText()).includes('DH123456'), 'its fields');
  await page.getByRole('button', {name: 'Nhận phiếu'}).click();
  await until(async () => (await page.locator('.case .sub').first().textContent()).includes('Minh Anh'), 'its owner');
  equal(await page.getByRole('button', {name: 'Nhận phiếu'}).isHidden(), true);
});

await check('notes stay among staff, and what is told is marked as told', async () => {
  await page.locator('.case textarea').fill('Kho báo xe hỏng');
  await page.getByRole('button', {name: 'Lưu'}).click();
  await until(async () => (await page.locator('.history .private').last().innerText()).includes('Kho báo xe hỏng'), 'the private note');
  await page.locator('.case select').selectOption('working');
  await page.locator('.case textarea').fill('Sáng mai giao lại trước 10 giờ');
  await page.getByLabel('Báo cho khách').check();
  await page.getByRole('button', {name: 'Lưu'}).click();
  await until(async () => (await page.locator('.history li').last().innerText()).includes('Sáng mai'), 'what the customer is told');
  equal(await page.locator('.history li').last().getAttribute('class'), '');
  await shot(page, 'desk-case');
  await page.evaluate(AxeBuilder.source);
  const {violations} = await page.evaluate(() => window.axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']}));
  equal(violations.map(one => one.id), []);
  equal(page.problems, []);
});

await check('a case leads to its conversation', async () => {
  await page.getByRole('button', {name: 'Xem cuộc trò chuyện'}).click();
  await until(async () => (await page.locator('.thread .log').innerText()).includes('đơn của tôi trễ'), 'the conversation');
});

await finish();
