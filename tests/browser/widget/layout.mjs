/* W54 to W58: sizes, directions, languages. */
import http from 'node:http';
import {readFileSync} from 'node:fs';
import path from 'node:path';
import {check, equal, until, serve, shot, finish, open, openPage, launcher, panel, field, log, bar, mine, bot, say, inside, hostSite, hostPage, scripted, scriptedPage, message, focused, root} from './lib.mjs';
import {strings} from '../../../web-widget/strings.js';
import {more} from '../../../web-widget/strings-more.js';

const host = await hostSite();
const server = await serve({env: {LETAN_ORIGINS: host.url}});
host.pages['/'] = {html: hostPage(server.url, '', {body: '<main><h1>Cửa hàng</h1><div style="height:3000px">Chữ</div></main>'})};
const talk = Array.from({length: 20}, (_, i) => message(i + 1, i % 2 ? 'bot' : 'visitor', `tin số ${i + 1}`));

await check('W54 small windows: the whole screen; the keyboard covers neither the field nor the last message', async () => {
  for (const viewport of [{width: 390, height: 844}, {width: 900, height: 420}]) {
    const {page} = await scriptedPage(host.url, {history: talk}, {viewport});
    await until(async () => (await page.locator('chat-widget .msg').count()) === 20, 'the history');
    const box = await panel(page).boundingBox();
    equal([box.x, box.y, Math.round(box.width), Math.round(box.height)], [0, 0, viewport.width, viewport.height]);
    await page.setViewportSize({width: viewport.width, height: Math.round(viewport.height * 0.55)});
    const seen = async node => { const one = await node.boundingBox(); return one.y >= 0 && one.y + one.height <= viewport.height * 0.55 + 1; };
    await until(async () => await seen(field(page)) && await seen(page.locator('chat-widget .msg').last()), 'field and last message in view');
    await page.mouse.move(viewport.width / 2, 120);
    await page.mouse.wheel(0, 2000);
    await page.evaluate(() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done))));
    equal(await page.evaluate(() => scrollY), 0);
    await page.locator('chat-widget .head button').last().click();
    equal([await page.evaluate(() => document.documentElement.style.overflow), await launcher(page).isVisible()], ['', true]);
    await page.context().close();
  }
});

await check('W55 on a page from right to left it stands on the other side; each message keeps its own direction', async () => {
  host.pages['/rtl'] = {html: hostPage(server.url).replace('<html lang="vi">', '<html lang="vi" dir="rtl">')};
  const {page, server: chat} = await scriptedPage(`${host.url}/rtl`);
  chat.send(message(1, 'bot', 'שלום'), message(2, 'bot', 'Dạ, em chào'));
  await until(async () => (await bot(page).count()) === 2, 'both');
  equal([(await launcher(page).boundingBox()).x < 100, (await panel(page).boundingBox()).x < 100], [true, true]);
  equal(await bot(page).locator('.text').evaluateAll(list => list.map(node => getComputedStyle(node).direction)), ['rtl', 'ltr']);
  equal((await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)), true);
  await page.context().close();
});

/* The mean difference of two pictures, 0 to 255: a layer of its own may smooth edges another way. */
const difference = (page, ...pictures) => page.evaluate(async list => {
  const [one, other] = await Promise.all(list.map(async text => {
    const bitmap = await createImageBitmap(new Blob([Uint8Array.from(atob(text), char => char.charCodeAt(0))], {type: 'image/png'}));
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
    canvas.drawImage(bitmap, 0, 0);
    return canvas.getImageData(0, 0, bitmap.width, bitmap.height).data;
  }));
  return one.reduce((sum, value, i) => sum + Math.abs(value - other[i]), 0) / one.length;
}, pictures);

