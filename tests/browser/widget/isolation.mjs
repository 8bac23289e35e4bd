/* W7 to W12: host pages and hostile text. */
import {check, equal, until, serve, openPage, finish, open, launcher, panel, field, log, mine, bot, say, answersAfter, inside, hostSite, hostPage, scriptedPage, message} from './lib.mjs';

const host = await hostSite();
const server = await serve({env: {LETAN_ORIGINS: host.url}});
const socket = server.url.replace('http', 'ws');
const policies = {
  'an allow-list': ["default-src 'none'; script-src CHAT; connect-src CHAT WS; img-src CHAT blob:", {}],
  'a nonce with strict-dynamic': ["script-src 'nonce-abc' 'strict-dynamic'; style-src 'none'; object-src 'none'; base-uri 'none'", {nonce: 'abc'}],
  'Trusted Types and none allowed': ["default-src 'none'; script-src CHAT; connect-src CHAT WS; img-src CHAT blob:; require-trusted-types-for 'script'; trusted-types 'none'", {}],
  'COEP require-corp': ['', {}],
};

for (const [name, [policy, options]] of Object.entries(policies)) {
  await check(`W7 no violation under ${name}`, async () => {
    const headers = {'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp'};
    host.pages['/csp'] = {html: hostPage(server.url, '', options), headers: policy ? {'content-security-policy': policy.replaceAll('CHAT', server.url).replaceAll('WS', socket)} : headers};
    const page = await openPage();
    await page.addInitScript(() => { window.violations = []; document.addEventListener('securitypolicyviolation', event => window.violations.push(`${event.violatedDirective} ${event.blockedURI}`)); });
    await open(page, `${host.url}/csp`);
    await say(page, 'tivi bảo hành bao lâu ạ');
    await page.locator('chat-widget .source').click();
    await page.locator('chat-widget .article').waitFor();
    await page.locator('chat-widget #tab-chat').click();
    await page.locator('chat-widget .smile').click();
    await page.locator('chat-widget .emoji button').first().click();
    equal([await page.evaluate(() => window.violations), page.problems], [[], []]);
    await page.context().close();
  });
}

await check('W8 hostile styles of the page change nothing but the side; ours change nothing of the page', async () => {
  host.pages['/plain'] = {html: hostPage(server.url)};
  const looks = async (css, path = '/plain') => {
    const page = await openPage({reducedMotion: 'reduce'});
    await page.goto(host.url + path);
    if (css) await page.evaluate(text => { const style = document.createElement('style'); style.textContent = text; document.head.append(style); }, css);
    await launcher(page).click();
    await page.locator('chat-widget .rail').waitFor();
    await until(() => inside(page, shadow => shadow.querySelector('h2').textContent.includes('Hoa Sen')), 'the title');
    await page.mouse.move(5, 5);
    const box = await panel(page).boundingBox(), button = await launcher(page).boundingBox();
    const picture = clip => page.screenshot({clip: {x: clip.x + 12, y: clip.y + 12, width: clip.width - 24, height: clip.height - 24}, animations: 'disabled'});
    const got = {panel: (await picture(box)).toString('base64'), launcher: (await picture(button)).toString('base64'), x: button.x, font: await field(page).evaluate(node => getComputedStyle(node).fontSize)};
    await page.context().close();
    return got;
  };
  const calm = await looks(''), hostile = '*{all:revert!important;font-size:40px!important;DIRECTION}button{display:none!important}div{visibility:hidden!important}';
  const attacked = await looks(hostile.replace('DIRECTION', ''));
  equal([attacked.panel === calm.panel, attacked.launcher === calm.launcher, attacked.font], [true, true, '16px']);
  const mirrored = await looks(hostile.replace('DIRECTION', 'direction:rtl'));
  equal([mirrored.x < 100, mirrored.font], [true, '16px']);
  const page = await openPage();
  host.pages['/words'] = {html: hostPage(server.url, '', {body: '<p id="p">Chữ</p><button id="b">Nút</button>'})};
  await page.route('**/w/loader.js', route => route.abort());
  await page.goto(`${host.url}/words`);
  const style = () => page.evaluate(() => ['p', 'b'].map(id => JSON.stringify(Object.entries(getComputedStyle(document.getElementById(id))))).join());
  const without = await style();
  await page.unroute('**/w/loader.js');
  await open(page, `${host.url}/words`);
  equal(await style() === without, true);
  await page.context().close();
});

