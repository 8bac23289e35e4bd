/* W43 to W53: for everybody (WCAG 2.2 AA), in every state. */
import {check, equal, until, serve, shot, finish, open, openPage, launcher, panel, field, log, bar, bot, say, inside, axe, scripted, scriptedPage, message, focused, hostSite, hostPage} from './lib.mjs';
import {contrast} from '../../../web-widget/colour.js';

const host = await hostSite();
const server = await serve({env: {LETAN_ORIGINS: host.url}});
const body = '<main><h1>Cửa hàng</h1><p>Chữ <a href="#x">liên kết</a></p></main>';
host.pages['/'] = {html: hostPage(server.url, '', {body})};
const talk = [message(1, 'visitor', 'tủ lạnh kêu to'), message(2, 'bot', {text: 'Dạ, em xem ngay ạ:\n- một\n- hai', source: {article: 'tu-lanh-khong-lanh', title: 'Tủ lạnh không lạnh', url: '/help/tu-lanh-khong-lanh'}, buttons: [{title: 'Gặp nhân viên', payload: 'handover'}]}),
  message(3, 'agent', 'Dạ em là Ẩm', {name: 'Nguyễn Thị Ẩm'}), message(4, 'system', {event: 'joined', text: 'Nguyễn Thị Ẩm đã tham gia hỗ trợ anh/chị.'})];

/* Every state of the panel: options of the scripted server, then what to do. */
const states = {
  bot: [{history: talk}],
  queued: [{history: talk, mode: 'queued', queue: {position: 2}}],
  human: [{history: talk, mode: 'human', agent: 'Nguyễn Thị Ẩm'}, async (page, chat) => { chat.send({type: 'typing', author: 'agent', name: 'Nguyễn Thị Ẩm'}); await page.locator('chat-widget .typing i').waitFor(); }],
  closed: [{history: talk, mode: 'closed'}, async page => page.locator('chat-widget .faces button').first().waitFor()],
  offline: [{history: talk}, async (page, chat) => { chat.silent = true; chat.drop(); await until(async () => (await bar(page).textContent()).includes('Mất kết nối'), 'the bar'); }],
  away: [{history: talk, open: false}, async page => { await page.locator('chat-widget .leave').click(); await page.locator('chat-widget .sheet .strong').click(); }],
  failed: [{history: talk, acks: false}, async (page, chat) => {
    await say(page, 'xin chào');
    const said = await until(() => chat.frames.find(frame => frame.type === 'say'), 'the frame');
    chat.send({type: 'error', code: 'bad_text', text: 'Dạ, tin nhắn có ký tự lạ ạ.', text_en: 'Strange letters.', client_id: said.client_id});
    await page.locator('chat-widget .failed button').waitFor();
  }],
  menu: [{history: talk}, async page => page.locator('chat-widget button[aria-haspopup=menu]').click()],
  emoji: [{history: talk}, async page => { await page.locator('chat-widget .smile').click(); await page.locator('chat-widget .emoji').waitFor(); }],
  help: [{}, async page => { await page.locator('chat-widget #tab-help').click(); await page.locator('chat-widget .item').first().waitFor(); }],
  article: [{history: talk}, async page => { await page.locator('chat-widget .source').click(); await page.locator('chat-widget .article').waitFor(); }],
};
const reach = async (name, options) => {
  const [server_, act] = states[name];
  const made = await scriptedPage(host.url, server_, options);
  if (server_.history) await until(async () => (await made.page.locator('chat-widget .msg').count()) >= 3, 'the history');
  await act?.(made.page, made.server);
  return made;
};

for (const name of Object.keys(states)) {
  await check(`W43 no findings of axe in the state ${name}: light, dark, 1280, 360, 320 px`, async () => {
    const {page} = await reach(name, {reducedMotion: 'reduce'});
    const findings = [];
    for (const colorScheme of ['light', 'dark'])
      for (const [width, height] of [[1280, 800], [360, 640], [320, 568]]) {
        await page.emulateMedia({colorScheme, reducedMotion: 'reduce'});
        await page.setViewportSize({width, height});
        findings.push(...(await axe(page)).map(text => `${colorScheme} ${width}: ${text}`));
        if (width === 360) await shot(page, `state-${name}-${colorScheme}`);
      }
    equal([findings, page.problems], [[], []]);
    await page.context().close();
  });
}

