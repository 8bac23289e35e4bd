/* The desk with two agents and two visitors, in real browsers against the real server. */
import AxeBuilder from 'axe-core';
import {check, equal, until, serve, letan, freshFolder, openPage, shot, finish} from './lib/harness.mjs';

const data = freshFolder();
const server = await serve({data, env: {LETAN_HOURS: 'T2-CN 00:00-24:00'}});
const password = 'hoa-sen-ban-truc-1';
for (const [login, name] of [['minhanh', 'Minh Anh'], ['quocbao', 'Quốc Bảo']]) {
  const added = letan(['user', 'add', login, '--name', name, '--role', 'agent', '--data', data, '--password-stdin'], `${password}\n`);
  if (added.status !== 0) throw new Error(added.stderr);
}

const signIn = async (login, options) => {
  const page = await openPage(options);
  await page.goto(`${server.url}/desk`);
  await page.fill('input[name=login]', login);
  await page.fill('input[name=password]', password);
  await page.press('input[name=password]', 'Enter');
  await page.locator('.desk .next').waitFor();
  return page;
};
const visitor = async text => {
  const page = await openPage();
  await page.goto(server.url);
  await page.locator('chat-widget button.launch').click();
  const field = page.locator('chat-widget textarea');
  await field.fill(text);
  await field.press('Enter');
  await until(async () => (await page.locator('chat-widget .msg.bot').count()) > 0, 'an answer');
  await page.locator('chat-widget .human').click();
  await until(async () => /kế tiếp|vị trí/.test(await page.locator('chat-widget .bar').textContent()), 'a place in the queue');
  return page;
};
const says = (page, text) => until(async () => (await page.locator('chat-widget .log').innerText()).includes(text), `the visitor to see "${text}"`);
const axe = async page => {
  await page.evaluate(AxeBuilder.source);
  const {violations} = await page.evaluate(() => window.axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']}));
  return violations.map(one => `${one.id}: ${one.nodes.map(node => node.target.join(' ')).join(', ')}`);
};

await check('a wrong password is refused in words', async () => {
  const page = await openPage();
  await page.goto(`${server.url}/desk`);
  await page.fill('input[name=login]', 'minhanh');
  await page.fill('input[name=password]', 'không phải mật khẩu');
  await page.press('input[name=password]', 'Enter');
  await until(async () => (await page.locator('[role=alert]').textContent()).includes('chưa đúng'), 'the refusal');
  await shot(page, 'desk-signin');
  equal(await axe(page), []);
  await page.context().close();
});

const [anh, bao] = [await signIn('minhanh'), await signIn('quocbao')];
const [first, second] = [await visitor('tivi bảo hành bao lâu ạ'), await visitor('doi tra trong bao nhieu ngay')];

await check('both agents see both visitors waiting, the first in front', async () => {
  for (const page of [anh, bao]) await until(async () => (await page.locator('nav section:nth-of-type(1) li').count()) === 2, 'two waiting');
  await shot(anh, 'desk-queue');
});

await check('pressing together gives each agent another visitor', async () => {
  await Promise.all([anh.locator('.next').click(), bao.locator('.next').click()]);
  for (const page of [anh, bao]) await until(async () => (await page.locator('.thread .msg.visitor').count()) > 0, 'a thread');
  const texts = await Promise.all([anh, bao].map(page => page.locator('.thread .msg.visitor .text').first().textContent()));
  equal(texts.sort(), ['doi tra trong bao nhieu ngay', 'tivi bảo hành bao lâu ạ'].sort());
  for (const page of [anh, bao]) equal(await page.locator('nav section:nth-of-type(1) li').count(), 0);
});

const firstText = await anh.locator('.thread .msg.visitor .text').first().textContent();
const [ofAnh, ofBao] = firstText.startsWith('tivi') ? [first, second] : [second, first];

await check('the agent sees how the bot read the question; the visitor does not', async () => {
  await anh.locator('.thread .reading').first().waitFor();
  equal((await ofAnh.locator('chat-widget .log').innerText()).includes('độ chắc'), false);
});

await check('a reply reaches its visitor only; a note reaches nobody', async () => {
  const seen = [];
  ofAnh.on('websocket', () => {});
  const field = anh.locator('.thread textarea');
  await field.fill('Dạ em là Minh Anh, em xem giúp mình ngay ạ.');
  await field.press('Enter');
  await says(ofAnh, 'em xem giúp mình ngay');
  await anh.locator('[role=tab]').nth(1).click();
  await field.fill('Khách quen, ưu tiên');
  await field.press('Enter');
  await until(async () => (await anh.locator('.msg.note:not(.pending)').count()) === 1, 'the note');
  await ofAnh.reload();
  await says(ofAnh, 'em xem giúp mình ngay');
  equal((await ofAnh.locator('chat-widget .log').innerText()).includes('Khách quen'), false);
  equal((await ofBao.locator('chat-widget .log').innerText()).includes('Minh Anh, em xem'), false);
  equal(seen, []);
  await shot(anh, 'desk-thread');
});

await check('the visitor sees who helps and answers; the agent sees it and that they type', async () => {
  await until(async () => (await ofAnh.locator('chat-widget .status').textContent()).includes('Minh Anh'), 'the agent in the header');
  await ofAnh.locator('chat-widget textarea').pressSequentially('dạ vâng');
  await until(async () => (await anh.locator('.thread .typing').textContent()).length > 0, 'typing');
  await ofAnh.locator('chat-widget textarea').press('Enter');
  await until(async () => (await anh.locator('.thread .log').innerText()).includes('dạ vâng'), 'the answer');
  await shot(ofAnh, 'widget-human');
});

await check('returned to the bot, the bot answers again', async () => {
  await anh.locator('.actions button').nth(1).click();
  await until(async () => (await ofAnh.locator('chat-widget .status').textContent()).includes('Trợ lý ảo'), 'the bot in the header');
  const before = await ofAnh.locator('chat-widget .msg.bot').count();
  await ofAnh.locator('chat-widget textarea').fill('shop mở cửa mấy giờ');
  await ofAnh.locator('chat-widget textarea').press('Enter');
  await until(async () => (await ofAnh.locator('chat-widget .msg.bot').count()) > before, 'the bot');
});

await check('closed, the visitor is asked for a rating and may go on', async () => {
  await bao.locator('.actions button').nth(2).click();
  await until(async () => ofBao.locator('chat-widget .csat').isVisible(), 'the rating');
  await ofBao.locator('chat-widget .faces button').nth(4).click();
  await until(async () => (await ofBao.locator('chat-widget .csat').innerText()).includes('cảm ơn'), 'thanks');
  await shot(ofBao, 'widget-rating');
});

for (const [name, options] of [['dark', {colorScheme: 'dark'}], ['phone', {viewport: {width: 390, height: 844}}]]) {
  await check(`${name}: no accessibility findings, no console errors`, async () => {
    const page = await signIn('quocbao', options);
    await shot(page, `desk-${name}`);
    equal(await axe(page), []);
    equal(page.problems, []);
    await page.context().close();
  });
}
await check('the desk has no accessibility findings with a thread open', async () => { equal(await axe(anh), []); equal(anh.problems, []); });
await finish();
