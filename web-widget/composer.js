/*
 * Enter sends; but never half a word. Vietnamese input methods (Unikey, ibus-bamboo, macOS Telex)
 * compose the last word until Enter and then, each in its own order, commit it, swallow the key or
 * repeat it. Chinese and Japanese ones use Enter to choose a candidate, which must not send.
 *
 * So an Enter that arrives while composing is only noted. It becomes a send when the browser then
 * asks for a line break, or when the word that was just committed is in Latin script. The field is
 * cleared only after the composition has ended, and a late second commit of the sent word is
 * dropped. What the sequences are and what each expects: tests/browser/widget/ime.mjs.
 */
const ENTER_COMMIT_MS = 300; /* an input method commits this soon after Enter */
const ECHO_MS = 400;         /* …and repeats itself within this */
const LATIN_WORD = /^[\p{Script=Latin}\p{M}\p{N}'’-]+$/u;

export class Composer {
  constructor(field, send) {
    Object.assign(this, {field, deliver: send, composing: false, notedAt: 0, wantsBreak: false, sentAt: -ECHO_MS, sentWord: '', shift: false});
    for (const type of ['keydown', 'beforeinput', 'input', 'compositionstart', 'compositionend'])
      field.addEventListener(type, event => this[type](event));
  }

  keydown(event) {
    const isEnter = event.key === 'Enter' || event.keyCode === 229 && event.code === 'Enter';
    if (!isEnter) return;
    this.shift = event.shiftKey || event.altKey;
    if (this.shift) return;
    if (this.composing || event.isComposing || event.keyCode === 229) { this.notedAt = performance.now(); return; }
    event.preventDefault();
    this.send();
  }

  compositionstart() { this.composing = true; }

  compositionend({data}) {
    this.composing = false;
    if (!this.notedAt) return;
    const soon = performance.now() - this.notedAt < ENTER_COMMIT_MS;
    if (this.wantsBreak || soon && LATIN_WORD.test(data || '')) this.sendSoon();
    else setTimeout(() => { if (!this.timer) this.notedAt = 0; }, 30); /* a line break may still follow */
  }

  beforeinput(event) {
    const now = performance.now();
    if (/^insert(LineBreak|Paragraph)$/.test(event.inputType)) {
      if (this.notedAt) {
        event.preventDefault();
        if (this.composing) this.wantsBreak = true;
        else this.sendSoon();
      } else if (!this.shift && now - this.sentAt < 150) {
        event.preventDefault(); /* the line break of the Enter that has sent already */
      }
      return;
    }
    const echoed = event.inputType === 'insertText' && this.field.value === '' && this.sentWord.length > 1 && event.data === this.sentWord;
    if (echoed && now - this.sentAt < ECHO_MS) event.preventDefault();
  }

  input({inputType}) {
    const now = performance.now();
    if (/insertCompositionText|insertFromComposition/.test(inputType || '') && this.sentWord.length > 1 && now - this.sentAt < ECHO_MS)
      setTimeout(() => { if (this.field.value.trim() === this.sentWord) this.field.value = ''; });
    else if (this.notedAt && !this.composing && this.field.value.endsWith('\n')) this.sendSoon();
  }

  sendSoon() { this.timer ||= setTimeout(() => this.send()); }

  /* Also for the button: what is being composed is committed by the click that takes the focus. */
  send() {
    clearTimeout(this.timer);
    this.timer = this.notedAt = 0;
    this.wantsBreak = false;
    const text = this.field.value.trim().normalize('NFC');
    if (text && this.deliver(text) === false) return; /* refused (too long): the text stays */
    this.field.value = '';
    this.sentWord = /\S*$/.exec(text)[0];
    this.sentAt = performance.now();
    this.field.dispatchEvent(new Event('cleared'));
  }
}
