/*
 * The conversation as it is read: bubbles, days, states, quick replies, cards, and where the view
 * stands while new ones arrive. Says nothing itself; what a visitor does here it tells its owner.
 */
import {icon} from './ui.js';
import {richText} from './richtext.js';

const REPLIES_MAX = 5, NEAR_PX = 40;

export class Thread {
  /* on: say(text, payload), read(article, url), older(), retry(item), cards(box, body); base: the server's address */
  constructor(ui, {base, mark, name, hello, on, numbered}) {
    Object.assign(this, {ui, base, on, numbered});
    this.shown = new Map();   /* seq → its node */
    this.pending = new Map(); /* client_id → its node */
    this.missed = 0;
    const {el, t} = this.words();
    this.olderButton = el('button', {type: 'button', className: 'older', hidden: true, textContent: () => t('older'), onclick: () => this.on.older()});
    this.greeting = el('div', {className: 'welcome'}, el('span', {className: 'petal'}, icon(mark)),
      el('p', {className: 'hello', textContent: () => name() ? t('greetNamed', {name: name()}) : hello || t('greet')}), el('p', {textContent: () => t('botNotice')}));
    this.log = el('div', {className: 'log', role: 'log', tabIndex: 0, 'aria-live': 'off', 'aria-label': () => t('log'), onscroll: () => { this.isPinned = this.isAtEnd(); if (this.isPinned) this.showPill(0); }},
      this.greeting, this.olderButton);
    this.typing = el('div', {className: 'typing', role: 'status'});
    this.pill = el('button', {type: 'button', className: 'pill', hidden: true, onclick: () => { this.toEnd(); this.log.focus({preventScroll: true}); }});
    this.node = el('div', {className: 'thread'}, this.log, this.typing, this.pill);
    new ResizeObserver(() => { if (this.isPinned) this.toEnd(); }).observe(this.log); /* a form or the keyboard takes room */
  }

  words() { return {el: (...args) => this.ui.el(...args), t: (...args) => this.ui.t(...args)}; }

  clear() {
    for (const node of [...this.log.children]) if (node !== this.olderButton && node !== this.greeting) node.remove();
    this.shown.clear();
    this.pending.clear();
    this.firstSeq = this.lastDay = 0;
    this.showTyping('');
  }

  /* Filling in what was said before is not news: nothing is read aloud meanwhile. */
  quietly(fill) {
    this.log.setAttribute('aria-live', 'off');
    fill();
    setTimeout(() => this.log.setAttribute('aria-live', 'polite'), 100);
  }

  /* ---- one message ---- */

  /* Shows a message once, in its place. Returns its node, or null when it was there. */
  add(message, isOld = false) {
    if (this.shown.has(message.seq)) return null;
    const mine = message.author === 'visitor', sent = mine && this.pending.get(message.client_id);
    if (sent) { this.settle(message.client_id, message.seq, message.created_at); return null; }
    const follow = this.isAtEnd();
    this.spend();
    const node = this.render(message);
    this.shown.set(message.seq, node);
    this.firstSeq = Math.min(this.firstSeq || message.seq, message.seq);
    const waiting = this.pending.values().next().value;
    this.dayLine(message.created_at, waiting);
    if (waiting) waiting.before(node); else this.log.append(node);
    if (mine) this.state(node, 'sent');
    else this.showTyping('');
    if (follow) this.toEnd(node);
    else if (!mine && !isOld) this.showPill(this.missed + 1);
    return node;
  }

  render(message) {
    const {el, t} = this.words(), {author, body, name, kind, created_at: at} = message;
    if (kind === 'event') return el('div', {className: 'event', dir: 'auto', textContent: () => body.text || t(body.event === 'closed' ? 'closed' : 'system')});
    const mine = author === 'visitor';
    const who = () => mine ? t('you') : author === 'agent' ? name || t('agent') : t('bot');
    const text = el('div', {className: 'text', dir: 'auto'});
    if (body.locale && body.locale !== this.ui.lang) text.lang = body.locale;
    text.append(mine ? body.text : richText(body.text || ''));
    const node = el('div', {className: `msg ${mine ? 'mine' : author}`},
      el('span', {className: 'sr', textContent: () => `${who()}, ${this.ui.time(at)}: `}),
      ...mine ? [] : [el('span', {className: 'name', 'aria-hidden': 'true', textContent: () => `${who()} · ${this.ui.time(at)}`})], text);
    if (mine) node.append(el('span', {className: 'state'}));
    if (body.cards || body.order) this.on.cards(node.appendChild(el('div', {className: 'things'})), body);
    if (body.source) node.append(this.source(body.source));
    if (body.buttons?.length) node.append(this.replies(body.buttons, () => t('replies')));
    if (author === 'bot' && body.source) node.append(this.helpful());
    return node;
  }

  /* The article an answer comes from: opens inside the panel; as a link it also opens in a new tab. */
  source({article, title, url}) {
    const {el, t} = this.words();
    return el('a', {className: 'card source', href: new URL(url, this.base).href, target: '_blank', rel: 'noopener', onclick: event => {
      if (event.ctrlKey || event.metaKey || event.shiftKey || !article) return;
      event.preventDefault();
      this.on.read(article, url);
    }}, icon('book'), el('span', {className: 'what', textContent: () => t('source', {title})}), el('span', {className: 'go', textContent: () => t('readMore')}));
  }

