/* W35 to W42: people, queue, forms, rating, invitations, sound, one's own data. */
import {readFileSync} from 'node:fs';
import {check, equal, until, serve, shot, finish, open, openPage, launcher, panel, field, bar, mine, bot, say, inside, hostSite, hostPage, scripted, scriptedPage, message, focused} from './lib.mjs';

const host = await hostSite();
const server = await serve({env: {LETAN_ORIGINS: host.url, LETAN_HOURS: 'T2-CN 00:00-24:00'}});
const human = page => page.locator('chat-widget .human');
const menuItem = (page, text) => page.locator('chat-widget .menu button', {hasText: text});
const openMenu = page => page.locator('chat-widget button[aria-haspopup=menu]').click();
const menuDo = async (page, text) => { await openMenu(page); await menuItem(page, text).click(); };

await check('W35 greeting, who answers, and a person one press away: in the chat, in help, in an article', async () => {
  const page = await openPage();
  await open(page, server.url);
  const welcome = await page.locator('chat-widget .welcome').innerText();
  equal([welcome.includes('Dạ, em chào anh/chị ạ'), welcome.includes('trợ lý ảo'), await human(page).isVisible()], [true, true, true]);
  await page.locator('chat-widget #tab-help').click();
  await page.locator('chat-widget .item').first().click();
  await page.locator('chat-widget .article').waitFor();
  await human(page).click();
  await until(async () => /kế tiếp|vị trí/.test(await bar(page).textContent()), 'a place in the queue');
  equal(await page.locator('chat-widget .log').isVisible(), true);
  await shot(page, 'widget-queued');
  await page.reload();
  await until(async () => /kế tiếp|vị trí/.test(await bar(page).textContent()), 'the same place after coming back');
  await page.context().close();
});

await check('W36 the place in the queue moves as it is told; in front: the next one', async () => {
  const {page, server: chat} = await scriptedPage(server.url, {mode: 'queued', queue: {position: 3, wait_s: 170}});
  await until(async () => (await bar(page).textContent()) === 'Dạ, anh/chị đang ở vị trí 3 trong hàng chờ, dự kiến khoảng 3 phút ạ.', 'the third');
  chat.send({type: 'queue', position: 2, wait_s: null, team: ''});
  await until(async () => (await bar(page).textContent()) === 'Dạ, anh/chị đang ở vị trí 2 trong hàng chờ ạ.', 'the second');
  chat.send({type: 'queue', position: 1, wait_s: 30, team: ''});
  await until(async () => (await bar(page).textContent()) === 'Dạ, anh/chị là người kế tiếp ạ.', 'the next');
  chat.send({type: 'state', mode: 'human', agent: 'Nguyễn Thị Ẩm'});
  await until(async () => (await page.locator('chat-widget .status').textContent()) === 'Nguyễn Thị Ẩm đang hỗ trợ anh/chị', 'the agent');
  equal([await bar(page).textContent(), await human(page).isDisabled()], ['', true]);
  await page.context().close();
});

