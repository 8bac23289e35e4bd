/*
 * The chat panel: what the visitor sees and does. The connection is link.js, the field composer.js.
 * Only DOM nodes are made here, never HTML text.
 */
import {translator} from './strings.js';
import {Keep} from './keep.js';
import {Link} from './link.js';
import {Composer} from './composer.js';
import {richText} from './richtext.js';
import {style} from './style.js';

const HISTORY = 50, TEXT_MAX_BYTES = 4096, FULL_WIDTH = 520, FULL_HEIGHT = 480, TYPING_MS = 8000;
const ICONS = {
  face: ['M4.500 15.500h15', 'M6 15.500a6 6 0 0 1 12 0', 'M12 9.500V7.500', 'M10.500 7h3', 'M4 18.500h16'],
  menu: ['M5 12h.01', 'M12 12h.01', 'M19 12h.01'],
  close: ['M6 9l6 6 6-6'],
  send: ['M5 12h13', 'M12.500 6.500L18 12l-5.500 5.500'],
  person: ['M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8z', 'M5 20a7 7 0 0 1 14 0'],
};

const el = (name, props = {}, ...children) => {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(props)) {
    if (key.startsWith('on')) node.addEventListener(key.slice(2), value);
    else if (key in node && key !== 'list') node[key] = value;
    else node.setAttribute(key, value);
  }
  node.append(...children);
  return node;
};

const icon = name => {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  for (const d of ICONS[name]) {
    const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
    path.setAttribute('d', d);
    svg.append(path);
  }
  return svg;
};

export const mount = launcher => new Panel(launcher);

class Panel {
  constructor({host, root, button, count, base, lang, label, data}) {
    Object.assign(this, {host, button, count, base, lang, label, data, mode: 'bot', agent: '', unread: 0, listeners: {}});
    this.site = data.site || '1';
    this.keep = new Keep(this.site);
    this.shown = new Map();   /* seq → node */
    this.pending = new Map(); /* client_id → node */
    this.t = translator(lang);
    this.build(root);
    this.link = new Link({base, ws: data.ws, locale: lang, keep: this.keep, history: HISTORY, on: (kind, detail) => this.heard(kind, detail)});
    addEventListener('resize', () => this.fit());
    visualViewport?.addEventListener('resize', () => this.fit());
  }

  /* ---- commands of chatWidget(…) ---- */

  command(name, value, more) {
    const commands = {
      open: () => this.open(true), close: () => this.close(), toggle: () => this.isOpen ? this.close() : this.open(true),
      restore: () => this.open(false), prefill: () => { this.field.value = String(value); this.grow(); },
      send: () => { this.open(false); this.say(String(value)); },
      setLocale: () => this.setLocale(value), setTheme: () => { this.shell.dataset.theme = value; },
      reset: () => this.forget(), destroy: () => { this.link.stop(); this.host.remove(); },
      on: () => { (this.listeners[value] ||= []).push(more); }, off: () => { this.listeners[value] = (this.listeners[value] || []).filter(fn => fn !== more); },
    };
    if (!Object.hasOwn(commands, name)) throw new Error(`chatWidget: no command "${name}"`);
    return commands[name]();
  }

  tell(type, detail) { for (const listener of this.listeners[type] || []) listener(detail); }

  /* ---- building ---- */