  replies(buttons, label) {
    const {el} = this.words();
    return el('div', {className: 'replies', role: 'group', 'aria-label': label}, ...buttons.slice(0, REPLIES_MAX).map((button, i) =>
      el('button', {type: 'button', textContent: this.numbered ? `${i + 1}. ${button.title}` : button.title, onclick: () => this.choose(button)})));
  }

  helpful() {
    const {el, t} = this.words();
    const one = (key, payload, mark) => el('button', {type: 'button', title: () => t(key), 'aria-label': () => t(key), onclick: () => this.choose({title: t(key), payload})}, icon(mark));
    return el('div', {className: 'replies helpful', role: 'group', 'aria-label': () => t('helpful')},
      el('span', {'aria-hidden': 'true', textContent: () => t('helpful')}), one('helpfulYes', 'helpful:yes', 'yes'), one('helpfulNo', 'helpful:no', 'no'));
  }

  choose({title, payload}) { this.on.say(title, payload); }

  /* Quick replies are for the last message only. */
  spend() { for (const group of this.log.querySelectorAll('.replies')) group.remove(); }

  dayLine(at, before) {
    const day = new Date(at).toDateString();
    if (day === this.lastDay) return;
    this.lastDay = day;
    const line = this.ui.el('div', {className: 'day', textContent: () => this.ui.day(at)});
    if (before) before.before(line); else this.log.append(line);
  }

  /* ---- what the visitor says, until it is stored ---- */

  addPending(item) {
    if (this.pending.has(item.id)) return;
    this.spend();
    this.dayLine(item.at);
    const node = this.render({author: 'visitor', kind: 'text', created_at: item.at, body: {text: item.text}});
    this.state(node, 'sending');
    this.pending.set(item.id, node);
    this.log.append(node);
    this.toEnd(node);
  }

  settle(id, seq) {
    const node = this.pending.get(id);
    if (!node) return;
    this.pending.delete(id);
    if (this.shown.has(seq)) { node.remove(); return; }
    this.shown.set(seq, node);
    this.firstSeq = Math.min(this.firstSeq || seq, seq);
    this.state(node, 'sent');
  }

  fail(id, item) {
    const node = this.pending.get(id);
    if (!node) return;
    const {el, t} = this.words();
    node.classList.add('failed');
    node.querySelector('.state').replaceChildren(el('button', {type: 'button', textContent: () => t('failed'), onclick: () => {
      this.state(node, 'sending');
      node.classList.remove('failed');
      this.log.focus({preventScroll: true});
      this.on.retry(item);
    }}));
  }

  state(node, key) {
    const {el, t} = this.words();
    node.querySelector('.state')?.replaceChildren(el('span', {textContent: () => t(key)}));
    node.dataset.state = key;
  }

  seen(seq) {
    for (const [number, node] of this.shown) if (number <= seq && node.classList.contains('mine') && node.dataset.state !== 'read') this.state(node, 'read');
  }

  /* ---- earlier ones ---- */

  older({messages, more}) {
    const {log} = this, height = log.scrollHeight, top = log.scrollTop, day = this.lastDay;
    const hadFocus = this.olderButton.getRootNode().activeElement === this.olderButton;
    this.quietly(() => {
      this.lastDay = 0;
      const first = this.olderButton.nextSibling;
      if (first?.className === 'day') first.remove();
      const after = this.olderButton.nextSibling;
      for (const message of messages) {
        if (this.shown.has(message.seq)) continue;
        const node = this.render(message);
        node.querySelectorAll('.replies').forEach(group => group.remove());
        this.dayLine(message.created_at, after);
        if (message.author === 'visitor') this.state(node, 'sent');
        this.shown.set(message.seq, node);
        this.firstSeq = Math.min(this.firstSeq || message.seq, message.seq);
        if (after) after.before(node); else log.append(node);
      }
      if (day) this.lastDay = day;
    });
    this.olderButton.hidden = !more;
    if (hadFocus && !more) log.focus({preventScroll: true});
    log.scrollTop = top + log.scrollHeight - height;
  }

  /* ---- where the view stands ---- */

  isAtEnd() {
    const {scrollTop, scrollHeight, clientHeight} = this.log;
    return scrollHeight - scrollTop - clientHeight < NEAR_PX;
  }

  /* To the end; but an answer taller than the view shows its first line. */
  toEnd(node) {
    const {log} = this, isTall = node && node.offsetHeight > log.clientHeight - 16;
    log.scrollTop = isTall ? node.offsetTop - log.offsetTop - 8 : log.scrollHeight;
    this.isPinned = !isTall;
    this.showPill(0);
  }

  showPill(n) {
    this.missed = n;
    this.pill.hidden = !n;
    this.pill.textContent = n ? this.ui.t('newMessages', {n}) : '';
  }

  /* Said once in a turn: a screen reader hears it again only when it was gone in between. */
  showTyping(name, ms) {
    clearTimeout(this.typingTimer);
    const text = name && this.ui.t('typing', {name});
    if (this.typing.textContent !== text) this.typing.replaceChildren(...text ? [this.ui.el('i', {className: 'dots', 'aria-hidden': 'true'}), text] : []);
    if (name) this.typingTimer = setTimeout(() => this.showTyping(''), ms);
  }
}