await check('W37 nobody there: a form with labels, checked in words, nothing lost, nothing asked twice', async () => {
  const {page, server: chat} = await scriptedPage(server.url, {open: false});
  await page.locator('chat-widget .leave').click();
  const form = page.locator('chat-widget .sheet form'), input = name => form.locator(`[name=${name}]`);
  await form.waitFor();
  equal(await form.locator('label').allInnerTexts(), ['Họ và tên', 'Số điện thoại', 'Nội dung cần hỗ trợ', 'Tôi đồng ý cho cửa hàng dùng thông tin này để liên hệ lại']);
  await input('name').fill('Nguyễn Thị Ẩm');
  await input('phone').fill('12 34');
  await form.locator('.strong').click();
  equal([await input('phone').getAttribute('aria-invalid'), await form.locator('#wrong-phone').textContent(), await focused(page), await input('name').getAttribute('aria-invalid')],
    ['true', 'Số điện thoại chưa đúng, ví dụ 0912 345 678.', 'input', 'false']);
  equal([await form.locator('#wrong-topic').textContent(), await form.locator('#wrong-agree').textContent()], ['Anh/chị vui lòng nhập nội dung cần hỗ trợ.', 'Anh/chị đánh dấu ô đồng ý giúp em ạ.']);
  await shot(page, 'widget-form');
  for (const bad of ['091234567x', '0123', '+85 912345678', '09123456789012']) {
    await input('phone').fill(bad);
    await form.locator('.strong').click();
    equal(await input('phone').getAttribute('aria-invalid'), 'true');
  }
  await input('phone').fill('+84 912.345 678');
  await input('topic').fill('Tủ lạnh không lạnh');
  await input('agree').check();
  chat.acks = false;
  chat.silent = true;
  await form.locator('.strong').click();
  await until(() => chat.frames.some(frame => frame.type === 'say'), 'the request');
  equal([chat.frames.find(frame => frame.type === 'say').text, await mine(page).locator('.state').textContent()], ['Tôi là Nguyễn Thị Ẩm, số điện thoại +84912345678. Tủ lạnh không lạnh', 'Đang gửi']);
  equal((await page.evaluate(() => localStorage.getItem('letan.hoa-sen.outbox'))).includes('Tủ lạnh không lạnh'), true);
  await page.locator('chat-widget .leave').click();
  equal([await input('name').inputValue(), await input('phone').inputValue(), await focused(page)], ['Nguyễn Thị Ẩm', '+84 912.345 678', 'textarea']);
  await page.context().close();
});

await check('W37 a real server outside hours keeps the number for calling back', async () => {
  const closed = await serve({env: {LETAN_HOURS: 'T2-CN 00:00-00:01'}});
  const page = await openPage();
  await open(page, closed.url);
  await page.locator('chat-widget .leave').click();
  const input = name => page.locator(`chat-widget .sheet [name=${name}]`);
  await input('name').fill('Trần Văn Ổn');
  await input('phone').fill('0912 345 678');
  await input('topic').fill('Gặp nhân viên giúp tôi');
  await input('agree').check();
  await page.locator('chat-widget .sheet .strong').click();
  await until(async () => (await bot(page).count()) >= 1 && (await mine(page).locator('.state').textContent()) !== 'Đang gửi', 'the answer');
  equal((await mine(page).locator('.text').textContent()).includes('0912345678'), true);
  await page.context().close();
  await closed.stop();
});

await check('W38 rating: kept at the first tap, again with words, once a conversation, changeable for a day', async () => {
  const page = await openPage();
  await page.clock.install();
  const chat = await scripted(page);
  await open(page, server.url);
  await until(() => chat.frames.length > 0, 'hello');
  chat.send({type: 'state', mode: 'closed'}, message(chat.next(), 'system', {event: 'closed', text: 'Đã xong'}));
  const faces = page.locator('chat-widget .faces button');
  await faces.first().waitFor();
  equal([await faces.count(), await faces.nth(4).getAttribute('aria-label'), await faces.locator('svg').count()], [5, '5: Rất hài lòng', 5]);
  await shot(page, 'widget-rating');
  await faces.nth(1).click();
  const rates = () => chat.frames.filter(frame => frame.type === 'rate').map(({score, text}) => text === undefined ? [score] : [score, text]);
  await until(() => rates().length === 1, 'the score');
  equal((await page.locator('chat-widget .csat').innerText()).includes('rất tiếc'), true);
  await page.locator('chat-widget .csat textarea').fill('Chờ hơi lâu');
  await page.locator('chat-widget .csat .strong').click();
  await until(() => rates().length === 2, 'the words');
  await faces.nth(3).click();
  await until(() => rates().length === 3, 'another score');
  equal(rates(), [[2], [2, 'Chờ hơi lâu'], [4]]);
  chat.mode = 'closed';
  chat.history = [message(1, 'bot', 'a')];
  await page.reload();
  await until(async () => (await faces.nth(3).getAttribute('aria-pressed')) === 'true', 'the answer given before');
  await page.clock.fastForward(25 * 3600 * 1000);
  await page.reload();
  await until(() => chat.frames.filter(frame => frame.type === 'hello').length === 3, 'the third time');
  await bot(page).first().waitFor();
  equal(await page.locator('chat-widget .csat').isVisible(), false);
  await page.context().close();
});

