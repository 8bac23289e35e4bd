/*
 * The chat panel: its frame, its states, and what the visitor does. What is read is thread.js, the
 * connection link.js, the field composer.js; what only some visitors want (help, forms, rating,
 * emoji) is more.js, fetched when they do. Only DOM nodes are made here, never HTML text.
 */
import {Ui, icon} from './ui.js';
import {Keep} from './keep.js';
import {Link} from './link.js';
import {Composer} from './composer.js';
import {Thread} from './thread.js';
import {style} from './style.js';

const HISTORY = 50, TEXT_MAX_BYTES = 4096, FULL_WIDTH = 520, FULL_HEIGHT = 480, TYPING_MS = 8000, RATING_MS = 864e5, SLOW_MS = 800;

export const mount = launcher => new Panel(launcher);

class Panel {
  constructor({host, root, button, count, base, lang, label, data}) {
    Object.assign(this, {host, button, count, base, label, data, mode: 'bot', agent: '', unread: 0, listeners: {}, isPage: data.mode === 'page'});
    this.site = data.site || '1';
    this.keep = new Keep(this.site);
    this.ui = new Ui(lang);
    this.t = (...args) => this.ui.t(...args);
    this.user = this.keep.get('user', {});
    this.thread = new Thread(this.ui, {base, mark: button.firstChild, hello: data.greeting, numbered: 'numbers' in data, name: () => this.user.name, on: {
      say: (text, payload) => { this.settleFocus(); this.say(text, payload); }, read: (id, url) => this.readArticle(id, url),
      older: () => this.link.send({type: 'history', before: this.thread.firstSeq}), retry: item => this.link.retryItem(item), cards: (box, body) => this.more(m => m.cards(this, box, body)).catch(() => {})}});
    this.build(root);
    this.link = new Link({base, ws: data.ws, locale: this.ui.lang, keep: this.keep, history: HISTORY, on: (kind, detail) => this.heard(kind, detail)});
    this.tabs = 'BroadcastChannel' in window ? new BroadcastChannel(`letan.${this.site}`) : null;
    if (this.tabs) this.tabs.onmessage = () => this.setUnread(0);
    addEventListener('resize', () => this.fit());
    visualViewport?.addEventListener('resize', () => this.fit());
    document.addEventListener('visibilitychange', () => this.read());
  }

  /* ---- commands of chatWidget(…) ---- */

  command(name, value, extra) {
    const commands = {
      open: () => this.open(true), close: () => this.close(), toggle: () => this.isOpen ? this.close() : this.open(true),
      restore: () => this.open(false), prefill: () => { this.field.value = String(value); this.drafted(); },
      send: () => { this.open(false); return this.say(String(value)); }, help: () => { this.open(false); return this.showHelp(value); },
      setLocale: () => this.setLocale(value), setTheme: () => { this.shell.dataset.theme = value; },
      setUser: () => { this.user = {name: String(value?.name || '').slice(0, 80), phone: String(value?.phone || '').slice(0, 20)}; this.keep.set('user', this.user); this.ui.speak(this.ui.lang); },
      reset: () => this.forget(), destroy: () => { this.link.stop(); this.tabs?.close(); this.unlock(); this.host.remove(); },
      on: () => { (this.listeners[value] ||= []).push(extra); }, off: () => { this.listeners[value] = (this.listeners[value] || []).filter(fn => fn !== extra); },
    };
    if (!Object.hasOwn(commands, name)) throw new Error(`chatWidget: no command "${name}"`);
    return commands[name]();
  }

  tell(type, detail) { for (const listener of this.listeners[type] || []) listener(detail); }

  /* ---- building ---- */

