/* Help: the tab and the articles in the panel, /help without any script, /chat, Chatwoot's snippet, the brand. */
import {check, equal, until, serve, shot, finish, open, openPage, openBrowser, launcher, panel, field, mine, bot, say, inside, axe, hostSite, hostPage, focused} from './lib.mjs';

const host = await hostSite();
const server = await serve({env: {LETAN_ORIGINS: host.url}});
const items = page => page.locator('chat-widget .item');
const get = async (path, headers = {}) => { const answer = await fetch(server.url + path, {headers}); return {status: answer.status, headers: answer.headers, text: await answer.text()}; };

await check('the help tab: by category, then searched while one types, without marks, with half a word', async () => {
  const page = await openPage();
  await open(page, server.url);
  await page.locator('chat-widget #tab-help').click();
  await items(page).first().waitFor();
  equal([(await items(page).count()) > 50, (await page.locator('chat-widget .help-list h3').first().textContent())], [true, 'Bảo hành']);
  const input = page.locator('chat-widget .find input');
  for (const [typed, wanted] of [['bao han', 'bảo hành'], ['doi tra bao nhi', 'Đổi trả hàng trong bao nhiêu ngày'], ['Trả góp', 'góp'], ['hoa don', 'hóa đơn']]) {
    await input.fill(typed);
    await until(async () => (await items(page).first().innerText()).toLowerCase().includes(wanted.toLowerCase()), `"${wanted}" for "${typed}"`);
  }
  await input.fill('xyzzy qwfp');
  await until(async () => (await page.locator('chat-widget .help-list').innerText()).includes('chưa có bài nào khớp'), 'nothing');
  await input.fill('giao hang mat bao lau');
  await until(async () => (await items(page).first().innerText()).includes('Giao hàng mất bao lâu'), 'the article');
  await items(page).first().click();
  await page.locator('chat-widget .article table').waitFor();
  equal([await focused(page), await page.locator('chat-widget .article th').allTextContents()], ['h2', ['Nơi nhận', 'Thời gian']]);
  await shot(page, 'widget-article');
  await page.locator('chat-widget .help-top button').click();
  equal([await input.inputValue(), (await items(page).count()) > 0], ['giao hang mat bao lau', true]);
  await items(page).first().click();
  await page.locator('chat-widget .article .strong').click();
  equal([await field(page).inputValue(), page.problems], ['Giao hàng mất bao lâu? ', []]);
  await page.context().close();
});

await check('an article that the old answer names in English opens in English', async () => {
  const page = await openPage();
  await open(page, `${server.url}/en`);
  await say(page, 'How long does delivery take?');
  await page.locator('chat-widget .source').click();
  await page.locator('chat-widget .article').waitFor();
  equal(await page.locator('chat-widget .tabs').innerText().then(text => text.includes('Help')), true);
  equal((await page.locator('chat-widget .article').innerText()).includes('Dạ'), false);
  await page.context().close();
});

await check('/help reads, searches and prints without JavaScript, and axe finds nothing', async () => {
  const context = await (await openBrowser()).newContext({javaScriptEnabled: false, locale: 'vi-VN', viewport: {width: 390, height: 844}});
  const plain = await context.newPage();
  await plain.goto(`${server.url}/help`);
  await plain.fill('input[name=q]', 'bao hanh bao lau');
  await plain.press('input[name=q]', 'Enter');
  await plain.waitForURL(/q=bao/);
  const first = plain.locator('.results a').first();
  equal((await first.innerText()).includes('bảo hành'), true);
  await first.click();
  await plain.locator('article h1').waitFor();
  equal(await plain.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true);
  await plain.emulateMedia({media: 'print'});
  equal([await plain.locator('form').isVisible(), await plain.locator('article').isVisible()], [false, true]);
  await context.close();
  for (const colorScheme of ['light', 'dark'])
    for (const path of ['/help', '/help?q=bao+hanh', '/help/giao-hang-thoi-gian', '/help?lang=en', '/help/khong-co']) {
      const page = await openPage({colorScheme});
      await page.addInitScript(() => { window.violations = []; document.addEventListener('securitypolicyviolation', event => window.violations.push(event.violatedDirective)); });
      await page.goto(server.url + path);
      await launcher(page).waitFor();
      equal([path, await axe(page), await page.evaluate(() => window.violations), page.problems], [path, [], [], []]);
      if (colorScheme === 'light' && path === '/help') { await shot(page, 'help'); await launcher(page).click(); await field(page).waitFor(); }
      await page.context().close();
    }
});

