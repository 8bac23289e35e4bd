/* W30 to W34: where the view stands, and what messages look like. */
import {check, equal, until, serve, shot, finish, open, openPage, launcher, log, mine, bot, say, answersAfter, inside, scripted, scriptedPage, message, DAY, focused} from './lib.mjs';

const server = await serve();
const pill = page => page.locator('chat-widget .pill');
const scroll = page => inside(page, shadow => shadow.querySelector('.log').scrollTop);
const gap = page => inside(page, shadow => { const one = shadow.querySelector('.log'); return Math.round(one.scrollHeight - one.scrollTop - one.clientHeight); });
const long = n => Array.from({length: n}, (_, i) => message(i + 1, i % 3 ? 'bot' : 'visitor', `tin số ${i + 1}`));

await check('W30 at the end it follows; scrolled up it stays, and a pill counts what is new', async () => {
  const {page, server: chat} = await scriptedPage(server.url, {history: long(60)});
  await until(async () => (await page.locator('chat-widget .msg').count()) === 60 && await gap(page) <= 1, 'the history');
  chat.send(message(61, 'bot', 'theo'));
  await until(async () => (await page.locator('chat-widget .msg').count()) === 61 && await gap(page) <= 1, 'it to follow');
  await inside(page, shadow => { shadow.querySelector('.log').scrollTop = 200; });
  chat.send(message(62, 'bot', 'một'), message(63, 'agent', 'hai'));
  await until(async () => (await pill(page).textContent()) === '2 tin nhắn mới', 'the pill');
  equal(await scroll(page), 200);
  await pill(page).click();
  await until(async () => await gap(page) <= 1, 'the end');
  equal([await pill(page).isVisible(), await focused(page)], [false, 'div.log']);
  /* scrolled in the same moment, before any scroll event has come: it counts where the view is now */
  await inside(page, shadow => { shadow.querySelector('.log').scrollTop = 0; });
  chat.send(message(64, 'bot', 'ba'));
  await until(async () => (await pill(page).textContent()) === '1 tin nhắn mới', 'the pill again');
  await page.context().close();
});

await check('W31 an answer taller than the view shows its first line', async () => {
  const {page, server: chat} = await scriptedPage(server.url, {history: long(10)});
  await until(async () => (await page.locator('chat-widget .msg').count()) === 10, 'the history');
  chat.send(message(11, 'bot', Array.from({length: 60}, (_, i) => `Dòng ${i + 1}`).join('\n')));
  await until(async () => (await page.locator('chat-widget .msg').count()) === 11, 'it');
  const top = await inside(page, shadow => { const all = shadow.querySelectorAll('.msg'), box = all[all.length - 1].getBoundingClientRect(); return box.top - shadow.querySelector('.log').getBoundingClientRect().top; });
  equal([top >= 0, top < 40], [true, true]);
  await page.context().close();
});

await check('W32 quick replies, cards, an order and the source; replies go once used', async () => {
  const {page, server: chat} = await scriptedPage(server.url);
  const buttons = Array.from({length: 7}, (_, i) => ({title: `Mục ${i + 1}`, payload: `intent:m${i + 1}`}));
  chat.send(message(1, 'bot', {text: 'Dạ, đây ạ.', source: {article: 'doi-tra-thoi-han', title: 'Đổi trả trong bao lâu?', url: '/help/doi-tra-thoi-han'}, buttons,
    cards: [{title: 'Tivi 4K 55 inch', text: '10.990.000 ₫', image: '/demo/lotus.svg', action: {title: 'Hỏi món này', payload: 'intent:tivi'}}],
    order: {code: 'HS123456', status: 'Đang giao', lines: ['1 × Tivi 4K 55 inch'], total: '10.990.000 ₫'}}));
  const group = page.locator('chat-widget .replies:not(.helpful)');
  await page.locator('chat-widget .thing').nth(1).waitFor();
  equal([await group.getAttribute('role'), await group.getAttribute('aria-label'), await group.locator('button').count()], ['group', 'Gợi ý trả lời', 5]);
  equal((await page.locator('chat-widget .thing').allInnerTexts()).map(text => text.replace(/\n+/g, '\n')), ['Tivi 4K 55 inch\n10.990.000 ₫\nHỏi món này', 'Đơn hàng HS123456\nĐang giao\n1 × Tivi 4K 55 inch\n10.990.000 ₫']);
  equal([(await page.locator('chat-widget .source').innerText()).includes('Theo bài: Đổi trả trong bao lâu?'), await page.locator('chat-widget .source').getAttribute('href')], [true, `${server.url}/help/doi-tra-thoi-han`]);
  await shot(page, 'widget-cards');
  await group.locator('button').nth(1).click();
  await until(async () => (await mine(page).count()) === 1, 'the choice');
  equal([await group.count(), chat.frames.find(frame => frame.type === 'say').payload, /textarea/.test(await focused(page))], [0, 'intent:m2', true]);
  await page.context().close();
});