await check('W39 after an answer: did it help? "No" offers a person or other words', async () => {
  const page = await openPage();
  await open(page, server.url);
  await say(page, 'tivi bảo hành bao lâu ạ');
  await page.locator('chat-widget .helpful').waitFor();
  equal([await page.locator('chat-widget .helpful').getAttribute('aria-label'), await page.locator('chat-widget .helpful button').count()], ['Câu trả lời này có giúp được anh/chị không ạ?', 2]);
  await page.locator('chat-widget .helpful button').nth(1).click();
  await until(async () => /hỏi lại cách khác|gặp nhân viên/i.test(await bot(page).last().innerText()), 'the offer');
  equal(await page.locator('chat-widget .helpful').count(), 0);
  await page.context().close();
});

await check('W40 invitations: one a session, not over a field in use, gone for a week, none without data', async () => {
  const body = '<input id="q" aria-label="Tìm"><div style="height:3000px"></div>';
  const invite = page => page.locator('chat-widget .invite');
  const ready = async (rules, options = {}, path = '/invite') => {
    host.pages[path] = {html: hostPage(server.url, `data-proactive="${rules}" ${options.attributes || ''}`, {body})};
    const page = await openPage(options);
    await page.clock.install();
    const loaded = page.waitForResponse(/proactive\.js/, {timeout: 5000}).catch(() => null);
    await page.goto(host.url + path);
    await launcher(page).waitFor();
    page.wasLoaded = options.attributes ? null : await loaded;
    await page.evaluate(() => new Promise(done => queueMicrotask(done)));
    return page;
  };
  const page = await ready('after:20s Dạ, anh/chị cần em tư vấn không ạ?; scroll:60 Cuộn rồi; event:cart /inv* Giỏ hàng');
  await page.clock.runFor(19000);
  equal(await invite(page).count(), 0);
  await page.clock.runFor(1500);
  await until(async () => (await invite(page).count()) === 1, 'the sentence');
  equal([(await invite(page).innerText()).includes('cần em tư vấn'), await panel(page).count()], [true, 0]);
  await shot(page, 'widget-invite');
  await page.evaluate(() => { scrollTo(0, 3000); window.chatWidget('event', 'cart'); });
  equal(await invite(page).count(), 1);
  await page.locator('chat-widget .invite .off').click();
  equal(await invite(page).count(), 0);
  await page.evaluate(() => sessionStorage.clear());
  await page.reload();
  await launcher(page).waitFor();
  await page.clock.runFor(30000);
  equal(await invite(page).count(), 0);
  await page.clock.fastForward(8 * 864e5);
  await page.reload();
  await until(async () => { await page.clock.runFor(21000); return (await invite(page).count()) === 1; }, 'a week later');
  await page.context().close();

  const typing = await ready('event:cart Dạ, cần giúp không ạ?', {}, '/typing');
  await typing.locator('#q').focus();
  await typing.evaluate(() => window.chatWidget('event', 'cart'));
  equal(await invite(typing).count(), 0);
  await typing.locator('#q').blur();
  await until(async () => { await typing.evaluate(() => window.chatWidget('event', 'cart')); return (await invite(typing).count()) === 1; }, 'once nobody types');
  await typing.locator('chat-widget .invite .say').click();
  await until(async () => /textarea/.test(await focused(typing)), 'the panel');
  await typing.context().close();

  for (const options of [{attributes: 'data-open="never"'}, {attributes: 'data-x', init: true}]) {
    const quiet = await openPage();
    if (options.init) await quiet.addInitScript(() => { Object.defineProperty(navigator, 'connection', {value: {saveData: true}}); });
    host.pages['/quiet'] = {html: hostPage(server.url, `data-proactive="event:cart Có" ${options.attributes}`, {body})};
    await quiet.goto(`${host.url}/quiet`, {waitUntil: 'networkidle'});
    await quiet.evaluate(() => window.chatWidget('event', 'cart'));
    equal(await invite(quiet).count(), 0);
    await quiet.context().close();
  }
});