await check('W56 from 320×256 to 3840×2160 all of it is in the window; the launcher looks the same when open', async () => {
  for (const [width, height] of [[320, 256], [320, 568], [521, 481], [768, 1024], [1440, 900], [3840, 2160]])
    for (const side of ['right', 'left']) {
      host.pages['/side'] = {html: hostPage(server.url, `data-side="${side}"`)};
      const page = await openPage({viewport: {width, height}, reducedMotion: 'reduce'});
      await page.goto(`${host.url}/side`);
      await launcher(page).waitFor();
      await page.mouse.move(width / 2, 2);
      const button = await launcher(page).boundingBox(), clip = {x: button.x + 14, y: button.y + 14, width: 34, height: 34};
      const look = async () => (await page.screenshot({clip, animations: 'disabled'})).toString('base64'), before = await look();
      await page.evaluate(() => window.chatWidget('restore'));
      await panel(page).waitFor();
      const box = await panel(page).boundingBox();
      for (const one of [button, box]) equal([width, height, one.x >= 0, one.y >= 0, one.x + one.width <= width + 0.5, one.y + one.height <= height + 0.5], [width, height, true, true, true, true]);
      if (width > 520 && height > 480) {
        const after = await look();
        const change = await difference(page, before, after);
        equal([width, side, change < 4 || change, box.y + box.height <= button.y], [width, side, true, true]);
      }
      await page.context().close();
    }
});

/* The tree as it stands, with the strings of another language, served beside the real server. */
const pseudo = text => `⟦${text.replace(/\{\w+\}|\p{L}/gu, part => part[0] === '{' ? part : '·')}⟧`;
const tree = () => new Promise(done => {
  const site = http.createServer((request, response) => {
    const name = path.basename(request.url), made = {'strings.js': ['strings', strings], 'strings-more.js': ['more', more]}[name];
    const text = made ? `export const ${made[0]} = ${JSON.stringify(Object.fromEntries(['vi', 'en'].map(lang => [lang, Object.fromEntries(Object.entries(made[1][lang]).map(([key, value]) => [key, pseudo(value)]))])))};`
      : readFileSync(path.join(root, 'web-widget', name), 'utf8');
    response.writeHead(200, {'content-type': 'text/javascript; charset=utf-8', 'access-control-allow-origin': '*'});
    response.end(text);
  }).listen(0, '127.0.0.1', () => { site.unref(); done(`http://127.0.0.1:${site.address().port}`); });
});

await check('W57 both languages have the same keys and blanks; every word on the panel is from the tables', async () => {
  for (const table of [strings, more]) {
    equal(Object.keys(table.vi), Object.keys(table.en));
    for (const key of Object.keys(table.vi)) {
      const blanks = text => (text.match(/\{\w+\}/g) || []).sort();
      equal([key, blanks(table.vi[key])], [key, blanks(table.en[key])]);
      for (const lang of ['vi', 'en']) equal([key, table[lang][key] === table[lang][key].normalize('NFC'), /[\p{Cc}\p{Cf}]/u.test(table[lang][key])], [key, true, false]);
    }
  }
  const source = await tree();
  host.pages['/pseudo'] = {html: hostPage(server.url).replace(/<script.*<\/script>/s, `<script src="${source}/loader.js" data-site="thu" data-label="·" data-title="·" defer></script>`)};
  const page = await openPage();
  const chat = await scripted(page, {mode: 'queued', queue: {position: 2, wait_s: 100}, open: false, history: [message(1, 'visitor', '·'), message(2, 'bot', {text: '·', source: {article: 'a', title: '·', url: '/help/a'}, buttons: [{title: '·', payload: 'x'}]})]});
  await page.route('**/api/help*', route => route.fulfill({json: {articles: []}, headers: {'access-control-allow-origin': '*'}}));
  await open(page, `${host.url}/pseudo`);
  await until(async () => (await bot(page).count()) === 1, 'the history');
  const strange = () => inside(page, shadow => {
    const found = [], walker = document.createTreeWalker(shadow, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const node = walker.currentNode;
      const texts = node.nodeType === 3 ? [node.data] : ['aria-label', 'title', 'placeholder', 'alt'].map(name => node.getAttribute(name) || '');
      for (const text of texts) if (/\p{L}/u.test(text.replace(/⟦[^⟧]*⟧/g, '').replace(/Hôm nay/, ''))) found.push(text);
    }
    return found;
  });
  equal(await strange(), []);
  for (const act of [() => page.locator('chat-widget .leave').click(), () => page.locator('chat-widget .sheet .strong').click(), () => page.locator('chat-widget .sheet .soft').click(), () => page.locator('chat-widget .smile').click(), () => page.locator('chat-widget #tab-help').click()]) {
    await act();
    await page.evaluate(() => new Promise(requestAnimationFrame));
    equal(await strange(), []);
  }
  chat.mode = 'closed';
  chat.send({type: 'state', mode: 'closed'}, message(3, 'system', {event: 'closed'}));
  await page.locator('chat-widget #tab-chat').click();
  await page.locator('chat-widget .faces button').first().click();
  equal(await strange(), []);
  await page.context().close();
});