  build(root) {
    const t = this.t;
    this.shell = el('div', {hidden: true});
    this.shell.dataset.side = this.data.side || 'right';
    this.shell.dataset.theme = this.data.theme || 'auto';
    const shadow = this.shell.attachShadow({mode: 'open'});
    shadow.adoptedStyleSheets = [style];
    this.shadow = shadow;
    this.heading = el('h2', {id: 'title', textContent: this.data.title || t('title')});
    this.statusLine = el('p', {className: 'status', textContent: t('bot')});
    this.menu = el('div', {className: 'menu', role: 'menu', hidden: true},
      ...[['transcript', () => this.transcript()], ['end', () => this.link.send({type: 'bye'})], ['forget', () => this.forget()]].map(([key, act]) =>
        el('button', {type: 'button', role: 'menuitem', textContent: t(key), 'data-key': key, onclick: () => { this.showMenu(false); act(); }})));
    this.menuButton = el('button', {type: 'button', 'aria-label': t('menu'), 'aria-haspopup': 'menu', 'aria-expanded': 'false', onclick: () => this.showMenu(this.menu.hidden)}, icon('menu'));
    this.closeButton = el('button', {type: 'button', 'aria-label': t('close'), onclick: () => this.close()}, icon('close'));
    this.bar = el('div', {className: 'bar', role: 'status'});
    this.humanLabel = el('span', {textContent: t('human')});
    this.humanButton = el('button', {type: 'button', onclick: () => this.say(t('human'), 'handover')}, icon('person'), this.humanLabel);
    this.olderButton = el('button', {type: 'button', className: 'older', hidden: true, textContent: t('older'), onclick: () => this.loadOlder()});
    this.log = el('div', {className: 'log', role: 'log', tabIndex: 0, 'aria-live': 'off', 'aria-label': t('log'), onscroll: () => this.scrolled()}, this.olderButton);
    this.typingLine = el('div', {className: 'typing', role: 'status'});
    this.pill = el('button', {type: 'button', className: 'pill', hidden: true, onclick: () => this.toEnd()});
    this.csat = el('div', {className: 'csat', hidden: true});
    this.field = el('textarea', {rows: 1, placeholder: t('placeholder'), 'aria-label': t('placeholder'), enterkeyhint: 'send', autocomplete: 'off', value: this.keep.get('draft', ''),
      oninput: () => { this.grow(); this.keep.set('draft', this.field.value); this.link.typing(); }, oncleared: () => { this.grow(); this.keep.set('draft', ''); }});
    this.sendButton = el('button', {type: 'submit', className: 'send', 'aria-label': t('send')}, icon('send'));
    this.hint = el('div', {className: 'hint', role: 'status'});
    this.composer = new Composer(this.field, text => this.say(text));
    const form = el('form', {onsubmit: event => { event.preventDefault(); this.composer.send(); this.field.focus(); }}, this.field, this.sendButton);
    this.panel = el('div', {className: 'panel', role: 'dialog', 'aria-labelledby': 'title', lang: this.lang},
      el('div', {className: 'head'}, el('span', {className: 'face'}, icon('face')), el('div', {className: 'who'}, this.heading, this.statusLine), this.menuButton, this.closeButton),
      this.menu, this.bar, el('div', {className: 'human'}, this.humanButton), this.log, this.typingLine, this.pill, this.csat, form, this.hint);
    this.panel.addEventListener('keydown', event => this.key(event));
    shadow.append(this.panel);
    root.append(this.shell);
    this.greeting = this.addSystemBubble(t('greet'), t('botNotice'));
  }

  addSystemBubble(...paragraphs) {
    const text = el('div', {className: 'text'}, ...paragraphs.map(line => el('p', {textContent: line})));
    const node = el('div', {className: 'msg bot'}, el('span', {className: 'name', textContent: this.t('bot')}), text);
    this.log.append(node);
    return node;
  }

  setLocale(lang) {
    this.lang = this.link.locale = lang === 'en' ? 'en' : 'vi';
    const t = this.t = translator(this.lang);
    this.panel.lang = this.lang;
    if (!this.data.title) this.heading.textContent = this.config?.title || t('title');
    this.humanLabel.textContent = t('human');
    this.olderButton.textContent = t('older');
    this.field.placeholder = t('placeholder');
    for (const [node, key] of [[this.menuButton, 'menu'], [this.closeButton, 'close'], [this.log, 'log'], [this.field, 'placeholder'], [this.sendButton, 'send']]) node.setAttribute('aria-label', t(key));
    for (const item of this.menu.children) item.textContent = t(item.dataset.key);
    const lines = this.greeting.querySelectorAll('p');
    lines[0].textContent = t('greet');
    lines[1].textContent = t('botNotice');
    this.showStatus();
  }