await check('W41 unread: 9+, the title only where asked, sound remembered and only after a gesture', async () => {
  host.pages['/count'] = {html: hostPage(server.url, 'data-count')};
  const page = await openPage();
  const chat = await scripted(page);
  await page.addInitScript(() => { window.gesture = false; Object.defineProperty(navigator, 'userActivation', {value: {get hasBeenActive() { return window.gesture; }}}); }); /* what a test runs counts as one */
  await page.goto(`${host.url}/count`);
  await page.evaluate(() => { window.chimes = 0; window.chatWidget('on', 'chime', () => window.chimes++); return window.chatWidget('open'); });
  await until(() => chat.frames.length > 0, 'hello');
  await page.evaluate(() => window.chatWidget('close'));
  chat.send(...Array.from({length: 11}, (_, i) => message(i + 1, 'bot', `tin ${i}`)));
  await until(async () => (await page.locator('chat-widget .count').textContent()) === '9+', 'the badge');
  equal([await page.title(), (await launcher(page).getAttribute('aria-label')).includes('11 tin nhắn chưa đọc'), await page.evaluate(() => window.chimes)], ['(11) Trang của cửa hàng', true, 0]);
  await launcher(page).click();
  equal([await page.title(), await page.locator('chat-widget .count').textContent()], ['Trang của cửa hàng', '']);
  await page.evaluate(() => { window.gesture = true; return window.chatWidget('close'); });
  chat.send(message(12, 'bot', 'có tiếng'));
  await until(async () => (await page.evaluate(() => window.chimes)) === 1, 'a sound after a gesture');
  await launcher(page).click();
  await openMenu(page);
  equal(await menuItem(page, 'Âm thanh').getAttribute('aria-checked'), 'true');
  await menuItem(page, 'Âm thanh').click();
  equal([await menuItem(page, 'Âm thanh').getAttribute('aria-checked'), await page.evaluate(() => localStorage.getItem('letan.thu.sound'))], ['false', 'false']);
  await page.evaluate(() => { window.AudioContext = class { constructor() { throw new Error('refused'); } }; });
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  chat.send(message(13, 'bot', 'không tiếng'));
  await until(async () => (await page.locator('chat-widget .count').textContent()) === '1', 'the badge');
  equal([await page.evaluate(() => window.chimes), page.problems], [1, []]);
  await page.context().close();
});

await check('W42 the transcript is a text with BOM; deleting leaves no key of ours', async () => {
  const {page} = await scriptedPage(server.url, {history: [message(1, 'visitor', 'tủ lạnh kêu to'), message(2, 'bot', 'Dạ, em xem ngay ạ.')]});
  await until(async () => (await bot(page).count()) === 1, 'the history');
  const download = page.waitForEvent('download');
  await menuDo(page, 'Tải nội dung');
  const bytes = readFileSync(await (await download).path());
  equal([[...bytes.subarray(0, 3)], (await download).suggestedFilename()], [[0xef, 0xbb, 0xbf], 'letan.txt']);
  const text = bytes.toString('utf8');
  equal([/Anh\/chị, \d\d:\d\d: tủ lạnh kêu to\r\n/.test(text), /Trợ lý ảo, \d\d:\d\d: Dạ, em xem ngay ạ\./.test(text)], [true, true]);
  await page.evaluate(() => window.chatWidget('setUser', {name: 'Ẩm', phone: '0912345678'}));
  await page.evaluate(() => { window.chatWidget('on', 'ready', () => { window.again = true; }); });
  await menuDo(page, 'Xóa dữ liệu');
  await until(() => page.evaluate(() => window.again), 'a fresh start');
  equal((await page.evaluate(() => Object.entries(localStorage).filter(([, value]) => /Ẩm|0912|kêu to/.test(value)))), []);
  equal((await page.evaluate(() => Object.keys(localStorage))).filter(key => !/\.(token|last)$/.test(key)), []);
  await page.context().close();
});

await check('W35 ending asks once more in the same place', async () => {
  const {page, server: chat} = await scriptedPage(server.url);
  await menuDo(page, 'Kết thúc trò chuyện');
  await until(async () => (await menuItem(page, 'Kết thúc trò chuyện này ạ?').count()) === 1, 'the question');
  equal(chat.frames.some(frame => frame.type === 'bye'), false);
  await menuItem(page, 'Kết thúc trò chuyện này ạ?').click();
  await until(() => chat.frames.some(frame => frame.type === 'bye'), 'the end');
  equal([await inside(page, shadow => shadow.querySelector('.menu').hidden), await field(page).isVisible()], [true, true]);
  await page.context().close();
});

await finish();