await check('W44 names and roles: launcher, dialog, log; each message begins with who and when', async () => {
  const page = await openPage();
  const chat = await scripted(page, {history: talk});
  await page.goto(host.url);
  const attributes = (node, names) => node.evaluate((one, list) => list.map(name => one.getAttribute(name)), names);
  equal(await attributes(launcher(page), ['aria-label', 'aria-haspopup', 'aria-expanded']), ['Chat với cửa hàng', 'dialog', 'false']);
  await launcher(page).click();
  await until(async () => (await bot(page).count()) === 1 && chat.frames.length > 0, 'the history');
  equal(await attributes(launcher(page), ['aria-label', 'aria-expanded']), ['Thu nhỏ khung chat', 'true']);
  equal(await attributes(panel(page), ['role', 'lang', 'aria-labelledby']), ['dialog', 'vi', 'title']);
  await until(async () => (await log(page).getAttribute('aria-live')) === 'polite', 'the log to speak');
  equal(await attributes(log(page), ['role', 'aria-label']), ['log', 'Nội dung trò chuyện']);
  const begins = await inside(page, shadow => [...shadow.querySelectorAll('.msg')].map(node => node.firstChild.textContent));
  equal(begins.map(text => text.replace(/\d\d:\d\d/, 'giờ')), ['Anh/chị, giờ: ', 'Trợ lý ảo, giờ: ', 'Nguyễn Thị Ẩm, giờ: ']);
  await page.context().close();
});

await check('W45 what happens is said by role=status; the history is not read aloud', async () => {
  const page = await openPage();
  const chat = await scripted(page, {history: talk});
  await page.addInitScript(() => { window.live = []; });
  await page.goto(host.url);
  await page.evaluate(() => window.chatWidget('on', 'open', () => {
    const shadow = document.querySelector('chat-widget').shadowRoot.querySelector('div').shadowRoot, one = shadow.querySelector('.log');
    new MutationObserver(list => { if (list.some(({addedNodes}) => [...addedNodes].some(node => node.className?.includes('msg')))) window.live.push(one.getAttribute('aria-live')); }).observe(one, {childList: true});
  }));
  await launcher(page).click();
  await until(() => page.evaluate(() => window.live.length > 0), 'the history');
  equal([...new Set(await page.evaluate(() => window.live))], ['off']);
  equal(await inside(page, shadow => ['.bar', '.hint', '.typing'].map(name => shadow.querySelector(name).getAttribute('role'))), ['status', 'status', 'status']);
  await page.evaluate(() => window.chatWidget('close'));
  chat.send(message(9, 'bot', 'tin mới'));
  await until(() => inside(page, (shadow, root) => [...root.children].some(node => node.getAttribute('role') === 'status' && node.textContent === '1 tin nhắn chưa đọc')), 'the count to be said');
  await page.context().close();
});

