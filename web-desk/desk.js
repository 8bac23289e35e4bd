/* The desk: sign in, see who waits, take the next, answer, hand back. Plain modules, no build. */
import {el, keyed} from './dom.js';
import {t, otherLanguage} from './strings.js';
import {DeskLink} from './link.js';
import {Thread} from './thread.js';
import {CasePanel, customerLine, drawCases} from './cases.js';

const app = document.getElementById('app');
const post = (path, body, csrf) => fetch(path, {method: 'POST', headers: {'content-type': 'application/json', ...csrf && {'x-csrf': csrf}}, body: JSON.stringify(body)});

/* ---- sign in ---- */

const languageButton = redraw => el('button', {type: 'button', className: 'quiet', textContent: t('language'), onclick: () => { otherLanguage(); redraw(); }});

const showSignIn = () => {
  document.title = `${t('app')} · Lễ Tân`;
  const login = el('input', {name: 'login', autocomplete: 'username', required: true, autocapitalize: 'none', spellcheck: false});
  const password = el('input', {name: 'password', type: 'password', autocomplete: 'current-password', required: true});
  const error = el('p', {className: 'error', role: 'alert'});
  const button = el('button', {type: 'submit', className: 'main', textContent: t('signIn')});
  const submit = async event => {
    event.preventDefault();
    button.disabled = true;
    error.textContent = '';
    try {
      const answer = await post('/api/login', {login: login.value.trim(), password: password.value});
      if (answer.ok) { start(await answer.json()); return; }
      error.textContent = answer.status === 429 ? t('slow', {s: answer.headers.get('retry-after') || '60'}) : t('wrong');
      password.select();
    } catch { error.textContent = t('noServer'); }
    button.disabled = false;
  };
  app.replaceChildren(el('main', {className: 'signin'},
    el('form', {onsubmit: submit}, el('img', {src: '/demo/lotus.svg', alt: '', width: 56, height: 56}), el('h1', {textContent: `Lễ Tân · ${t('app')}`}),
      el('label', {}, t('login'), login), el('label', {}, t('password'), password), error, button, languageButton(showSignIn))));
  login.focus();
};

/* ---- the desk ---- */

class Desk {
  constructor({name, csrf}) {
    Object.assign(this, {name, csrf, waiting: [], mine: [], callbacks: [], cases: [], casePanel: null, me: 0, threads: new Map(), openId: null, skew: 0});
    this.build();
    this.link = new DeskLink({csrf, on: frame => this.heard(frame)});
    this.link.start();
    this.ticking = setInterval(() => this.drawQueue(), 5000);
  }

  build() {
    this.bar = el('p', {className: 'bar', role: 'status'});
    this.nextButton = el('button', {type: 'button', className: 'main next', textContent: t('next'), 'aria-keyshortcuts': 'Alt+A', onclick: () => this.link.send({type: 'take'})});
    this.lists = {};
    const group = name => {
      this.lists[name] = el('ul', {});
      const count = el('span', {className: 'count'}), empty = el('p', {className: 'empty', textContent: t({waiting: 'noneWaiting', mine: 'noneMine', callbacks: 'noneCallbacks', cases: 'noneCases'}[name])});
      Object.assign(this.lists[name], {countNode: count, emptyNode: empty});
      return el('section', {'aria-label': t(name)}, el('h2', {}, t(name), ' ', count), empty, this.lists[name]);
    };
    this.side = el('nav', {className: 'side', 'aria-label': t('waiting')}, this.nextButton, group('waiting'), group('mine'), group('callbacks'), group('cases'));
    this.place = el('div', {className: 'place'}, el('p', {className: 'choose', textContent: t('choose')}));
    app.replaceChildren(el('div', {className: 'desk'},
      el('header', {className: 'top'}, el('img', {src: '/demo/lotus.svg', alt: '', width: 32, height: 32}), el('h1', {textContent: t('app')}), el('span', {className: 'grow'}), el('span', {className: 'me', textContent: this.name}),
        languageButton(() => { this.build(); this.draw(); }), el('button', {type: 'button', className: 'quiet', textContent: t('signOut'), onclick: () => this.signOut()})),
      el('main', {className: 'body'}, this.bar, this.side, this.place)));
    this.threads.clear();
    if (this.openId) this.open(this.openId);
  }

  async signOut() {
    this.stop();
    await post('/api/logout', {}, this.csrf).catch(() => {});
    showSignIn();
  }

  stop() {
    clearInterval(this.ticking);
    document.removeEventListener('keydown', this.keys);
    this.link.stop();
  }

  heard(frame) {
    const thread = this.threads.get(frame.conversation);
    const handle = {
      welcome: () => { this.bar.textContent = ''; this.me = frame.agent.id; this.skew = frame.server_time - Date.now(); for (const one of this.threads.values()) this.link.send({type: 'open', conversation: one.id, last_seq: one.lastSeq}); },
      lost: () => { this.bar.textContent = t('lost'); }, signed_out: () => { this.stop(); showSignIn(); },
      queue: () => { this.waiting = frame.waiting; this.drawQueue(); }, mine: () => { this.mine = frame.conversations; this.draw(); },
      callbacks: () => { this.callbacks = frame.callbacks; this.draw(); },
      cases: () => { if (frame.filter === 'open') { this.cases = frame.cases; this.draw(); } },
      case: () => { if (this.casePanel?.code === frame.case.code) this.casePanel.show(frame); },
      customer: () => { const line = thread?.node.querySelector('.customer'); if (line) line.textContent = customerLine(frame); },
      taken: () => this.open(frame.conversation), conversation: () => thread?.opened(frame), message: () => thread?.message(frame),
      ack: () => thread?.acked(frame), state: () => thread?.state(frame), seen: () => thread?.seen(frame.seq), typing: () => thread?.visitorTypes(),
      error: () => this.refused(frame, thread),
    };
    if (Object.hasOwn(handle, frame.type)) handle[frame.type]();
  }