  build(root) {
    const {ui, t, thread} = this, el = (...args) => ui.el(...args);
    this.live = el('span', {role: 'status'}); /* in the launcher's tree: it is heard while the panel is closed */
    this.live.style.cssText = 'position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap';
    this.shell = el('div', {hidden: true});
    Object.assign(this.shell.dataset, {side: this.data.side || 'right', theme: this.data.theme || 'auto'});
    this.shadow = this.shell.attachShadow({mode: 'open'});
    this.shadow.adoptedStyleSheets = [style];
    this.heading = el('h2', {id: 'title', textContent: () => this.data.title || this.config?.title || t('title')});
    this.statusLine = el('p', {className: 'status', textContent: () => this.whoHelps()});
    const avatar = el('span', {className: 'face'}, this.data.avatar ? el('img', {src: new URL(this.data.avatar, this.base).href, alt: ''}) : icon(this.button.firstChild));
    const item = (key, act, role = 'menuitem') => el('button', {type: 'button', role, tabIndex: -1, textContent: () => t(key), onclick: act});
    const close = act => () => { this.showMenu(false); this.menuButton.focus(); act(); };
    this.soundItem = item('sound', () => this.setSound(!this.keep.get('sound', true)), 'menuitemcheckbox');
    this.menu = el('div', {className: 'menu', role: 'menu', hidden: true, 'aria-label': () => t('menu')},
      item('transcript', close(() => this.more(m => m.transcript(this)))), this.soundItem, item('end', ({currentTarget}) => this.more(m => m.endChat(this, currentTarget))), item('forget', close(() => this.forget())));
    this.setSound(this.keep.get('sound', true));
    this.menuButton = ui.button('', () => t('menu'), () => this.showMenu(this.menu.hidden), icon('menu'));
    this.menuButton.setAttribute('aria-haspopup', 'menu');
    this.menuButton.setAttribute('aria-expanded', 'false');
    this.closeButton = ui.button('', () => t('close'), () => this.close(), icon('close'));
    this.closeButton.hidden = this.isPage;
    const tab = (name, key, act) => el('button', {type: 'button', role: 'tab', id: `tab-${name}`, 'aria-controls': name, 'aria-selected': 'false', textContent: () => t(key), onclick: act});
    this.chatTab = tab('chat', 'tabChat', () => this.showChat());
    this.helpTab = tab('help', 'tabHelp', () => this.showHelp());
    this.humanButton = el('button', {type: 'button', className: 'human', onclick: () => this.askPerson()}, icon('person'), el('span', {textContent: () => t('human')}));
    this.bar = el('div', {className: 'bar', role: 'status'});
    this.leaveButton = el('button', {type: 'button', className: 'leave', hidden: true, textContent: () => t('leave'), onclick: () => this.more(m => m.leaveDetails(this))});
    this.csat = el('div', {className: 'csat', hidden: true});
    this.sheet = el('div', {className: 'sheet', hidden: true});
    this.helpView = el('div', {className: 'help', id: 'help', role: 'tabpanel', 'aria-labelledby': 'tab-help', hidden: true});
    this.chatView = el('div', {className: 'chat', id: 'chat', role: 'tabpanel', 'aria-labelledby': 'tab-chat'}, thread.node, this.csat, this.sheet, this.writing());
    this.panel = el('div', {className: 'panel', role: 'dialog', 'aria-labelledby': 'title', lang: () => ui.lang},
      el('div', {className: 'head'}, icon(this.button.firstChild), avatar, el('div', {className: 'who'}, this.heading, this.statusLine), this.menuButton, this.closeButton),
      el('div', {className: 'rail'}, el('div', {className: 'tabs', role: 'tablist', 'aria-label': () => t('tabs')}, this.chatTab, this.helpTab), this.humanButton),
      this.menu, this.bar, this.leaveButton, this.chatView, this.helpView);
    this.panel.addEventListener('keydown', event => this.key(event));
    this.panel.addEventListener('focusout', event => this.leftMenu(event));
    this.shadow.append(this.panel);
    root.append(this.shell, this.live);
    this.showChat();
  }

  writing() {
    const {ui, t} = this, el = (...args) => ui.el(...args);
    this.field = el('textarea', {rows: 1, placeholder: () => t('placeholder'), 'aria-label': () => t('placeholder'), enterkeyhint: 'send', autocomplete: 'off', dir: 'auto', value: this.keep.get('draft', ''),
      oninput: () => { this.drafted(); this.link.typing(); }, oncleared: () => this.drafted()});
    this.composer = new Composer(this.field, text => this.say(text));
    this.emojiButton = ui.button('smile', () => t('emoji'), () => this.more(m => m.emoji(this)), icon('smile'));
    this.emojiButton.setAttribute('aria-expanded', 'false');
    this.hint = el('div', {className: 'hint', role: 'status'});
    const send = ui.button('send', () => t('send'), null, icon('send'));
    send.type = 'submit';
    return el('form', {onsubmit: event => { event.preventDefault(); this.composer.send(); this.field.focus(); }}, this.hint, el('div', {className: 'write'}, this.emojiButton, this.field, send));
  }