await check('W46 by keyboard alone: open, leave, menu, Esc in steps, back to the launcher; never nowhere', async () => {
  const {page, server: chat} = await scriptedPage(host.url, {history: talk});
  await until(async () => (await bot(page).count()) === 1, 'the history');
  await page.locator('chat-widget button[aria-haspopup=menu]').focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('ArrowDown');
  equal(await inside(page, shadow => shadow.activeElement.textContent), 'Âm thanh thông báo');
  await page.keyboard.press('Escape');
  equal([await inside(page, shadow => shadow.activeElement.getAttribute('aria-haspopup')), await panel(page).isVisible()], ['menu', true]);
  await page.locator('chat-widget #tab-chat').focus();
  await page.keyboard.press('ArrowRight');
  await until(async () => (await focused(page)) === 'button#tab-help', 'the other tab');
  await page.locator('chat-widget .item').first().waitFor();
  await page.keyboard.press('ArrowRight');
  chat.send(message(chat.next(), 'bot', {text: 'Dạ, mình cần gì ạ?', buttons: [{title: 'Bảo hành', payload: 'intent:bao-hanh'}]}));
  await page.locator('chat-widget .replies').waitFor();
  for (const press of ['.replies button', '.leave', '.pill']) {
    const node = page.locator(`chat-widget ${press}`);
    if (!await node.isVisible()) continue;
    await node.focus();
    await page.keyboard.press('Enter');
    await until(async () => (await focused(page)) !== 'body', `a place for the focus after ${press}`);
  }
  await until(() => chat.frames.some(frame => frame.type === 'say'), 'the reply');
  await field(page).focus();
  let left = false;
  for (let i = 0; i < 40 && !left; i++) { await page.keyboard.press('Tab'); left = await page.evaluate(() => document.activeElement.localName !== 'chat-widget'); }
  equal(left, true);
  await field(page).focus();
  await page.keyboard.press('Escape');
  equal([await panel(page).isVisible(), await focused(page)], [false, 'button.launch']);
  await page.context().close();
});

await check('W46 on a phone the panel is modal: Tab goes round in it', async () => {
  const {page} = await scriptedPage(host.url, {history: talk}, {viewport: {width: 390, height: 844}});
  await until(async () => (await bot(page).count()) === 1, 'the history');
  equal(await panel(page).getAttribute('aria-modal'), 'true');
  const seen = new Set();
  for (let i = 0; i < 40; i++) { await page.keyboard.press('Tab'); seen.add(await focused(page)); }
  equal([seen.has('body'), seen.has('a'), [...seen].some(name => name.startsWith('textarea')), [...seen].some(name => name.startsWith('button.human'))], [false, false, true, true]);
  await page.keyboard.press('Shift+Tab');
  equal((await focused(page)) !== 'body', true);
  await page.context().close();
});

await check('W47 the focus is seen: a ring of 3 px, and nothing lies over what has it', async () => {
  for (const options of [{}, {viewport: {width: 360, height: 640}}]) {
    const {page} = await scriptedPage(host.url, {history: talk}, options);
    await until(async () => (await bot(page).count()) === 1, 'the history');
    const wrong = [];
    for (let i = 0; i < 30; i++) {
      await page.keyboard.press('Tab');
      const found = await inside(page, shadow => {
        const at = shadow.activeElement;
        if (!at) return '';
        const box = at.getBoundingClientRect(), css = getComputedStyle(at), top = shadow.elementFromPoint(box.x + box.width / 2, box.y + Math.min(box.height / 2, 20));
        const ring = parseFloat(css.outlineWidth) >= 3 && css.outlineStyle !== 'none' || at.matches('textarea') && getComputedStyle(at.parentNode).boxShadow !== 'none';
        return `${at.className || at.id || at.localName}: ${ring ? '' : 'no ring '}${at.contains(top) || top?.contains(at) ? '' : `covered by ${top?.className}`}`;
      });
      if (/no ring|covered/.test(found)) wrong.push(found);
    }
    equal(wrong, []);
    await page.context().close();
  }
  const rings = {light: ['#b02a55', '#fffdf9', '#f7f1e6'], dark: ['#ff9dbb', '#171c1a', '#111614']};
  for (const [ring, ...papers] of Object.values(rings)) for (const paper of papers) equal(contrast(ring, paper) >= 3, true);
});

await check('W48 every target is 24 px and more, the main ones 40', async () => {
  for (const name of ['bot', 'closed', 'away', 'menu', 'emoji', 'help', 'article', 'failed']) {
    const {page} = await reach(name, {viewport: {width: 360, height: 640}});
    const small = await inside(page, shadow => [...shadow.querySelectorAll('button,a[href],input,textarea')].filter(node => node.checkVisibility() && !node.closest('p,li.x'))
      .map(node => [node, node.getBoundingClientRect(), node.matches('.send,.smile,.head button,.replies button,.strong,.soft,[role=tab],.item') ? 40 : 24])
      .filter(([, box, least]) => box.width < least || box.height < least).map(([node, box]) => `${node.className || node.textContent}: ${Math.round(box.width)}×${Math.round(box.height)}`));
    equal([name, small], [name, []]);
    await page.context().close();
  }
});