await check('/help tells search engines what it is: canonical, languages, FAQPage and Article; hostile words stay words', async () => {
  const own = await serve({env: {LETAN_PUBLIC_URL: 'https://chat.shop.example'}});
  const read = async path => { const answer = await fetch(own.url + path); return {status: answer.status, text: await answer.text()}; };
  const data = text => JSON.parse(/<script type="application\/ld\+json">(.*?)<\/script>/s.exec(text)[1]);
  const index = await read('/help'), article = await read('/help/giao-hang-thoi-gian'), english = await read('/help/giao-hang-thoi-gian?lang=en');
  equal([index.status, data(index.text)['@type'], data(index.text).mainEntity.length > 10], [200, 'FAQPage', true]);
  equal([data(article.text)['@type'], data(article.text).mainEntityOfPage, data(english.text).inLanguage], ['Article', 'https://chat.shop.example/help/giao-hang-thoi-gian', 'en']);
  equal(/<link rel="canonical" href="([^"]*)"/.exec(english.text)[1], 'https://chat.shop.example/help/giao-hang-thoi-gian?lang=en');
  equal(article.text.includes('<link rel="alternate" hreflang="en" href="https://chat.shop.example/help/giao-hang-thoi-gian?lang=en">'), true);
  const map = await read('/sitemap.xml');
  equal([map.status, map.text.includes('<loc>https://chat.shop.example/help/giao-hang-thoi-gian</loc>'), map.text.includes('bao-hanh-dieu-kien?lang=en')], [200, true, true]);
  const hostile = await read(`/help?q=${encodeURIComponent('"><script>alert(1)</script>')}`);
  equal([hostile.text.includes('<script>alert'), hostile.text.includes('noindex')], [false, true]);
  equal([(await read('/help/%3Cscript%3E')).status, (await read('/help/khong-co')).status], [404, 404]);
  await own.stop();
});

await check('the help endpoints are bounded: packed answers, one ETag, so many a second', async () => {
  const list = await get('/api/help'), etag = list.headers.get('etag');
  equal([list.status, list.headers.get('access-control-allow-origin'), /max-age/.test(list.headers.get('cache-control'))], [200, '*', true]);
  equal((await get('/api/help', {'if-none-match': etag})).status, 304);
  equal([(await get(`/api/help?q=${'a'.repeat(1500)}`)).status, (await get('/api/help/khong-co')).status, (await get('/api/help?q=%FF%FE%00')).status], [200, 404, 200]);
  const statuses = await Promise.all(Array.from({length: 110}, (_, i) => get(`/api/help?q=bao${i}`).then(answer => answer.status)));
  equal([statuses.includes(429), statuses.includes(200), statuses.every(status => [200, 429, 503].includes(status))], [true, true, true]);
});

await check('/chat is the chat as a whole page; numbered choices; a tablet forgets when nobody is there', async () => {
  const page = await openPage({viewport: {width: 390, height: 844}});
  await page.clock.install();
  await page.goto(`${server.url}/chat?site=quay-1&numbers&kiosk=60`);
  await field(page).waitFor();
  const box = await panel(page).boundingBox();
  equal([box.x, box.y, box.width, box.height, await launcher(page).isVisible(), await page.locator('chat-widget .head button').last().isVisible()], [0, 0, 390, 844, false, false]);
  await page.clock.resume();
  await say(page, 'bảo hành');
  await page.locator('chat-widget .replies:not(.helpful) button').first().waitFor();
  equal((await page.locator('chat-widget .replies:not(.helpful) button').first().textContent()).startsWith('1. '), true);
  await page.keyboard.press('Escape');
  equal(await panel(page).isVisible(), true);
  equal(await axe(page), []);
  await page.clock.pauseAt(Date.now() + 3600000).catch(() => {});
  await page.clock.fastForward(61000);
  await until(async () => (await page.locator('chat-widget .msg').count()) === 0, 'it to forget');
  equal([page.problems, await mine(page).count(), await bot(page).count()], [[], 0, 0]);
  await page.context().close();
});