  drafted() { this.grow(); this.keep.set('draft', this.field.value); }

  setLocale(lang) {
    const {log} = this.thread, top = log.scrollTop;
    this.link.locale = lang === 'en' ? 'en' : 'vi';
    this.ui.speak(lang);
    this.showStatus();
    this.button.setAttribute('aria-label', this.isOpen ? this.t('close') : this.label);
    log.scrollTop = top;
  }

  /* ---- what is fetched when it is wanted ---- */

  more(use) {
    return (this.moreModule ||= import(new URL('more.js', this.base).href)).then(use, error => {
      this.moreModule = null;
      this.hint.textContent = this.t('unusable');
      throw error;
    });
  }

  select(tab) {
    const isHelp = tab === this.helpTab;
    this.chatView.hidden = isHelp;
    this.helpView.hidden = !isHelp;
    for (const one of [this.chatTab, this.helpTab]) {
      one.setAttribute('aria-selected', String(one === tab));
      one.tabIndex = one === tab ? 0 : -1;
    }
  }

  showChat() { this.select(this.chatTab); this.thread.toEnd(); this.read(); }

  showHelp(query) { this.select(this.helpTab); return this.more(m => m.help(this, query)); }

  readArticle(id, url) {
    this.select(this.helpTab);
    return this.more(m => m.article(this, id, url)).catch(() => open(new URL(url, this.base).href, '_blank', 'noopener'));
  }

  askPerson() {
    this.select(this.chatTab);
    this.say(this.t('human'), 'handover');
  }

  /* ---- opening and closing ---- */

  get isOpen() { return !this.shell.hidden; }

  open(focus) {
    if (!this.isOpen) {
      this.shell.hidden = false;
      this.remember(true);
      this.button.setAttribute('aria-expanded', 'true');
      this.button.setAttribute('aria-label', this.t('close'));
      if (getComputedStyle(this.shell).getPropertyValue('--cw-brand')) this.more(m => m.tint(this)).catch(() => {});
      this.fit();
      this.grow();
      this.link.start();
      this.thread.toEnd();
      this.read();
      this.tell('open');
    }
    if (focus) { this.field.focus(); this.field.setSelectionRange(this.field.value.length, this.field.value.length); }
  }

  close() {
    if (!this.isOpen || this.isPage) return;
    this.shell.hidden = true;
    this.showMenu(false);
    this.remember(false);
    this.unlock();
    this.button.setAttribute('aria-expanded', 'false');
    this.button.setAttribute('aria-label', this.label);
    this.button.style.visibility = '';
    this.button.focus();
    this.tell('close');
  }

  remember(isOpen) {
    try { if (isOpen) sessionStorage.setItem('letan.open', this.site); else sessionStorage.removeItem('letan.open'); } catch { /* storage is off */ }
  }

  /* A phone, or a very low window: the whole screen, with the host page behind it kept still. */
  fit() {
    if (!this.isOpen) return;
    const full = this.isPage || innerWidth <= FULL_WIDTH || innerHeight <= FULL_HEIGHT;
    const follow = this.thread.isAtEnd();
    this.shell.toggleAttribute('data-full', full);
    this.button.style.visibility = full ? 'hidden' : '';
    if (full) {
      if (!this.isPage) this.panel.setAttribute('aria-modal', 'true');
      document.documentElement.style.overflow = 'hidden';
      const {height, offsetTop} = visualViewport || {height: innerHeight, offsetTop: 0};
      Object.assign(this.panel.style, {height: `${height}px`, marginTop: `${offsetTop}px`});
    } else {
      this.unlock();
    }
    if (follow) this.thread.toEnd();
  }

  unlock() {
    this.panel.removeAttribute('aria-modal');
    document.documentElement.style.removeProperty('overflow');
    this.panel.removeAttribute('style');
  }