await check('W49 any brand colour: black or white on it, readable words beside it, a warning where the page spoils it', async () => {
  const page = await openPage(), warnings = [];
  page.on('console', text => { if (text.type() === 'warning') warnings.push(text.text()); });
  const chat = await scripted(page, {history: talk});
  for (const color of ['#0d6b57', '#ffd400', '#e91e63', '#777777', '#f5f5f5', '#000000', '#00a0ff'])
    for (const colorScheme of ['light', 'dark']) {
      host.pages['/brand'] = {html: hostPage(server.url, '', {head: `<style>chat-widget{--cw-brand:${color}}</style>`})};
      await page.emulateMedia({colorScheme});
      await page.goto(`${host.url}/brand`);
      await page.evaluate(() => window.chatWidget('open'));
      await until(async () => (await page.locator('chat-widget .msg').count()) === 3 && inside(page, shadow => shadow.host.style.getPropertyValue('--link')), 'the tint');
      const pairs = await inside(page, (shadow, root) => {
        const css = (node, name) => getComputedStyle(node)[name], one = name => shadow.querySelector(name);
        return [[css(root.querySelector('button'), 'color'), css(root.querySelector('button'), 'backgroundColor')], [css(one('.head'), 'color'), css(one('.head'), 'backgroundColor')],
          [css(one('.mine .text'), 'color'), css(one('.mine .text'), 'backgroundColor')], [css(one('.human'), 'color'), css(one('.panel'), 'backgroundColor')], [css(one('.go'), 'color'), css(one('.source'), 'backgroundColor')]];
      });
      const bad = pairs.filter(([ink, paper]) => contrast(ink, paper) < 4.5);
      equal([color, colorScheme, bad], [color, colorScheme, []]);
    }
  equal(warnings, []);
  host.pages['/brand'] = {html: hostPage(server.url, '', {head: '<style>chat-widget{--cw-brand:#ffd400;--cw-on-brand:#fff}</style>'})};
  await page.goto(`${host.url}/brand`);
  await until(() => warnings.some(text => text.includes('4.5:1')), 'the warning');
  equal(chat.frames.length > 0, true);
  await page.context().close();
});

const fits = page => inside(page, shadow => {
  const wide = [...shadow.querySelectorAll('.panel,.who,h2,.status,.rail,.log,.help-list,.article,.sheet,form,.msg,.csat')].filter(node => node.checkVisibility() && node.scrollWidth > node.clientWidth + 1).map(node => node.className || node.localName);
  const box = shadow.querySelector('.panel').getBoundingClientRect();
  const out = [...shadow.querySelectorAll('button,textarea,h2,.status')].filter(node => node.checkVisibility() && !node.closest('.log,.help-list,.article,.sheet,.csat,.menu')).filter(node => { const one = node.getBoundingClientRect(); return one.left < box.left - 1 || one.right > box.right + 1 || one.bottom > box.bottom + 1; }).map(node => node.className || node.id);
  return [wide, out, document.documentElement.scrollWidth > innerWidth ? 'the page' : ''];
});

await check('W50 at 200 % zoom, at 320×256, with wide spacing and long names nothing is lost or scrolls sideways', async () => {
  for (const [name, options, spaced] of [['zoom', {viewport: {width: 640, height: 400}, deviceScaleFactor: 2}], ['small', {viewport: {width: 320, height: 256}}], ['spaced', {viewport: {width: 360, height: 640}}, true], ['spaced wide', {}, true]]) {
    for (const state of ['bot', 'away', 'closed', 'help', 'article']) {
      const {page, server: chat} = await reach(state, options);
      if (state === 'bot') chat.send({type: 'state', mode: 'human', agent: 'Công Tằng Tôn Nữ Nguyễn Phước Ẫu Ỷ Lan Phương Khuê Các'});
      if (spaced) await inside(page, shadow => {
        const sheet = new CSSStyleSheet();
        sheet.replaceSync('*{line-height:1.5!important;letter-spacing:.12em!important;word-spacing:.16em!important}p{margin-block-end:2em!important}');
        shadow.adoptedStyleSheets = [...shadow.adoptedStyleSheets, sheet];
      });
      equal([name, state, ...await fits(page)], [name, state, [], [], '']);
      await field(page).scrollIntoViewIfNeeded().catch(() => {});
      if (spaced || name === 'small') await shot(page, `widget-${name.replace(' ', '-')}-${state}`);
      await page.context().close();
    }
  }
});