await check('W58 another language at any time: everything changes, the draft, the view and the focus stay', async () => {
  const {page, server: chat} = await scriptedPage(host.url, {history: talk, mode: 'queued', queue: {position: 2, wait_s: 100}});
  chat.send(message(21, 'bot', {text: 'Dạ', source: {article: 'a', title: 'Bài', url: '/help/a'}, buttons: [{title: 'Một', payload: 'x'}]}));
  await page.locator('chat-widget .replies').first().waitFor();
  await field(page).fill('nháp dở');
  await field(page).focus();
  await inside(page, shadow => { shadow.querySelector('.log').scrollTop = 40; });
  const vietnamese = /Trợ lý ảo|Anh\/chị|Đã gửi|Hôm nay|Nhập tin|Theo bài|Đọc thêm|Gợi ý|hàng chờ|Gặp nhân viên|Hỏi đáp|Tùy chọn/;
  const words = () => inside(page, shadow => [...shadow.querySelectorAll('*')].flatMap(node => [...[...node.childNodes].filter(child => child.nodeType === 3).map(child => child.data), node.getAttribute('aria-label') || '', node.getAttribute('placeholder') || '']).join('|'));
  equal(vietnamese.test(await words()), true);
  await page.evaluate(() => window.chatWidget('setLocale', 'en'));
  const now = await words();
  equal([vietnamese.exec(now)?.[0], now.includes('You are number 2 in the queue'), now.includes('Read more'), await panel(page).getAttribute('lang')], [undefined, true, true, 'en']);
  equal([await field(page).inputValue(), /textarea/.test(await focused(page)), await inside(page, shadow => shadow.querySelector('.log').scrollTop)], ['nháp dở', true, 40]);
  await page.evaluate(() => window.chatWidget('setLocale', 'vi'));
  equal((await words()).includes('Trợ lý ảo'), true);
  await page.context().close();
});

await check('W54 a long name of a shop and of people is wrapped, not cut off the panel', async () => {
  const {page, server: chat} = await scriptedPage(host.url, {history: talk, title: 'Trung tâm điện máy và nội thất gia đình Nguyễn Phước Ẫu Ỷ Ổn Ễ Lan Phương'}, {viewport: {width: 360, height: 640}});
  chat.send({type: 'state', mode: 'human', agent: 'Công Tằng Tôn Nữ Nguyễn Phước Ẫu Ỷ Lan Phương Khuê Các'}, message(21, 'agent', 'ẪỔỄỮẰẨ ạợựệộ Đđ Nguyễn Thị Ẩm', {name: 'Công Tằng Tôn Nữ Nguyễn Phước Ẫu Ỷ Lan Phương Khuê Các'}));
  await until(async () => (await page.locator('chat-widget .msg.agent').count()) === 1, 'the message');
  await shot(page, 'widget-long-names');
  equal([await inside(page, shadow => ['.head .who', '.status', '.log'].map(name => shadow.querySelector(name)).every(node => node.scrollWidth <= node.clientWidth)), await bar(page).textContent(), await log(page).isVisible(), await mine(page).count()], [true, '', true, 10]);
  await say(page, 'dạ em chào');
  await page.context().close();
});

await finish();
