/* The widget as a visitor meets it: real page, real server, real browser. */
import AxeBuilder from 'axe-core';
import {check, equal, until, serve, openPage, restingBox, shot, finish} from './lib/harness.mjs';

const server = await serve();
const launcher = page => page.locator('chat-widget button.launch');
const panel = page => page.locator('chat-widget .panel');
const bubbles = page => page.locator('chat-widget .msg');
const mine = page => page.locator('chat-widget .msg.mine');
const field = page => page.locator('chat-widget textarea');
const open = async (page, path = '/') => { await page.goto(server.url + path); await launcher(page).click(); await field(page).waitFor(); };
const welcomed = page => page.evaluate(() => new Promise(done => window.chatWidget('on', 'ready', done)));
const say = async (page, text) => { await field(page).fill(text); await field(page).press('Enter'); };
const answersAfter = async (page, n) => until(async () => (await page.locator('chat-widget .msg.bot').count()) > n, 'an answer');
const axe = async page => {
  await page.evaluate(AxeBuilder.source);
  const {violations} = await page.evaluate(() => window.axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']}));
  return violations.map(one => `${one.id}: ${one.nodes.map(node => node.target.join(' ')).join(', ')}`);
};

const page = await openPage();

await check('before interaction: one request, no storage, no socket', async () => {
  const requests = [];
  page.on('request', request => requests.push(request.url()));
  await page.goto(server.url);
  await launcher(page).waitFor();
  equal(requests.filter(url => url.includes('/w/')).map(url => new URL(url).pathname), ['/w/loader.js']);
  equal(await page.evaluate(() => [localStorage.length, sessionStorage.length, document.cookie]), [0, 0, '']);
  equal(requests.filter(url => !url.startsWith(server.url)), []);
});

await check('opens with the keyboard and focuses the field', async () => {
  await launcher(page).focus();
  await page.keyboard.press('Enter');
  await field(page).waitFor();
  await until(() => page.evaluate(() => document.querySelector('chat-widget').shadowRoot.querySelector('div').shadowRoot.activeElement?.localName === 'textarea'), 'focus in the field');
  equal(await launcher(page).getAttribute('aria-expanded'), 'true');
});

await check('an unaccented question gets an answer with its source', async () => {
  const before = await page.locator('chat-widget .msg.bot').count();
  await say(page, 'tivi bao hanh bao lau vay shop');
  await answersAfter(page, before);
  await until(async () => ['Đã gửi', 'Đã xem'].includes(await mine(page).first().locator('.state').textContent()), 'the sent mark');
  await page.locator('chat-widget .source a').first().waitFor();
  await shot(page, 'widget-answer');
});

await check('a reload shows the same history, each message once, with the panel open', async () => {
  const before = await bubbles(page).allInnerTexts();
  await page.reload();
  await field(page).waitFor();
  await until(async () => (await bubbles(page).count()) >= before.length, 'the history');
  equal((await bubbles(page).allInnerTexts()).map(text => text.replace(/Đã (gửi|xem)/, '')), before.map(text => text.replace(/Đã (gửi|xem)/, '')));
});

await check('a draft survives a reload', async () => {
  await field(page).fill('đang gõ dở');
  await page.reload();
  await field(page).waitFor();
  equal(await field(page).inputValue(), 'đang gõ dở');
  await field(page).fill('');
});

await check('hostile text is shown as text', async () => {
  const before = await page.locator('chat-widget .msg.bot').count();
  const hostile = '<img src=x onerror="window.hurt=1"><script>window.hurt=1</script> [a](javascript:alert(1)) \u202etxet';
  await say(page, hostile);
  await answersAfter(page, before);
  equal(await page.evaluate(() => window.hurt), undefined);
  equal(await mine(page).last().locator('.text').textContent(), hostile);
  equal(await page.locator('chat-widget a[href^="javascript"]').count(), 0);
});

await check('4,000 characters without a space cause no horizontal scroll', async () => {
  await say(page, 'ă'.repeat(1900));
  await until(async () => (await mine(page).last().textContent()).includes('ăăă'), 'the bubble');
  equal(await page.evaluate(() => { const log = document.querySelector('chat-widget').shadowRoot.querySelector('div').shadowRoot.querySelector('.log'); return log.scrollWidth <= log.clientWidth; }), true);
});

await check('too long a text is refused in the field and kept', async () => {
  await field(page).fill('ă'.repeat(2100));
  await field(page).press('Enter');
  await until(async () => (await page.locator('chat-widget .hint').textContent()).includes('4096'), 'the hint');
  equal((await field(page).inputValue()).length, 2100);
  await field(page).fill('');
});

await check('a dropped socket resumes without loss or doubles', async () => {
  const p = await openPage();
  await p.addInitScript(() => {
    const Real = WebSocket;
    window.sockets = [];
    window.WebSocket = class extends Real { constructor(...args) { super(...args); window.sockets.push(this); } };
  });
  await open(p);
  await say(p, 'xin chào');
  await answersAfter(p, 1);
  for (let i = 0; i < 3; i++) {
    const before = await p.locator('chat-widget .msg.bot').count();
    await p.evaluate(() => window.sockets.at(-1).close());
    await say(p, `phí lắp máy lạnh bao nhiêu ${i}`);
    await answersAfter(p, before);
  }
  equal(await mine(p).count(), 4);
  equal((await mine(p).locator('.text').allTextContents()).length, new Set(await mine(p).locator('.text').allTextContents()).size);
  await p.context().close();
});

await check('where WebSocket is blocked the chat goes on by long poll', async () => {
  const p = await openPage();
  await p.addInitScript(() => { window.WebSocket = class { constructor() { setTimeout(() => this.onclose?.({}), 10); } close() {} static OPEN = 1; }; });
  await open(p);
  await say(p, 'shop mở cửa mấy giờ');
  await answersAfter(p, 1);
  await say(p, 'cảm ơn em');
  await answersAfter(p, 2);
  equal(await mine(p).count(), 2);
  await p.context().close();
});

await check('a server restart in the middle: the bar shows, nothing lost or doubled', async () => {
  const own = await serve();
  const p = await openPage();
  await p.goto(own.url);
  await launcher(p).click();
  await say(p, 'xin chào shop');
  await answersAfter(p, 1);
  await own.stop('SIGKILL');
  await until(async () => (await p.locator('chat-widget .bar').textContent()).includes('Mất kết nối'), 'the offline bar');
  await shot(p, 'widget-offline');
  await say(p, 'bảo hành máy giặt mấy năm');
  await serve({data: own.data, port: own.port});
  await until(async () => (await p.locator('chat-widget .msg.bot').count()) >= 3, 'the answer after the restart', 30000);
  equal(await mine(p).count(), 2);
  await p.context().close();
});

await check('asking for a person shows the queue; "Gặp nhân viên" is always there', async () => {
  const p = await openPage();
  await open(p);
  await p.locator('chat-widget .human button').click();
  await until(async () => (await mine(p).count()) === 1, 'the request');
  await answersAfter(p, 1).catch(() => {});
  await until(async () => /kế tiếp|vị trí|giờ|số điện thoại/.test(await panel(p).innerText()), 'queue position or opening hours');
  await shot(p, 'widget-queued');
  await p.context().close();
});

await check('quick replies are buttons in a named group and vanish after use', async () => {
  const p = await openPage();
  await open(p);
  await say(p, 'bảo hành');
  await answersAfter(p, 1);
  const group = p.locator('chat-widget .replies');
  if (await group.count()) {
    equal(await group.getAttribute('aria-label'), 'Gợi ý trả lời');
    await group.locator('button').first().click();
    await until(async () => (await mine(p).count()) === 2, 'the chosen reply');
  } else {
    throw new Error('the bot offered no choice for the single word "bảo hành"');
  }
  await p.context().close();
});

await check('Esc closes and the focus returns to the launcher', async () => {
  await field(page).focus();
  await page.keyboard.press('Escape');
  equal(await panel(page).isVisible(), false);
  equal(await page.evaluate(() => document.querySelector('chat-widget').shadowRoot.activeElement?.className), 'launch');
});

for (const [name, options] of [['phone', {viewport: {width: 360, height: 640}}], ['phone-dark', {viewport: {width: 390, height: 844}, colorScheme: 'dark'}], ['desktop', {}], ['desktop-dark', {colorScheme: 'dark'}], ['english', {}]]) {
  await check(`${name}: nothing out of the window, no accessibility findings, no console errors`, async () => {
    const p = await openPage(options);
    await open(p, name === 'english' ? '/en' : '/');
    await say(p, name === 'english' ? 'How long does delivery take?' : 'giao hàng bao lâu ạ');
    await answersAfter(p, 1);
    const box = await restingBox(panel(p)), size = p.viewportSize();
    if (box.x < 0 || box.y < 0 || box.x + box.width > size.width + 0.5 || box.y + box.height > size.height + 0.5) throw new Error(JSON.stringify(box));
    await shot(p, `widget-${name}`);
    equal(await axe(p), []);
    equal(p.problems, []);
    await p.context().close();
  });
}

await check('the host page keeps working under a hostile style sheet, and the widget too', async () => {
  const p = await openPage();
  await p.goto(server.url);
  await p.addStyleTag({content: '*{all:revert!important;font-size:40px!important}button{display:none!important}'}).catch(() => {});
  await launcher(p).click();
  await field(p).waitFor();
  equal(await field(p).evaluate(node => getComputedStyle(node).fontSize), '16px');
  await p.context().close();
});

await check('one global, second copy of the snippet does nothing', async () => {
  const p = await openPage();
  await p.goto(server.url);
  await launcher(p).waitFor();
  await p.evaluate(url => new Promise(done => { const s = document.createElement('script'); s.src = trustedTypes.createPolicy('test', {createScriptURL: text => text}).createScriptURL(`${url}/w/loader.js`); s.onload = done; document.head.append(s); }), server.url);
  equal(await p.locator('chat-widget').count(), 1);
  await p.context().close();
});

equal(page.problems, []);
await finish();
