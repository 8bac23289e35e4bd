/* One open conversation: messages, the bot's readings, the field. */
import {el} from './dom.js';
import {t, language} from './strings.js';
import {richText} from '/w/richtext.js';
import {Composer} from '/w/composer.js';

const clock = at => new Intl.DateTimeFormat(language() === 'en' ? 'en' : 'vi-VN', {hour: '2-digit', minute: '2-digit'}).format(at);
const newId = () => Array.from(crypto.getRandomValues(new Uint8Array(12)), byte => byte.toString(16).padStart(2, '0')).join('');

export class Thread {
  constructor({id, link, onBack}) {
    Object.assign(this, {id, link, lastSeq: 0, shown: new Map(), pending: new Map(), drafts: {say: '', note: ''}, kind: 'say', mine: false, mode: 'bot'});
    this.title = el('h2', {textContent: t('customer')});
    this.sub = el('p', {className: 'sub'});
    this.buttons = el('div', {className: 'actions'},
      this.action('requeue'), this.action('returnBot', 'return'), this.action('close', 'close', 'main'));
    this.log = el('div', {className: 'log', role: 'log', tabIndex: 0, 'aria-label': t('log')});
    this.typing = el('p', {className: 'typing', role: 'status'});
    this.error = el('p', {className: 'error', role: 'alert'});
    this.field = el('textarea', {rows: 2, oninput: () => { this.drafts[this.kind] = this.field.value; if (this.kind === 'say') this.type(); }, oncleared: () => { this.drafts[this.kind] = ''; }});
    this.tabs = el('div', {className: 'kinds', role: 'tablist'}, ...['say', 'note'].map(kind => el('button', {type: 'button', role: 'tab', textContent: t(kind === 'say' ? 'reply' : 'note'), onclick: () => this.choose(kind)})));
    this.hint = el('span', {className: 'hint'});
    this.send = el('button', {type: 'submit', className: 'main', textContent: t('send')});
    this.composer = new Composer(this.field, text => this.say(text));
    this.form = el('form', {onsubmit: event => { event.preventDefault(); this.composer.send(); this.field.focus(); }}, this.tabs, this.field, el('div', {className: 'row'}, this.hint, this.send));
    this.node = el('section', {className: 'thread', 'aria-label': t('log')},
      el('header', {}, el('button', {type: 'button', className: 'back', textContent: `‹ ${t('back')}`, onclick: onBack}), el('div', {className: 'grow'}, this.title, this.sub), this.buttons),
      this.log, this.typing, this.error, this.form);
    this.choose('say');
    this.showMode();
  }

  action(label, type = label, className = '') {
    return el('button', {type: 'button', className, textContent: t(label), onclick: () => this.link.send({type, conversation: this.id})});
  }

  choose(kind) {
    this.kind = kind;
    this.form.classList.toggle('noting', kind === 'note');
    for (const [i, tab] of [...this.tabs.children].entries()) tab.setAttribute('aria-selected', String((i === 1) === (kind === 'note')));
    this.field.value = this.drafts[kind];
    this.field.placeholder = t(kind === 'note' ? 'notePlaceholder' : 'placeholder');
    this.field.setAttribute('aria-label', t(kind === 'note' ? 'note' : 'reply'));
    this.hint.textContent = kind === 'note' ? t('noteHint') : '';
  }

  type() {
    if (Date.now() - (this.typedAt || 0) < 2500) return;
    this.typedAt = Date.now();
    this.link.send({type: 'typing', conversation: this.id});
  }

  say(text) {
    const id = newId(), kind = this.kind;
    const node = this.render({author: 'agent', kind: kind === 'note' ? 'note' : 'text', name: t('you'), created_at: Date.now(), body: {text}});
    node.classList.add('pending');
    this.pending.set(id, {node, text, kind});
    this.append(node);
    this.error.textContent = '';
    this.link.sendSurely({type: kind, conversation: this.id, client_id: id, text});
  }

  /* ---- frames ---- */

  opened(frame) {
    Object.assign(this, {mode: frame.mode, owner: frame.owner, mine: frame.mine, page: frame.page});
    for (const message of frame.messages) this.message(message);
    this.seen(frame.visitor_seen);
    this.showMode();
    if (frame.more) this.link.send({type: 'open', conversation: this.id, last_seq: this.lastSeq});
    if (this.mine) this.field.focus({preventScroll: true});
  }