  /* ---- opening and closing ---- */

  get isOpen() { return !this.shell.hidden; }

  open(focus) {
    if (!this.isOpen) {
      this.shell.hidden = false;
      this.remember(true);
      this.button.setAttribute('aria-expanded', 'true');
      this.button.setAttribute('aria-label', this.t('close'));
      this.fit();
      this.grow();
      this.link.start();
      this.toEnd();
      this.setUnread(0);
      this.tell('open');
    }
    if (focus) this.field.focus();
  }

  close() {
    if (!this.isOpen) return;
    this.shell.hidden = true;
    this.remember(false);
    this.panel.removeAttribute('aria-modal');
    document.documentElement.style.removeProperty('overflow');
    this.button.setAttribute('aria-expanded', 'false');
    this.button.setAttribute('aria-label', this.label);
    this.button.focus();
    this.tell('close');
  }

  remember(isOpen) {
    try { if (isOpen) sessionStorage.setItem('letan.open', this.site); else sessionStorage.removeItem('letan.open'); } catch { /* storage is off */ }
  }

  /* A phone, or a very low window: the whole screen, with the host page behind it kept still. */
  fit() {
    if (!this.isOpen) return;
    const full = innerWidth <= FULL_WIDTH || innerHeight <= FULL_HEIGHT;
    this.shell.toggleAttribute('data-full', full);
    this.button.style.visibility = full ? 'hidden' : '';
    if (full) {
      this.panel.setAttribute('aria-modal', 'true');
      document.documentElement.style.overflow = 'hidden';
      if (visualViewport) this.panel.style.height = `${visualViewport.height}px`;
    } else {
      this.panel.removeAttribute('aria-modal');
      document.documentElement.style.removeProperty('overflow');
      this.panel.style.height = '';
    }
    if (this.atEnd) this.toEnd();
  }

  key(event) {
    if (event.key === 'Escape' && !event.isComposing) {
      event.stopPropagation();
      if (!this.menu.hidden) { this.showMenu(false); this.menuButton.focus(); } else { this.close(); }
    } else if (event.key === 'Tab' && this.shell.hasAttribute('data-full')) {
      const stops = [...this.panel.querySelectorAll('button,textarea,a[href],[tabindex="0"]')].filter(node => node.offsetParent !== null);
      const edge = event.shiftKey ? stops[0] : stops[stops.length - 1];
      if (this.shadow.activeElement === edge) { event.preventDefault(); (event.shiftKey ? stops[stops.length - 1] : stops[0]).focus(); }
    } else if (!this.menu.hidden && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
      event.preventDefault();
      const items = [...this.menu.children], at = items.indexOf(this.shadow.activeElement);
      items[(at + (event.key === 'ArrowDown' ? 1 : items.length - 1)) % items.length].focus();
    }
  }

  showMenu(show) {
    this.menu.hidden = !show;
    this.menuButton.setAttribute('aria-expanded', String(show));
    if (show) this.menu.firstChild.focus();
  }

  /* ---- saying ---- */

  say(text, payload) {
    const bytes = new TextEncoder().encode(text).length, max = this.limits?.text_bytes || TEXT_MAX_BYTES;
    if (bytes > max) { this.hint.textContent = this.t('tooLong', {n: max}); return false; }
    this.hint.textContent = '';
    for (const group of this.log.querySelectorAll('.replies')) group.remove();
    if (!this.shadow.activeElement) this.field.focus();
    this.atEnd = true;
    this.link.say(text, payload);
    this.link.start();
    return true;
  }

  grow() {
    this.field.style.height = 'auto';
    this.field.style.height = `${Math.min(this.field.scrollHeight + 3, 134)}px`;
  }

  /* ---- hearing ---- */

  heard(kind, detail) {
    if (kind === 'status') this.connection(detail);
    else if (kind === 'pending') this.addPending(detail);
    else if (kind === 'acked') this.markSent(detail);
    else if (kind === 'failed') this.markFailed(detail);
    else this.frame(detail);
  }

