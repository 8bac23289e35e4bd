/* W1 to W6: what the widget costs, and what it leaves alone. */
import {check, equal, until, serve, openPage, finish, open, launcher, panel, field, log, hostSite, hostPage, scripted, message, focused} from './lib.mjs';

const host = await hostSite();
const server = await serve({env: {LETAN_ORIGINS: host.url}});
host.pages['/'] = {html: hostPage(server.url, '', {body: '<main><h1>Cửa hàng</h1><p>Chữ của trang</p></main>'})};
host.pages['/alone'] = {html: '<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>Trang</title></head><body><main><h1>Cửa hàng</h1></main></body></html>'};
const packed = async url => Number((await fetch(url, {headers: {'accept-encoding': 'br'}})).headers.get('content-length'));
const best = async (times, measure) => {
  const all = [];
  for (let i = 0; i < times; i++) all.push(await measure());
  return Math.min(...all);
};

await check('W1 before anybody wants it: one request of 2,048 bytes at most, nothing stored, no socket', async () => {
  const page = await openPage(), requests = [];
  let sockets = 0;
  page.on('request', request => requests.push(request.url()));
  page.on('websocket', () => { sockets++; });
  await page.goto(host.url);
  await launcher(page).waitFor();
  equal(requests.filter(url => !url.startsWith(host.url)), [`${server.url}/w/loader.js`]);
  equal(await page.evaluate(() => [localStorage.length, sessionStorage.length, document.cookie]), [0, 0, '']);
  equal([sockets, page.problems], [0, []]);
  const size = await packed(`${server.url}/w/loader.js`);
  if (!(size > 0 && size <= 2048)) throw new Error(`loader.js has ${size} bytes packed`);
  await page.context().close();
});

await check('W2 the first opening fetches 14,336 bytes at most, no font, no picture', async () => {
  const page = await openPage(), urls = [], kinds = [];
  await page.goto(host.url);
  page.on('request', request => { urls.push(request.url()); kinds.push(request.resourceType()); });
  await launcher(page).click();
  await until(async () => /textarea/.test(await focused(page)), 'the field');
  const sizes = await Promise.all(urls.filter(url => url.startsWith('http')).map(packed)), sum = sizes.reduce((a, b) => a + b, 0);
  if (sum > 14336) throw new Error(`${sum} bytes: ${urls.join(' ')}`);
  equal(kinds.filter(kind => /font|image|media/.test(kind)), []);
  await page.context().close();
});

await check('W3 nothing moves when the launcher comes, and it blocks no more than 50 ms', async () => {
  const blocked = async path => {
    const page = await openPage();
    await page.addInitScript(() => {
      window.moved = 0;
      window.blocked = 0;
      new PerformanceObserver(list => { for (const entry of list.getEntries()) window.moved += entry.value; }).observe({type: 'layout-shift', buffered: true});
      new PerformanceObserver(list => { for (const entry of list.getEntries()) window.blocked += entry.duration - 50; }).observe({type: 'longtask', buffered: true});
    });
    await page.goto(host.url + path, {waitUntil: 'load'});
    if (path === '/') await launcher(page).waitFor();
    await page.evaluate(() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done))));
    const got = await page.evaluate(() => [window.moved, window.blocked]);
    await page.context().close();
    equal(got[0], 0);
    return got[1];
  };
  const [alone, together] = [await best(3, () => blocked('/alone')), await best(3, () => blocked('/'))];
  if (together > alone + 50) throw new Error(`${together} ms blocked, ${alone} ms without the widget`);
});

await check('W4 from click to field in 150 ms; a history of 1,000 messages in 300 ms, the last 50 first', async () => {
  const timeOf = page => page.evaluate(() => new Promise(done => {
    const root = document.querySelector('chat-widget').shadowRoot, begin = performance.now();
    const look = () => root.querySelector('div')?.shadowRoot?.activeElement ? done(performance.now() - begin) : setTimeout(look, 1);
    root.querySelector('button').click();
    look();
  }));
  const opened = await best(5, async () => {
    const page = await openPage();
    await page.goto(host.url);
    await launcher(page).waitFor();
    const ms = await timeOf(page);
    await page.context().close();
    return ms;
  });
  if (opened > 150) throw new Error(`${Math.round(opened)} ms to the field`);
  const history = Array.from({length: 1000}, (_, i) => message(i + 1, i % 2 ? 'bot' : 'visitor', `tin số ${i + 1}`));
  const filled = await best(3, async () => {
    const page = await openPage();
    await scripted(page, {history});
    await page.addInitScript(() => { localStorage.setItem('letan.thu.token', '"t"'); localStorage.setItem('letan.thu.last', '1000'); });
    await page.goto(host.url);
    const ms = await page.evaluate(() => new Promise(done => {
      const begin = performance.now();
      window.chatWidget('on', 'ready', () => done(performance.now() - begin));
      window.chatWidget('open');
    }));
    equal(await page.locator('chat-widget .msg').count(), 50);
    equal(await page.locator('chat-widget .older').isVisible(), true);
    await page.locator('chat-widget .older').click();
    await until(async () => (await page.locator('chat-widget .msg').count()) === 100, 'fifty more');
    await page.context().close();
    return ms;
  });
  if (filled > 300) throw new Error(`${Math.round(filled)} ms for a long history`);
});

await check('W5 pages with frozen handlers, AMD, an extended Array.prototype, and the snippet twice', async () => {
  const html = hostPage(server.url, '', {head: `<script>window.onmessage=function(){};Object.freeze(window.onmessage);window.define=function(){throw new Error('not for you')};window.define.amd={};
Array.prototype.each=function(){};Array.prototype.last=function(){return this[this.length-1]}</script>`});
  host.pages['/odd'] = {html: html.replace('</body>', `<script src="${server.url}/w/loader.js" data-site="thu" defer></script></body>`)};
  const page = await openPage();
  await open(page, `${host.url}/odd`);
  await field(page).fill('shop mở cửa mấy giờ');
  await field(page).press('Enter');
  await page.locator('chat-widget .msg.bot').first().waitFor();
  equal([await page.locator('chat-widget').count(), page.problems], [1, []]);
  await page.context().close();
});

await check('W6 one global, no handler taken, no style sheet of the page touched', async () => {
  const page = await openPage();
  await page.goto(`${host.url}/alone`);
  const before = await page.evaluate(() => Object.keys(window));
  await page.goto(host.url);
  await launcher(page).click();
  await panel(page).waitFor();
  await log(page).waitFor();
  const after = await page.evaluate(() => [Object.keys(window), window.onmessage, document.styleSheets.length, document.adoptedStyleSheets.length, document.querySelectorAll('style').length]);
  equal([after[0].filter(name => !before.includes(name)), ...after.slice(1)], [['chatWidget'], null, 0, 0, 0]);
  await page.context().close();
});

await finish();