  message(message) {
    if (this.shown.has(message.seq)) return;
    if (message.seq > this.lastSeq + 1 && this.lastSeq > 0) { /* a gap: read it from the store */
      this.link.send({type: 'open', conversation: this.id, last_seq: this.lastSeq});
      return;
    }
    this.lastSeq = Math.max(this.lastSeq, message.seq);
    const pending = message.client_id && this.pending.get(message.client_id);
    if (pending) { this.settle(message.client_id, message.seq); return; }
    const node = this.render(message);
    this.shown.set(message.seq, node);
    this.append(node);
    if (message.author === 'visitor') {
      this.typing.textContent = '';
      if (this.mine && document.visibilityState === 'visible') this.link.send({type: 'seen', conversation: this.id, seq: message.seq});
    }
  }

  acked({client_id: id, seq}) {
    this.settle(id, seq);
    this.lastSeq = Math.max(this.lastSeq, seq);
  }

  settle(id, seq) {
    const waiting = this.pending.get(id);
    if (!waiting) return;
    this.pending.delete(id);
    if (this.shown.has(seq)) { waiting.node.remove(); return; }
    waiting.node.classList.remove('pending');
    this.shown.set(seq, waiting.node);
  }

  failed(frame) {
    const waiting = this.pending.get(frame.client_id);
    const why = language() === 'en' ? frame.text_en : frame.text;
    this.error.textContent = frame.code === 'stale' ? t('stale') : waiting ? t('failed', {why}) : why;
    if (!waiting) return;
    waiting.node.remove();
    this.pending.delete(frame.client_id);
    if (!this.field.value) { this.choose(waiting.kind); this.field.value = this.drafts[waiting.kind] = waiting.text; }
  }

  state({mode, owner, mine}) {
    Object.assign(this, {mode, owner});
    this.mine = mine ?? (mode === 'human' && this.mine);
    this.showMode();
  }

  seen(seq) {
    this.sawMark?.remove();
    const node = [...this.shown].filter(([number, one]) => number <= seq && one.classList.contains('agent') && !one.classList.contains('note')).map(([, one]) => one).pop();
    if (node) node.append(this.sawMark = el('span', {className: 'seen', textContent: t('seen')}));
  }

  visitorTypes() {
    this.typing.textContent = t('typing');
    clearTimeout(this.typingTimer);
    this.typingTimer = setTimeout(() => { this.typing.textContent = ''; }, 6000);
  }

  /* ---- drawing ---- */

  showMode() {
    const words = {bot: t('modeBot'), queued: t('modeQueued'), human: t('modeHuman', {name: this.mine ? t('you') : this.owner || ''}), closed: t('modeClosed')};
    this.sub.textContent = [words[this.mode], this.page].filter(Boolean).join(' · ');
    this.form.hidden = this.buttons.hidden = !(this.mine && this.mode === 'human');
  }

  append(node) {
    const {log} = this, atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 40;
    log.append(node);
    if (atEnd || node.classList.contains('agent')) log.scrollTop = log.scrollHeight;
  }

  render({author, kind, name, created_at: at, body, provenance}) {
    if (kind === 'event') return el('p', {className: 'event', textContent: `${clock(at)} · ${body.text || body.event}`});
    const who = {visitor: t('customer'), bot: t('bot'), agent: name || t('you'), system: 'Lễ Tân'}[author];
    const text = el('div', {className: 'text', dir: 'auto'});
    if (author === 'bot') text.append(richText(body.text || ''));
    else text.textContent = body.text;
    const node = el('div', {className: `msg ${author}${kind === 'text' ? '' : ` ${kind}`}`}, el('span', {className: 'name', textContent: `${kind === 'note' ? `${t('note')} · ` : ''}${who} · ${clock(at)}`}), text);
    if (body.buttons?.length) node.append(el('div', {className: 'chips'}, ...body.buttons.map(button => el('span', {textContent: button.title}))));
    if (author === 'bot' && provenance && (provenance.intent || provenance.article || provenance.confidence < 1)) node.append(this.reading(provenance));
    return node;
  }

  reading({intent, article, confidence}) {
    const what = [intent || article || t('noIntent'), typeof confidence === 'number' ? t('confidence', {n: Math.round(confidence * 100)}) : ''].filter(Boolean).join(' · ');
    return el('span', {className: 'reading', textContent: `${t('why')}: ${what}`});
  }
}
