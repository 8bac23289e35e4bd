/* W13 to W22: messages on their way, whatever happens to the line. */
import {check, equal, until, serve, openPage, shot, finish, open, launcher, panel, field, log, bar, mine, bot, say, answersAfter, focused, scripted, scriptedPage, message, inside} from './lib.mjs';
import {backoffMs} from '../../../web-widget/link.js';

const server = await serve();
const stateOf = page => mine(page).last().locator('.state').textContent();
const sockets = page => page.addInitScript(() => {
  const Real = WebSocket;
  window.sockets = [];
  window.WebSocket = class extends Real { constructor(...args) { super(...args); window.sockets.push(this); } };
});

await check('W13 a message says "Đang gửi", then "Đã gửi", then "Đã xem"', async () => {
  const {page, server: chat} = await scriptedPage(server.url, {acks: false});
  await say(page, 'xin chào');
  await until(async () => (await stateOf(page)) === 'Đang gửi', 'on its way');
  const said = await until(() => chat.frames.find(frame => frame.type === 'say'), 'the frame');
  chat.send({type: 'ack', client_id: said.client_id, seq: chat.next(), created_at: Date.now()});
  await until(async () => (await stateOf(page)) === 'Đã gửi', 'stored');
  chat.send({type: 'seen', seq: chat.seq});
  await until(async () => (await stateOf(page)) === 'Đã xem', 'seen');
  await page.context().close();
});

await check('W14 cut between sending and ack: one bubble, one record, one answer', async () => {
  const page = await openPage();
  let cut = false;
  await page.routeWebSocket(/\/ws\/visitor/, socket => {
    const real = socket.connectToServer();
    real.onMessage(text => {
      if (!cut && JSON.parse(text).type === 'ack') { cut = true; real.close(); socket.close({code: 1011}); return; }
      socket.send(text);
    });
  });
  await open(page, server.url);
  await say(page, 'tivi bảo hành bao lâu ạ');
  await answersAfter(page, 0);
  await until(async () => /Đã (gửi|xem)/.test(await stateOf(page)), 'the ack of the second time');
  equal([cut, await mine(page).count(), await bot(page).count()], [true, 1, 1]);
  await page.evaluate(() => localStorage.setItem('letan.hoa-sen.last', '0'));
  await page.reload();
  await answersAfter(page, 0);
  equal([await mine(page).count(), await bot(page).count()], [1, 1]);
  await page.context().close();
});

await check('W15 after a gap it asks for what came after seq N, and shows 200 missed messages once, in order', async () => {
  const {page, server: chat} = await scriptedPage(server.url, {history: [message(1, 'bot', 'tin 1')]});
  await bot(page).waitFor();
  chat.history.push(...Array.from({length: 200}, (_, i) => message(i + 2, 'bot', `tin ${i + 2}`)));
  chat.mode = 'human';
  chat.agent = 'Minh Anh';
  chat.drop();
  await until(async () => (await bot(page).count()) === 201, 'all of them', 15000);
  equal(chat.frames.filter(frame => frame.type === 'hello').at(-1).last_seq, 1);
  equal(await bot(page).locator('.text').allTextContents(), Array.from({length: 201}, (_, i) => `tin ${i + 1}`));
  equal((await page.locator('chat-widget .status').textContent()).includes('Minh Anh'), true);
  chat.send(message(150, 'bot', 'tin 150'));
  chat.send(message(202, 'bot', 'tin 202'));
  await until(async () => (await bot(page).count()) === 202, 'the newest');
  await page.context().close();
});

await check('W16 a dead socket is noticed within 35 s; coming back online, into view or into focus tries at once', async () => {
  const page = await openPage();
  await page.clock.install();
  const chat = await scripted(page);
  await open(page, server.url);
  await until(() => chat.frames.length > 0, 'hello');
  await page.clock.runFor(1000);
  chat.silent = true;
  await page.clock.runFor(24000);
  equal(await bar(page).textContent(), '');
  await page.clock.runFor(11000);
  equal((await bar(page).textContent()).includes('Mất kết nối'), true);
  equal(chat.frames.some(frame => frame.type === 'ping'), true);
  await page.clock.runFor(120000); /* the pauses between tries are long by now */
  for (const event of ['online', 'focus', 'pageshow', 'visibilitychange']) {
    const before = chat.frames.length;
    await page.clock.runFor(11000);
    chat.silent = event !== 'visibilitychange';
    await page.evaluate(name => (name === 'visibilitychange' ? document : window).dispatchEvent(new Event(name)), event);
    await page.clock.runFor(50);
    await until(() => chat.frames.length > before, `a try after ${event}`);
  }
  await page.clock.runFor(4000);
  await until(async () => (await bar(page).textContent()) === '', 'the bar to go');
  await page.context().close();
});

await check('W17 pauses double from 0.5 s to 30 s, half more or less; a thousand clients spread out', () => {
  for (let failures = 0; failures < 10; failures++) {
    const middle = Math.min(30000, 500 * 2 ** failures);
    equal([backoffMs(failures, 0), backoffMs(failures, 0.5), backoffMs(failures, 1)], [middle / 2, middle, middle * 1.5]);
  }
  const downMs = 10000, seconds = new Map(); /* a restart of ten seconds: when does each come back? */
  for (let client = 0; client < 1000; client++) {
    let at = 0;
    for (let failures = 0; at < downMs; failures++) at += backoffMs(failures);
    seconds.set(Math.floor(at / 1000), (seconds.get(Math.floor(at / 1000)) || 0) + 1);
  }
  const most = Math.max(...seconds.values());
  if (most > 300) throw new Error(`${most} of 1,000 in one second`);
});