await check('W9 markup, tricks and walls of letters are text: no script, no dialog, no sideways scrolling', async () => {
  const hostile = ['<img src=x onerror="window.hurt=1"><script>window.hurt=1</script>', '[bấm](javascript:window.hurt=1)', '[a](data:text/html,<b>x) [b](//evil.example) [c]( javascript:1)', '\u202etxet desrever\u202c', 'ă'.repeat(2000), 'W'.repeat(4000)];
  const {page, server: chat} = await scriptedPage(`${host.url}/plain`);
  let dialogs = 0;
  page.on('dialog', dialog => { dialogs++; dialog.dismiss(); });
  for (const text of hostile) chat.send(message(chat.next(), 'bot', text), message(chat.next(), 'visitor', text), message(chat.next(), 'agent', text, {name: text.slice(0, 80)}));
  await until(async () => (await mine(page).count()) === hostile.length, 'all of it');
  equal([await page.evaluate(() => window.hurt), dialogs], [undefined, 0]);
  equal(await mine(page).locator('.text').allTextContents(), hostile);
  equal(await inside(page, shadow => [...shadow.querySelectorAll('.log a')].map(a => a.href)), []);
  equal(await inside(page, shadow => [shadow.querySelectorAll('.log img,.log script').length, shadow.querySelector('.log').scrollWidth <= shadow.querySelector('.log').clientWidth, [...shadow.querySelectorAll('.text')].every(one => one.dir === 'auto')]), [0, true, true]);
  equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true);
  await page.context().close();
});

await check('W10 links open elsewhere, without a trace, and only http, https, tel, mailto', async () => {
  const {page, server: chat} = await scriptedPage(`${host.url}/plain`);
  chat.send(message(chat.next(), 'bot', 'Xem https://shop.vn/a. [gọi](tel:19006868) [thư](mailto:a@shop.vn) [tệp](file:///etc/passwd) [ftp](ftp://a) **đậm**'));
  await bot(page).waitFor();
  equal(await inside(page, shadow => [...shadow.querySelectorAll('.log .text a')].map(a => [a.getAttribute('href'), a.rel, a.target])),
    ['https://shop.vn/a', 'tel:19006868', 'mailto:a@shop.vn'].map(href => [href, 'noopener noreferrer nofollow', '_blank']));
  await page.context().close();
});

await check('W11 reset makes the old conversation unreachable; each site keeps its own token', async () => {
  const page = await openPage();
  await open(page, `${host.url}/plain`);
  await say(page, 'tivi bảo hành bao lâu ạ');
  await answersAfter(page, 0);
  const token = await page.evaluate(() => localStorage.getItem('letan.thu.token'));
  await page.evaluate(() => window.chatWidget('reset'));
  await until(async () => { const now = await page.evaluate(() => localStorage.getItem('letan.thu.token')); return now && now !== token; }, 'another token');
  equal(await page.locator('chat-widget .msg').count(), 0);
  await page.evaluate(old => localStorage.setItem('letan.thu.token', old), token);
  await page.reload();
  await until(async () => { const now = await page.evaluate(() => localStorage.getItem('letan.thu.token')); return now && now !== token; }, 'the old token to be refused');
  equal(await page.locator('chat-widget .msg').count(), 0);
  equal((await page.evaluate(() => Object.keys(localStorage))).filter(key => !key.startsWith('letan.thu.')), []);
  await page.context().close();
});

await check('W12 a window of the page with a higher z-index covers the widget', async () => {
  host.pages['/modal'] = {html: hostPage(server.url, '', {head: '<style>chat-widget{--cw-z:5}#modal{position:fixed;inset:0;z-index:10;background:#fff}</style>', body: '<div id="modal">Cửa sổ</div>'})};
  const page = await openPage();
  await page.goto(`${host.url}/modal`);
  await page.evaluate(() => window.chatWidget('open'));
  await log(page).waitFor({state: 'attached'});
  equal(await page.evaluate(() => ['right', 'panel'].map(where => document.elementFromPoint(innerWidth - (where === 'right' ? 50 : 200), innerHeight - (where === 'right' ? 50 : 300)).id)), ['modal', 'modal']);
  await page.context().close();
});

await finish();