  refused(frame, thread) {
    if (thread) thread.failed(frame);
    else if (frame.code === 'not_found') this.say(t(this.waiting.length ? 'taken' : 'gone'));
    else this.say(frame.text);
  }

  say(text) {
    this.bar.textContent = text;
    clearTimeout(this.barTimer);
    this.barTimer = setTimeout(() => { if (this.bar.textContent === text) this.bar.textContent = ''; }, 6000);
  }

  open(id) {
    this.openId = id;
    let thread = this.threads.get(id);
    if (!thread) {
      thread = new Thread({id, link: this.link, onBack: () => { app.firstChild.classList.remove('showing'); this.side.querySelector('button')?.focus(); }});
      this.threads.set(id, thread);
    }
    if (!thread.node.querySelector('.customer')) thread.node.querySelector('header .grow').append(el('p', {className: 'sub customer'}));
    this.casePanel = null;
    this.place.replaceChildren(thread.node);
    app.firstChild.classList.add('showing');
    this.link.send({type: 'customer', conversation: id});
    this.link.send({type: 'open', conversation: id, last_seq: thread.lastSeq});
    this.draw();
  }

  openCase(code) {
    this.casePanel = new CasePanel({code, me: this.me, set: change => this.link.send({type: 'case_set', ...change}), openConversation: id => this.open(id),
      onBack: () => { app.firstChild.classList.remove('showing'); this.side.querySelector('button')?.focus(); }});
    this.openId = null;
    this.place.replaceChildren(this.casePanel.node);
    app.firstChild.classList.add('showing');
    this.link.send({type: 'case', code});
    this.draw();
  }

  /* ---- drawing ---- */

  draw() {
    this.drawQueue();
    const mine = this.lists.mine;
    keyed(mine, this.mine, one => one.conversation,
      one => el('li', {}, el('button', {type: 'button', className: 'card', onclick: () => this.open(one.conversation)}, el('span', {className: 'words'}), el('span', {className: 'more'}))),
      (node, one) => {
        node.firstChild.setAttribute('aria-current', String(one.conversation === this.openId));
        node.firstChild.classList.toggle('unread', one.last_seq > one.agent_seen);
        node.querySelector('.words').textContent = one.last_text || t('customer');
        node.querySelector('.more').textContent = `${one.channel || 'web'} · ${one.locale}`;
      });
    this.count('mine', this.mine.length);
    keyed(this.lists.callbacks, this.callbacks, one => one.id,
      one => el('li', {className: 'card'}, el('span', {className: 'words'}), el('span', {className: 'more'}), el('button', {type: 'button', textContent: t('done'), onclick: () => this.link.send({type: 'callback_done', id: one.id})})),
      (node, one) => {
        node.querySelector('.words').replaceChildren(el('a', {href: `tel:${one.phone}`, textContent: one.phone}));
        node.querySelector('.more').textContent = [one.name, one.note].filter(Boolean).join(' · ');
      });
    this.count('callbacks', this.callbacks.length);
    drawCases(this.lists.cases, this.cases, Date.now() + this.skew, code => this.openCase(code));
    this.count('cases', this.cases.length);
  }

  drawQueue() {
    keyed(this.lists.waiting, this.waiting, one => one.conversation,
      one => el('li', {className: 'card'}, el('span', {className: 'words'}), el('span', {className: 'more'}), el('button', {type: 'button', textContent: t('take'), onclick: () => this.link.send({type: 'take', conversation: one.conversation})})),
      (node, one) => {
        const waited = Math.max(0, Math.round((Date.now() + this.skew - one.entered_at) / 1000));
        const time = waited < 60 ? t('seconds', {n: waited}) : t('minutes', {n: Math.floor(waited / 60)});
        node.querySelector('.words').textContent = one.summary || one.last_text || t('customer');
        node.querySelector('.more').textContent = [t(one.reason), one.team, t('wait', {t: time})].filter(Boolean).join(' · ');
        node.classList.toggle('late', waited > 180);
      });
    this.count('waiting', this.waiting.length);
    this.nextButton.disabled = !this.waiting.length;
    document.title = `${this.waiting.length ? `(${this.waiting.length}) ` : ''}${t('app')} · Lễ Tân`;
  }

  count(name, n) {
    this.lists[name].countNode.textContent = n || '';
    this.lists[name].emptyNode.hidden = n > 0;
  }
}

let desk = null;
const start = person => {
  desk = new Desk(person);
  desk.keys = event => {
    if (event.altKey && !event.ctrlKey && !event.metaKey && event.code === 'KeyA') { event.preventDefault(); desk.link.send({type: 'take'}); }
  };
  document.addEventListener('keydown', desk.keys);
};

const me = await fetch('/api/me').catch(() => null);
if (me?.ok) start(await me.json());
else showSignIn();
