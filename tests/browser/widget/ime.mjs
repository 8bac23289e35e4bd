/*
 * W23. How input methods end a word: Unikey and its relatives on Windows, ibus-bamboo and ibus-unikey on
 * Linux, Telex on macOS, Safari's order of events, Chinese and Japanese candidates. Every sequence
 * must send exactly the words it should, once, and leave in the field exactly what it should.
 */
import {check, equal, until, serve, openPage, finish, open, field, mine} from './lib.mjs';

const server = await serve();
const compose = (cdp, text) => cdp.send('Input.imeSetComposition', {text, selectionStart: text.length, selectionEnd: text.length});
const commit = (cdp, text) => cdp.send('Input.insertText', {text});
const key = (cdp, type, props) => cdp.send('Input.dispatchKeyEvent', {type, ...props});
const swallowedEnter = (cdp, name) => key(cdp, 'rawKeyDown', {windowsVirtualKeyCode: 229, key: name, code: 'Enter'});

const sequences = [
  ['typed, then Enter', ['xin chào'], '', async ({keyboard}) => { await keyboard.type('xin chào'); await keyboard.press('Enter'); }],
  ['Unikey: backspaces and new letters, Enter at once', ['này'], '', async ({keyboard}, cdp) => {
    await keyboard.type('nay');
    await keyboard.press('Backspace');
    await keyboard.press('Backspace');
    for (const letter of 'ày') await key(cdp, 'char', {text: letter});
    await keyboard.press('Enter');
  }],
  ['composition committed, then Enter', ['lỗi này'], '', async ({keyboard}, cdp) => { await keyboard.type('lỗi '); await compose(cdp, 'này'); await commit(cdp, 'này'); await keyboard.press('Enter'); }],
  ['Enter while composing, then the commit', ['lỗi này'], '', async ({keyboard}, cdp) => { await keyboard.type('lỗi '); await compose(cdp, 'này'); await keyboard.press('Enter'); await commit(cdp, 'này'); }],
  ['Enter swallowed by the input method, which commits', ['lỗi này'], '', async ({keyboard}, cdp) => { await keyboard.type('lỗi '); await compose(cdp, 'này'); await swallowedEnter(cdp, 'Process'); await commit(cdp, 'này'); }],
  ['macOS: Enter while composing, commit, then a line break', ['lỗi này'], '', async ({keyboard}, cdp) => { await keyboard.type('lỗi '); await compose(cdp, 'này'); await swallowedEnter(cdp, 'Enter'); await commit(cdp, 'này'); await key(cdp, 'char', {text: '\r'}); }],
  ['Safari: commit first, then the Enter', ['lỗi này'], '', async ({keyboard}, cdp) => { await keyboard.type('lỗi '); await compose(cdp, 'này'); await commit(cdp, 'này'); await swallowedEnter(cdp, 'Enter'); await key(cdp, 'char', {text: '\r'}); }],
  ['a candidate chosen with Enter must not send', [], '难しい', async (page, cdp) => { await compose(cdp, 'むずかしい'); await swallowedEnter(cdp, 'Process'); await commit(cdp, '难しい'); }],
  ['Shift+Enter is a new line', [], 'a\nb', async ({keyboard}) => { await keyboard.type('a'); await keyboard.press('Shift+Enter'); await keyboard.type('b'); }],
  ['the same word typed again right after sending', ['này'], 'này', async ({keyboard}) => { await keyboard.type('này'); await keyboard.press('Enter'); await keyboard.type('này'); }],
  ['decomposed letters are sent composed', ['tiếng'], '', async ({keyboard}, cdp) => { await commit(cdp, 'tiếng'.normalize('NFD')); await keyboard.press('Enter'); }],
];

for (const [name, want, left, act] of sequences) {
  await check(`W23 ${name}`, async () => {
    const page = await openPage();
    await open(page, server.url);
    await field(page).focus();
    await act(page, await page.context().newCDPSession(page));
    await page.waitForTimeout(150); /* nothing more may happen: the one wait that has no condition */
    const said = mine(page).locator('.text');
    await until(async () => (await said.count()) >= want.length, 'what was sent');
    equal(await said.allTextContents(), want);
    equal(await field(page).inputValue(), left);
    await page.context().close();
  });
}
await finish();