  connection(status) {
    if (status === 'offline') { this.lost = true; this.bar.textContent = this.t('offline'); this.tell('offline'); }
    if (status !== 'online') return;
    if (this.lost) { this.bar.textContent = this.t('online'); setTimeout(() => { if (!this.lost) this.showStatus(); }, 3000); }
    this.lost = false;
    this.tell('online');
  }

  frame(frame) {
    const handle = {
      welcome: () => this.welcome(frame), message: () => this.message(frame), typing: () => this.showTyping(frame.name || this.t('agent')),
      seen: () => this.markSeen(frame.seq), queue: () => { this.queue = frame; this.showStatus(); }, history: () => this.older(frame),
      state: () => { this.mode = frame.mode; this.agent = frame.agent || ''; this.showStatus(); this.tell(frame.mode === 'human' ? 'agent' : frame.mode); },
      error: () => { if (!frame.client_id && frame.code !== 'rate_limited') this.hint.textContent = this.lang === 'en' ? frame.text_en : frame.text; },
    };
    if (Object.hasOwn(handle, frame.type)) handle[frame.type]();
  }

  welcome(frame) {
    this.config = frame.config;
    this.limits = frame.limits;
    this.mode = frame.mode;
    this.agent = frame.agent || '';
    if (!frame.resumed) this.clearLog();
    if (!this.data.title && frame.config.title) this.heading.textContent = frame.config.title;
    for (const item of this.link.outbox) if (!this.pending.has(item.id)) this.addPending(item);
    for (const message of frame.messages) this.message({...message, quiet: true});
    this.log.setAttribute('aria-live', 'polite');
    this.olderButton.hidden = !this.firstSeq || this.firstSeq <= 1;
    this.markSeen(frame.agent_seen);
    this.showStatus();
    this.tell('ready');
  }

  clearLog() {
    for (const node of [...this.log.children]) if (node !== this.olderButton && node !== this.greeting) node.remove();
    this.shown.clear();
    this.pending.clear();
    this.firstSeq = this.lastDay = 0;
  }

  message(message) {
    if (this.shown.has(message.seq)) return;
    const mine = message.author === 'visitor';
    const pending = mine && this.pending.get(message.client_id);
    if (pending) { this.settle(pending, message.client_id, message.seq, message.created_at); return; }
    const stick = this.atEnd !== false;
    const node = this.render(message);
    this.shown.set(message.seq, node);
    this.firstSeq = Math.min(this.firstSeq || message.seq, message.seq);
    this.dayLine(message.created_at);
    const waiting = this.pending.size ? this.pending.values().next().value : null;
    if (waiting) waiting.before(node); else this.log.append(node);
    if (mine) node.querySelector('.state').textContent = this.t('sent');
    else this.typingLine.textContent = '';
    this.arrived(message, node, stick);
  }

  arrived(message, node, stick) {
    if (this.isOpen && document.visibilityState === 'visible') this.link.seen(message.seq);
    if (stick) this.toEnd(node);
    else if (message.author !== 'visitor' && !message.quiet) this.showPill(this.missed + 1);
    if (!this.isOpen && !message.quiet && message.author !== 'visitor') { this.setUnread(this.unread + 1); this.tell('unread', this.unread); }
    this.tell('message', {seq: message.seq, author: message.author, text: message.body.text});
    if (message.body.event === 'closed') this.askRating();
  }

  render(message) {
    const {author, body, name} = message;
    if (message.kind === 'event') return el('div', {className: 'event', textContent: body.text || this.t(body.event === 'closed' ? 'closed' : 'system')});
    const mine = author === 'visitor';
    const who = mine ? this.t('you') : author === 'agent' ? name || this.t('agent') : this.t('bot');
    const time = new Intl.DateTimeFormat(this.lang === 'en' ? 'en' : 'vi-VN', {hour: '2-digit', minute: '2-digit'}).format(message.created_at);
    const text = el('div', {className: 'text', dir: 'auto'});
    text.append(mine ? body.text : richText(body.text || ''));
    const node = el('div', {className: `msg ${mine ? 'mine' : author}`},
      el('span', {className: 'sr', textContent: `${who}, ${time}: `}),
      ...mine ? [] : [el('span', {className: 'name', 'aria-hidden': 'true', textContent: `${who} · ${time}`})], text);
    if (body.source) node.append(this.source(body.source));
    if (mine) node.append(el('span', {className: 'state'}));
    if (body.buttons?.length) node.append(this.replies(body.buttons));
    return node;
  }