await check('W18 a draft with its caret, and what was not sent yet, survive a reload and closing', async () => {
  const page = await openPage();
  const chat = await scripted(page, {acks: false});
  await open(page, server.url);
  await say(page, 'tin chưa gửi được');
  await field(page).fill('đang gõ dở');
  await panel(page).locator('button[aria-label="Thu nhỏ khung chat"]').click();
  await launcher(page).click();
  equal(await field(page).inputValue(), 'đang gõ dở');
  await page.reload();
  await panel(page).waitFor();
  equal(await field(page).inputValue(), 'đang gõ dở');
  await until(async () => (await mine(page).locator('.text').allTextContents()).join() === 'tin chưa gửi được', 'what waits');
  await page.evaluate(() => window.chatWidget('open'));
  equal(await field(page).evaluate(node => [node.selectionStart, node.selectionEnd]), [10, 10]);
  const ids = chat.frames.filter(frame => frame.type === 'say').map(frame => frame.client_id);
  equal(new Set(ids).size, 1);
  chat.acks = true;
  chat.drop();
  await until(async () => (await stateOf(page)) === 'Đã gửi', 'it to be sent');
  equal(await mine(page).count(), 1);
  await page.context().close();
});

await check('W19 two tabs: the message in both, one sound, read in one is read in the other', async () => {
  const first = await openPage(), second = await first.context().newPage(), chats = [];
  for (const page of [first, second]) {
    chats.push(await scripted(page));
    await open(page, server.url);
    await until(() => chats.at(-1).frames.length > 0, 'hello');
    await page.evaluate(() => { window.chimes = 0; window.chatWidget('on', 'chime', () => window.chimes++); return window.chatWidget('close'); });
  }
  chats.forEach(chat => chat.send(message(1, 'bot', 'Dạ, có tin mới ạ.')));
  for (const page of [first, second]) await until(async () => (await page.locator('chat-widget .count').textContent()) === '1', 'the badge');
  await until(async () => (await first.evaluate(() => window.chimes)) + (await second.evaluate(() => window.chimes)) === 1, 'one sound');
  await first.bringToFront();
  await launcher(first).click();
  for (const page of [first, second]) await until(async () => (await page.locator('chat-widget .count').textContent()) === '', 'no badge');
  equal((await first.evaluate(() => window.chimes)) + (await second.evaluate(() => window.chimes)), 1);
  await first.context().close();
});

await check('W20 on the next page the panel is open again with its history, soon, without taking the focus', async () => {
  const page = await openPage();
  await open(page, server.url);
  await say(page, 'shop mở cửa mấy giờ');
  await answersAfter(page, 0);
  let least = Infinity;
  for (let i = 0; i < 4; i++) {
    await page.goto(server.url + (i % 2 ? '/' : '/en'));
    await until(async () => (await page.locator('chat-widget .msg').count()) === 2, 'the history');
    least = Math.min(least, await page.evaluate(() => performance.getEntriesByType('resource').filter(one => /panel\.js/.test(one.name))[0].responseEnd - performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd));
    equal(await focused(page), 'body');
  }
  if (least > 300) throw new Error(`${least} ms`);
  await page.context().close();
});

await check('W21 where WebSocket is blocked the chat goes on by long poll', async () => {
  const page = await openPage();
  await page.addInitScript(() => { window.WebSocket = class { constructor() { setTimeout(() => this.onclose?.({}), 10); } close() {} static OPEN = 1; }; });
  await open(page, server.url);
  await say(page, 'shop mở cửa mấy giờ');
  await answersAfter(page, 0);
  await say(page, 'cảm ơn em');
  await answersAfter(page, 1);
  equal([await mine(page).count(), page.problems], [2, []]);
  await page.context().close();
});

await check('W22 the server is killed and starts again: the bar, then everything, once', async () => {
  const own = await serve(), page = await openPage();
  await open(page, own.url);
  await say(page, 'xin chào shop');
  await answersAfter(page, 0);
  await own.stop('SIGKILL');
  await until(async () => (await bar(page).textContent()).includes('Mất kết nối'), 'the bar');
  await shot(page, 'widget-offline');
  await say(page, 'bảo hành máy giặt mấy năm');
  await serve({data: own.data, port: own.port});
  await answersAfter(page, 1).catch(() => answersAfter(page, 1));
  equal([await mine(page).count(), await bot(page).count()], [2, 2]);
  await page.context().close();
});

await check('W14 three cuts in a row lose and double nothing', async () => {
  const page = await openPage();
  await sockets(page);
  await open(page, server.url);
  for (let i = 0; i < 3; i++) {
    await say(page, `phí lắp máy lạnh bao nhiêu ${i}`);
    await page.evaluate(() => window.sockets.at(-1).close());
    await answersAfter(page, i);
  }
  equal([await mine(page).count(), new Set(await mine(page).locator('.text').allTextContents()).size, await log(page).isVisible()], [3, 3, true]);
  equal(await inside(page, shadow => shadow.querySelectorAll('.msg').length >= 6), true);
  await page.context().close();
});

await finish();