await check('W51 no movement where it is not wanted, borders in forced colours, nothing on paper', async () => {
  const {page, server: chat} = await scriptedPage(host.url, {history: talk, mode: 'human', agent: 'Ẩm'}, {reducedMotion: 'reduce'});
  chat.send({type: 'typing', author: 'agent', name: 'Ẩm'});
  await page.locator('chat-widget .typing i').waitFor();
  equal(await inside(page, shadow => [...shadow.querySelectorAll('.panel,.dots')].map(node => getComputedStyle(node).animationName)), ['none', 'none']);
  equal(await launcher(page).evaluate(node => getComputedStyle(node).transitionDuration), '0s');
  await page.emulateMedia({forcedColors: 'active'});
  equal(await inside(page, shadow => [...shadow.querySelectorAll('.text,.send,.write,.source')].every(node => parseFloat(getComputedStyle(node).borderTopWidth) >= 1)), true);
  equal(await launcher(page).evaluate(node => getComputedStyle(node).borderTopStyle), 'solid');
  await shot(page, 'widget-forced-colors');
  await page.emulateMedia({media: 'print', forcedColors: 'none'});
  equal([await panel(page).isVisible(), await launcher(page).isVisible()], [false, false]);
  await page.context().close();
});

await check('W52 labels beside placeholders, what was said once is kept, other languages are marked', async () => {
  const {page, server: chat} = await scriptedPage(host.url, {open: false});
  equal([await field(page).getAttribute('aria-label'), await panel(page).getAttribute('lang')], ['Nhập tin nhắn…', 'vi']);
  chat.send(message(1, 'bot', {text: 'Delivery takes one day.', locale: 'en'}));
  equal(await bot(page).locator('.text').getAttribute('lang'), 'en');
  await page.evaluate(() => window.chatWidget('setUser', {name: 'Ẩm', phone: '0912 345 678'}));
  equal((await page.locator('chat-widget .hello').textContent()).includes('Ẩm'), true);
  await page.locator('chat-widget .leave').click();
  equal(await page.locator('chat-widget .sheet input:not([type=checkbox])').evaluateAll(list => list.map(node => node.value)), ['Ẩm', '0912 345 678']);
  equal(await page.locator('chat-widget .sheet input, chat-widget .sheet textarea').evaluateAll(list => list.every(node => node.labels.length > 0)), true);
  await page.context().close();
});

await check('W53 "Gặp nhân viên" stands in the same place in every state; no key of one letter does anything', async () => {
  const places = new Set();
  for (const name of ['bot', 'queued', 'human', 'closed', 'help', 'article']) {
    const {page} = await reach(name, {reducedMotion: 'reduce'});
    const box = await page.locator('chat-widget .human').boundingBox();
    places.add(`${Math.round(box.x)},${Math.round(box.y)}`);
    await page.context().close();
  }
  equal([...places].length === 1 || [...places], true);
  const {page, server: chat} = await scriptedPage(host.url, {history: talk});
  await until(async () => (await bot(page).count()) === 1, 'the history');
  await log(page).focus();
  const before = await panel(page).innerText();
  for (const letter of 'abcdefghijklmnopqrstuvwxyz0123456789?/') await page.keyboard.press(letter);
  equal([await panel(page).innerText() === before, await focused(page), chat.frames.filter(frame => frame.type === 'say').length], [true, 'div.log', 0]);
  await page.context().close();
});

await finish();