  source({title, url}) {
    const target = new URL(url, this.base);
    const line = el('span', {className: 'source'});
    line.append(el('a', {href: target.href, target: '_blank', rel: 'noopener', textContent: this.t('source', {title})}));
    return line;
  }

  replies(buttons) {
    for (const group of this.log.querySelectorAll('.replies')) group.remove();
    return el('div', {className: 'replies', role: 'group', 'aria-label': this.t('replies')},
      ...buttons.slice(0, 5).map(({title, payload}) => el('button', {type: 'button', textContent: title, onclick: () => { this.field.focus(); this.say(title, payload); }})));
  }

  dayLine(at) {
    const day = new Date(at).toDateString();
    if (day === this.lastDay) return;
    this.lastDay = day;
    const ago = Math.round((new Date().setHours(0, 0, 0, 0) - new Date(at).setHours(0, 0, 0, 0)) / 86400000);
    const words = ago === 0 ? this.t('today') : ago === 1 ? this.t('yesterday') : new Intl.DateTimeFormat(this.lang === 'en' ? 'en' : 'vi-VN', {dateStyle: 'long'}).format(at);
    this.log.append(el('div', {className: 'day', textContent: words}));
  }

  /* ---- own messages ---- */

  addPending(item) {
    const node = this.render({author: 'visitor', kind: 'text', created_at: item.at, body: {text: item.text}});
    node.lastChild.textContent = this.t('sending');
    this.pending.set(item.id, node);
    this.log.append(node);
    if (this.isOpen) this.toEnd(node);
  }

  settle(node, id, seq, at) {
    this.pending.delete(id);
    if (this.shown.has(seq)) { node.remove(); return; }
    this.shown.set(seq, node);
    this.firstSeq = Math.min(this.firstSeq || seq, seq);
    if (!this.lastDay) { this.dayLine(at); node.before(this.log.lastChild); }
    node.lastChild.textContent = this.t('sent');
  }

  markSent({id, seq, at}) {
    const node = this.pending.get(id);
    if (node) this.settle(node, id, seq, at);
    this.tell('sent', {seq});
  }

  markFailed({id, item, frame}) {
    const node = this.pending.get(id);
    if (!node) return;
    node.classList.add('failed');
    node.lastChild.replaceChildren(el('button', {type: 'button', textContent: this.t('failed'), onclick: () => {
      node.classList.remove('failed');
      node.lastChild.textContent = this.t('sending');
      this.link.retryItem(item);
    }}));
    this.hint.textContent = this.lang === 'en' ? frame.text_en : frame.text;
  }

  markSeen(seq) {
    if (!seq) return;
    for (const [number, node] of this.shown) if (number <= seq && node.classList.contains('mine')) node.querySelector('.state').textContent = this.t('read');
  }

  /* ---- what is going on ---- */

  showStatus() {
    const {t, queue} = this;
    const where = {
      bot: () => t('bot'), closed: () => t('bot'), human: () => t('withAgent', {name: this.agent || t('agent')}),
      queued: () => !queue ? t('human') : queue.position <= 1 ? t('queueFirst')
        : queue.wait_s == null ? t('queueNoTime', {pos: queue.position}) : t('queue', {pos: queue.position, min: Math.max(1, Math.ceil(queue.wait_s / 60))}),
    };
    this.statusLine.textContent = this.mode === 'queued' ? t('human') : where[this.mode]();
    if (!this.lost) this.bar.textContent = this.mode === 'queued' ? where.queued() : this.config && !this.config.open ? t('away') : '';
    this.humanButton.parentNode.hidden = false;
    this.humanButton.disabled = this.mode === 'human' || this.mode === 'queued';
    if (this.mode !== 'closed') this.csat.hidden = true;
  }