await check('W33 typing shows within 300 ms, goes after 8 s or with the message, and is said once', async () => {
  const page = await openPage();
  await page.clock.install();
  const chat = await scripted(page, {mode: 'human', agent: 'Minh Anh'});
  await open(page, server.url);
  await until(() => chat.frames.length > 0, 'hello');
  await inside(page, shadow => { window.spoken = 0; new MutationObserver(() => { window.spoken++; }).observe(shadow.querySelector('.typing'), {childList: true, subtree: true, characterData: true}); });
  const typing = page.locator('chat-widget .typing');
  for (let i = 0; i < 3; i++) chat.send({type: 'typing', author: 'agent', name: 'Minh Anh'});
  await until(async () => (await typing.textContent()) === 'Minh Anh đang soạn tin…', 'typing');
  equal([await page.evaluate(() => window.spoken), await typing.getAttribute('role')], [1, 'status']);
  await page.clock.runFor(7900);
  equal((await typing.textContent()) !== '', true);
  await page.clock.runFor(200);
  equal(await typing.textContent(), '');
  chat.send({type: 'typing', author: 'agent', name: 'Minh Anh'});
  await until(async () => (await typing.textContent()) !== '', 'typing again');
  chat.send(message(chat.next(), 'agent', 'Dạ em đây ạ', {name: 'Minh Anh'}));
  await until(async () => (await typing.textContent()) === '', 'it to go');
  await page.context().close();
});

await check('W34 days and times in words, in the language and the time zone of the visitor', async () => {
  const now = Date.UTC(2026, 10, 22, 1, 5); /* 08:05 in Ho Chi Minh City, the evening before in New York */
  const history = [message(1, 'bot', 'a', {created_at: now - 20 * DAY}), message(2, 'bot', 'b', {created_at: now - DAY}), message(3, 'bot', 'c', {created_at: now})];
  for (const [path, timezoneId, days, time] of [['/', 'Asia/Ho_Chi_Minh', ['2 tháng 11, 2026', 'Hôm qua', 'Hôm nay'], '08:05'], ['/en', 'America/New_York', ['November 1, 2026', 'Yesterday', 'Today'], '08:05 PM']]) {
    const page = await openPage({timezoneId});
    await page.clock.setFixedTime(now);
    await scripted(page, {history});
    await open(page, server.url + path);
    await until(async () => (await bot(page).count()) === 3, 'the history');
    equal((await page.locator('chat-widget .day').allTextContents()).map(text => text.replace('ngày ', '')), days);
    equal((await bot(page).last().locator('.name').textContent()).endsWith(time), true);
    await page.context().close();
  }
});

await check('W32 a real answer carries its source, which opens inside the panel', async () => {
  const page = await openPage();
  await open(page, server.url);
  await say(page, 'giao hang bao lau vay shop');
  await answersAfter(page, 0);
  await page.locator('chat-widget .source').click();
  await until(async () => (await page.locator('chat-widget .article').innerText()).includes('Đảo, vùng xa'), 'the article');
  equal(await focused(page), 'h2');
  await page.locator('chat-widget .help-top button').click();
  equal([await log(page).isVisible(), /textarea/.test(await focused(page)), await launcher(page).getAttribute('aria-expanded')], [true, true, 'true']);
  await page.context().close();
});

await finish();