  key(event) {
    const {key, shiftKey} = event, at = this.shadow.activeElement;
    if (key === 'Escape' && !event.isComposing) {
      event.stopPropagation();
      if (!this.menu.hidden) { this.showMenu(false); this.menuButton.focus(); } else if (!this.closePopup?.()) this.close();
    } else if (key === 'Tab' && this.panel.hasAttribute('aria-modal')) {
      const stops = [...this.panel.querySelectorAll('button,textarea,input,a[href],[tabindex="0"]')].filter(node => node.tabIndex >= 0 && node.checkVisibility());
      const [first, last] = [stops[0], stops[stops.length - 1]];
      if (at === (shiftKey ? first : last)) { event.preventDefault(); (shiftKey ? last : first).focus(); }
    } else if (/^Arrow/.test(key) && at?.closest('[role=menu],[role=tablist]')) {
      event.preventDefault();
      const items = [...at.parentNode.children], step = /Down|Right/.test(key) ? 1 : items.length - 1;
      const next = items[(items.indexOf(at) + step) % items.length];
      next.focus();
      if (next.role === 'tab' || next.getAttribute('role') === 'tab') next.click();
    }
  }

  showMenu(show) {
    this.menu.hidden = !show;
    this.menuButton.setAttribute('aria-expanded', String(show));
    if (show) this.menu.firstChild.focus();
    this.endAsked = false;
  }

  leftMenu({target, relatedTarget}) {
    if (this.menu.contains(target) && relatedTarget && !this.menu.contains(relatedTarget) && relatedTarget !== this.menuButton) this.showMenu(false);
  }

  setSound(on) {
    this.keep.set('sound', on);
    this.soundItem.setAttribute('aria-checked', String(on));
  }

  /* ---- saying ---- */

  say(text, payload) {
    const bytes = new TextEncoder().encode(text).length, max = this.limits?.text_bytes || TEXT_MAX_BYTES;
    if (bytes > max) { this.hint.textContent = this.t('tooLong', {n: max}); return false; }
    this.hint.textContent = '';
    this.select(this.chatTab);
    this.link.say(text, payload);
    this.link.start();
    return true;
  }

  /* The button that was pressed is about to go: where there is a keyboard on the screen, it stays down. */
  settleFocus() { (matchMedia('(pointer:coarse)').matches ? this.thread.log : this.field).focus({preventScroll: true}); }

  grow() {
    this.field.style.height = 'auto';
    this.field.style.height = `${this.field.scrollHeight}px`;
  }

  /* ---- hearing ---- */

  heard(kind, detail) {
    const {thread} = this;
    if (kind === 'status') this.connection(detail);
    else if (kind === 'pending') thread.addPending(detail);
    else if (kind === 'acked') { thread.settle(detail.id, detail.seq); this.tell('sent', {seq: detail.seq}); }
    else if (kind === 'failed') { thread.fail(detail.id, detail.item); this.hint.textContent = this.errorText(detail.frame); }
    else this.frame(detail);
  }

  errorText(frame) { return this.ui.lang === 'en' ? frame.text_en : frame.text; }

  connection(status) {
    clearTimeout(this.barTimer);
    if (status === 'connecting' && !this.lost) this.barTimer = setTimeout(() => { this.bar.textContent = this.t('connecting'); }, SLOW_MS);
    if (status === 'offline') { this.lost = true; this.showStatus(); this.tell('offline'); }
    if (status !== 'online') return;
    const wasLost = this.lost;
    this.lost = false;
    this.showStatus();
    if (wasLost) { this.bar.textContent = this.t('online'); this.barTimer = setTimeout(() => this.showStatus(), 3000); }
    this.tell('online');
  }

  frame(frame) {
    const handle = {
      welcome: () => this.welcome(frame), message: () => this.message(frame), typing: () => this.thread.showTyping(frame.name || this.t('agent'), TYPING_MS),
      seen: () => this.thread.seen(frame.seq), queue: () => { this.queue = frame; this.showStatus(); this.tell('queue', frame); }, history: () => this.thread.older(frame),
      state: () => { this.mode = frame.mode; this.agent = frame.agent || ''; this.showStatus(); this.tell(frame.mode === 'human' ? 'agent' : frame.mode); },
      error: () => { if (!frame.client_id && frame.code !== 'rate_limited') this.hint.textContent = this.errorText(frame); },
    };
    if (Object.hasOwn(handle, frame.type)) handle[frame.type]();
  }

