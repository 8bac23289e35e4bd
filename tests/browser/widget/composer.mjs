/* W24 to W29: the field, the keys, what is sent. (W23, the input methods: ime.mjs.) */
import {check, equal, until, serve, finish, open, openPage, field, mine, bot, say, answersAfter, panel, scriptedPage, message, focused, inside} from './lib.mjs';

const server = await serve();
const saysOf = chat => chat.frames.filter(frame => frame.type === 'say').map(({text, payload}) => payload ? [text, payload] : [text]);

await check('W24 the field is never written to while a word is being composed', async () => {
  const {page, server: chat} = await scriptedPage(server.url);
  const cdp = await page.context().newCDPSession(page);
  await field(page).evaluate(node => {
    const {get, set} = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value');
    let composing = false;
    window.early = 0;
    node.addEventListener('compositionstart', () => { composing = true; }, true);
    node.addEventListener('compositionend', () => { composing = false; }, true);
    Object.defineProperty(node, 'value', {get() { return get.call(this); }, set(text) { if (composing) window.early++; set.call(this, text); }});
  });
  await field(page).focus();
  await page.keyboard.type('lỗi ');
  for (const text of ['n', 'na', 'này']) await cdp.send('Input.imeSetComposition', {text, selectionStart: text.length, selectionEnd: text.length});
  chat.send(message(chat.next(), 'bot', 'tin đến giữa chừng'));
  await bot(page).first().waitFor();
  await page.keyboard.press('Enter');
  equal(await field(page).inputValue(), 'lỗi này');
  await cdp.send('Input.insertText', {text: 'này'});
  await until(() => saysOf(chat).length === 1, 'it to be sent');
  equal([saysOf(chat), await field(page).inputValue(), await page.evaluate(() => window.early)], [[['lỗi này']], '', 0]);
  await page.context().close();
});

await check('W25 decomposed letters are sent composed, and the server takes both as the same', async () => {
  const {page, server: chat} = await scriptedPage(server.url);
  await say(page, 'tiếng Việt ở đâu'.normalize('NFD'));
  await until(() => saysOf(chat).length === 1, 'it to be sent');
  equal(saysOf(chat), [['tiếng Việt ở đâu'.normalize('NFC')]]);
  await page.context().close();
  const real = await openPage(), answers = [];
  await open(real, server.url);
  for (const form of ['NFC', 'NFD']) {
    const before = await bot(real).count();
    await real.evaluate(text => window.chatWidget('send', text), 'Cửa hàng mở cửa mấy giờ'.normalize(form));
    await answersAfter(real, before);
    answers.push(await bot(real).last().locator('.source').textContent());
  }
  equal(answers[0], answers[1]);
  await real.context().close();
});

await check('W26 Enter sends, Shift+Enter breaks, the field grows to five lines; no zoom on a phone', async () => {
  const {page, server: chat} = await scriptedPage(server.url);
  await field(page).focus();
  const height = () => field(page).evaluate(node => node.clientHeight), one = await height();
  await page.keyboard.type('a');
  for (let i = 0; i < 4; i++) { await page.keyboard.press('Shift+Enter'); await page.keyboard.type('b'); }
  const five = await height();
  for (let i = 0; i < 4; i++) { await page.keyboard.press('Shift+Enter'); await page.keyboard.type('c'); }
  equal([five > one * 2, await height() === five, await field(page).evaluate(node => node.scrollHeight > node.clientHeight)], [true, true, true]);
  await page.keyboard.press('Enter');
  await until(() => saysOf(chat).length === 1, 'it to be sent');
  equal([saysOf(chat)[0][0], await height() === one], ['a\nb\nb\nb\nb\nc\nc\nc\nc', true]);
  equal([await field(page).getAttribute('enterkeyhint'), await field(page).evaluate(node => parseFloat(getComputedStyle(node).fontSize) >= 16)], ['send', true]);
  await page.context().close();
});

await check('W27 by button, by Enter, by quick reply: the same record; a double click sends once', async () => {
  const {page, server: chat} = await scriptedPage(server.url);
  await say(page, 'Bảo hành');
  await field(page).fill('Bảo hành');
  await page.locator('chat-widget .send').dblclick();
  chat.send(message(chat.next() + 5, 'bot', {text: 'Ý anh/chị là gì ạ?', buttons: [{title: 'Bảo hành', payload: 'intent:bao-hanh'}]}));
  await page.locator('chat-widget .replies button').dblclick({timeout: 3000}).catch(() => {});
  await until(() => saysOf(chat).length >= 3, 'all three');
  await until(async () => (await mine(page).last().locator('.state').textContent()) === 'Đã gửi', 'the last');
  equal(saysOf(chat), [['Bảo hành'], ['Bảo hành'], ['Bảo hành', 'intent:bao-hanh']]);
  equal(await mine(page).locator('.text').allTextContents(), ['Bảo hành', 'Bảo hành', 'Bảo hành']);
  await page.context().close();
});

await check('W29 at most 24 emoji, by keyboard, put where the caret is', async () => {
  const {page} = await scriptedPage(server.url);
  await field(page).fill('cảm ơn shop');
  await field(page).evaluate(node => node.setSelectionRange(7, 7));
  await page.locator('chat-widget .smile').focus();
  await page.keyboard.press('Enter');
  await page.locator('chat-widget .emoji button').first().waitFor();
  equal(await page.locator('chat-widget .emoji button').count() <= 24, true);
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowDown');
  const sign = await inside(page, shadow => shadow.activeElement.textContent);
  await page.keyboard.press('Enter');
  equal([await field(page).inputValue(), /textarea/.test(await focused(page))], [`cảm ơn ${sign}shop`.replace('ơn  ', 'ơn '), true]);
  await page.locator('chat-widget .smile').click();
  await page.keyboard.press('Escape');
  equal([await page.locator('chat-widget .emoji').isVisible(), await panel(page).isVisible()], [false, true]);
  await page.context().close();
});

await check('W26 too long a text is refused beside the field, and kept', async () => {
  const {page, server: chat} = await scriptedPage(server.url);
  await say(page, 'ă'.repeat(2100));
  await until(async () => (await page.locator('chat-widget .hint').textContent()).includes('4096'), 'the reason');
  equal([(await field(page).inputValue()).length, saysOf(chat).length], [2100, 0]);
  await page.context().close();
});

await finish();