await check('Chatwoot\'s snippet works after changing one address', async () => {
  host.pages['/cw'] = {html: `<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>Trang cũ</title></head><body><main><h1>Trang</h1></main><script>
window.chatwootSettings = {position: 'left', locale: 'vi'};
window.addEventListener('chatwoot:ready', function () { window.wasReady = true; window.$chatwoot.setUser('u1', {name: 'Ẩm', email: 'a@b.vn'}); window.$chatwoot.setCustomAttributes({a: 1}); window.$chatwoot.setLabel('vip'); });
(function (d, t) { var BASE_URL = '${server.url}'; var g = d.createElement(t), s = d.getElementsByTagName(t)[0]; g.src = BASE_URL + '/packs/js/sdk.js'; g.defer = true; g.async = true; s.parentNode.insertBefore(g, s);
  g.onload = function () { window.chatwootSDK.run({websiteToken: 'cu', baseUrl: BASE_URL}); }; })(document, 'script');</script></body></html>`};
  const size = Number((await fetch(`${server.url}/packs/js/sdk.js`, {headers: {'accept-encoding': 'br'}})).headers.get('content-length'));
  equal(size > 0 && size <= 1024, true);
  const page = await openPage();
  await page.goto(`${host.url}/cw`);
  await until(() => page.evaluate(() => window.wasReady), 'chatwoot:ready');
  equal((await launcher(page).boundingBox()).x < 100, true);
  await page.evaluate(() => window.$chatwoot.toggle('open'));
  await until(async () => (await page.locator('chat-widget .hello').textContent()).includes('Ẩm'), 'the name');
  await page.evaluate(() => { window.addEventListener('chatwoot:on-message', event => { window.heard = event.detail; }); });
  await say(page, 'giao hàng bao lâu ạ');
  await until(() => page.evaluate(() => window.heard?.author === 'bot'), 'chatwoot:on-message');
  await page.evaluate(() => window.$chatwoot.toggle('close'));
  await until(async () => !await panel(page).isVisible(), 'it to close');
  await page.evaluate(() => window.$chatwoot.toggleBubbleVisibility('hide'));
  equal([await launcher(page).isVisible(), page.problems], [false, []]);
  await page.context().close();
});

await check('the brand of letan.yml: name, colour, greeting, invitation, in the loader and on the help pages', async () => {
  const greeting = `Dạ, "Sen" chào anh/chị ạ. <b>\\ ' \` \${x}`;
  const own = await serve({env: {LETAN_BRAND_NAME: 'Nội thất Ổn Ẫm', LETAN_BRAND_COLOR: '#7a1f5c', LETAN_BRAND_GREETING: greeting, LETAN_BRAND_AVATAR: '/demo/lotus.svg', LETAN_BRAND_INVITE: 'event:cart Dạ, cần em giúp không ạ?'}});
  const page = await openPage();
  await page.goto(own.url);
  equal(await launcher(page).evaluate(node => getComputedStyle(node).backgroundColor), 'rgb(122, 31, 92)');
  await page.waitForResponse(/proactive\.js/).catch(() => {});
  await until(async () => { await page.evaluate(() => window.chatWidget('event', 'cart')); return (await page.locator('chat-widget .invite').count()) === 1; }, 'the invitation');
  await launcher(page).click();
  await until(async () => (await page.locator('chat-widget h2').first().textContent()) === 'Nội thất Ổn Ẫm', 'the name');
  equal([await page.locator('chat-widget .hello').textContent(), await page.locator('chat-widget .face img').getAttribute('src'), page.problems], [greeting, `${own.url}/demo/lotus.svg`, []]);
  await until(() => inside(page, shadow => shadow.host.style.getPropertyValue('--link')), 'the tint');
  equal(await axe(page), []);
  equal((await (await fetch(`${own.url}/brand.css`)).text()).trim(), ':root{--brand:#7a1f5c}');
  await page.context().close();
  await own.stop();
});

await finish();