  welcome(frame) {
    const {thread} = this;
    this.config = frame.config;
    this.limits = frame.limits;
    this.mode = frame.mode;
    this.agent = frame.agent || '';
    this.conversation = frame.conversation;
    thread.quietly(() => {
      if (!frame.resumed) thread.clear();
      this.heading.textContent = this.data.title || this.config.title || this.t('title');
      for (const message of frame.messages) thread.add(message, true);
      for (const item of this.link.outbox) thread.addPending(item);
      thread.olderButton.hidden = !thread.firstSeq || thread.firstSeq <= 1;
      thread.seen(frame.agent_seen);
    });
    this.showStatus();
    this.read();
    if (this.mode === 'closed') this.askRating();
    this.tell('ready');
  }

  message(message) {
    if (!this.thread.add(message)) return;
    const {author, seq, body} = message;
    this.read(seq);
    if (author !== 'visitor') {
      if (!this.isRead()) this.setUnread(this.unread + 1);
      this.chime(seq);
    }
    this.tell('message', {seq, author, text: body.text});
    if (body.event === 'closed') this.askRating();
  }

  /* ---- read and unread ---- */

  isRead() { return this.isOpen && document.visibilityState === 'visible' && !this.chatView.hidden; }

  read(seq) {
    if (!this.isRead()) return;
    this.link?.seen(seq || this.link.last);
    if (this.unread) { this.setUnread(0); this.tabs?.postMessage('read'); }
  }

  setUnread(n) {
    this.unread = n;
    this.count.textContent = n === 0 ? '' : n > 9 ? '9+' : String(n);
    const words = n ? this.t('unread', {n}) : '';
    if (!this.isOpen) this.button.setAttribute('aria-label', n ? `${this.label}. ${words}` : this.label);
    this.live.textContent = this.isOpen ? '' : words;
    if ('count' in this.data) document.title = (n ? `(${n}) ` : '') + document.title.replace(/^\(\d+\) /, '');
    if (n) this.tell('unread', n);
  }

  /* Only when nobody is looking, and only after a gesture: else the browser would refuse. */
  chime(seq) {
    if (!this.isRead() && this.keep.get('sound', true) && navigator.userActivation?.hasBeenActive) this.more(m => m.chime(this, seq)).catch(() => {});
  }

  /* ---- what is going on ---- */

  whoHelps() {
    if (this.mode === 'human') return this.t('withAgent', {name: this.agent || this.t('agent')});
    return this.t(this.mode === 'queued' ? 'queueWait' : 'bot');
  }

  queueText() {
    const {position, wait_s: wait} = this.queue || {};
    if (!position) return this.t('queueWait');
    if (position === 1) return this.t('queueFirst');
    return wait == null ? this.t('queueNoTime', {pos: position}) : this.t('queue', {pos: position, min: Math.max(1, Math.ceil(wait / 60))});
  }

  showStatus() {
    const isAway = this.config && !this.config.open && this.mode !== 'human';
    this.statusLine.textContent = this.whoHelps();
    this.shell.dataset.mode = this.lost ? 'offline' : this.mode;
    this.bar.textContent = this.lost ? this.t('offline') : this.mode === 'queued' ? this.queueText() : isAway ? this.t('away') : '';
    this.leaveButton.hidden = !isAway || this.lost;
    this.humanButton.disabled = this.mode === 'human' || this.mode === 'queued';
    if (this.mode !== 'closed') this.csat.hidden = true;
  }

  /* At most once for a conversation; for a day the answer can be changed. */
  askRating() {
    const rated = this.keep.get('rated');
    if (rated?.id === this.conversation && Date.now() - rated.at > RATING_MS) return;
    this.more(m => m.rating(this, rated?.id === this.conversation ? rated : null)).catch(() => {});
  }

  /* ---- the visitor's own data ---- */

  forget() {
    this.link.send({type: 'bye', forget: true});
    this.link.stop();
    this.keep.clear();
    Object.assign(this.link, {outbox: [], last: 0});
    Object.assign(this, {user: {}, mode: 'bot', agent: '', queue: null});
    this.thread.clear();
    this.field.value = '';
    this.grow();
    this.sheet.hidden = this.csat.hidden = true;
    this.setUnread(0);
    this.showChat();
    this.ui.speak(this.ui.lang);
    this.link.start();
  }
}