  showTyping(name) {
    this.typingLine.textContent = this.t('typing', {name});
    clearTimeout(this.typingTimer);
    this.typingTimer = setTimeout(() => { this.typingLine.textContent = ''; }, TYPING_MS);
  }

  askRating() {
    if (this.mode === 'bot' && !this.agent && this.shown.size < 3) return;
    const t = this.t;
    const row = el('div', {role: 'group', 'aria-label': t('csat')}, ...[1, 2, 3, 4, 5].map(score => el('button', {type: 'button', textContent: String(score), 'aria-label': `${score}: ${t(`csat${score}`)}`, title: t(`csat${score}`), 'aria-pressed': 'false', onclick: event => {
      for (const other of row.children) other.setAttribute('aria-pressed', String(other === event.currentTarget));
      this.link.send({type: 'rate', score});
      this.hint.textContent = '';
      this.csat.firstChild.textContent = t('csatThanks');
    }})));
    this.csat.replaceChildren(el('span', {role: 'status', textContent: t('csat')}), row);
    this.csat.hidden = false;
  }

  setUnread(n) {
    this.unread = n;
    this.count.textContent = n === 0 ? '' : n > 9 ? '9+' : String(n);
    if (!this.isOpen && n) this.button.setAttribute('aria-label', `${this.label}. ${this.t('unread', {n})}`);
  }

  /* ---- scrolling ---- */

  scrolled() {
    const {scrollTop, scrollHeight, clientHeight} = this.log;
    this.atEnd = scrollHeight - scrollTop - clientHeight < 24;
    if (this.atEnd) this.showPill(0);
  }

  /* To the end; but an answer taller than the view shows its first line. */
  toEnd(node) {
    const {log} = this;
    log.scrollTop = node && node.offsetHeight > log.clientHeight ? node.offsetTop - log.offsetTop - 8 : log.scrollHeight;
    this.atEnd = true;
    this.showPill(0);
  }

  showPill(n) {
    this.missed = n;
    this.pill.hidden = !n;
    if (n) this.pill.textContent = this.t('newMessages', {n});
  }

  loadOlder() { this.link.send({type: 'history', before: this.firstSeq}); }

  older({messages, more}) {
    const {log} = this, height = log.scrollHeight;
    log.setAttribute('aria-live', 'off');
    const after = this.greeting.nextSibling;
    for (const message of messages) {
      if (this.shown.has(message.seq)) continue;
      const node = this.render(message);
      node.querySelector('.replies')?.remove();
      if (message.author === 'visitor') node.querySelector('.state').textContent = this.t('sent');
      this.shown.set(message.seq, node);
      this.firstSeq = Math.min(this.firstSeq || message.seq, message.seq);
      if (after) after.before(node); else log.append(node);
    }
    this.olderButton.hidden = !more;
    if (this.shadow.activeElement === null) log.focus();
    log.scrollTop += log.scrollHeight - height;
    log.setAttribute('aria-live', 'polite');
  }

  /* ---- the visitor's own data ---- */

  transcript() {
    const lines = [...this.log.querySelectorAll('.msg,.event')].map(node => node.classList.contains('event') ? `— ${node.textContent} —`
      : `${node.querySelector('.sr')?.textContent || `${this.t('bot')}: `}${node.querySelector('.text').innerText}`);
    const file = new Blob(['\ufeff', lines.join('\r\n')], {type: 'text/plain;charset=utf-8'});
    const a = el('a', {href: URL.createObjectURL(file), download: 'letan.txt'});
    a.click();
    URL.revokeObjectURL(a.href);
  }

  forget() {
    this.link.send({type: 'bye', forget: true});
    this.link.stop();
    this.keep.clear();
    this.link.outbox = [];
    this.link.last = 0;
    this.clearLog();
    this.field.value = '';
    this.mode = 'bot';
    this.link.start();
  }
}
