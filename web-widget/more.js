/*
 * What only some visitors want, fetched when they do: help articles, the form to leave one's
 * details, the rating, emoji, cards, the transcript, the sound. Each function is given the panel.
 */
import {drawing} from './ui.js';
import {safeLink} from './richtext.js';
import {inkOn} from './colour.js';
import {translator} from './translate.js';
import {more} from './strings-more.js';
import {moreStyle} from './style-more.js';

const BACK = 'M19 12H6M11.500 6.500L6 12l5.500 5.500', FIND = 'M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM16.200 16.200L21 21';
const TYPING_PAUSE_MS = 150, PHONE = /^(\+?84|0)\d{8,10}$/;
const TAGS = new Set(['p', 'h3', 'h4', 'ul', 'ol', 'li', 'strong', 'em', 'code', 'pre', 'blockquote', 'br', 'hr', 'table', 'thead', 'tbody', 'tr', 'th', 'td', 'a', 'del']);

/* Five faces, from a frown to a smile, drawn: what they mean never hangs on an emoji font. */
const FACE = 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM9 9.500h.01M15 9.500h.01';
const MOUTHS = ['M8 17c2-2.600 6-2.600 8 0', 'M8.500 16.500c1.800-1.300 5.200-1.300 7 0', 'M8.500 15.500h7', 'M8.500 14.800c1.800 1.300 5.200 1.300 7 0', 'M8 14c2 3 6 3 8 0z'];
const EMOJI = '😀 😊 😂 😍 🤔 😢 😡 👍 👎 🙏 👏 💪 ❤️ 🌸 🎉 🎁 ⭐ ✅ ❌ 📦 🚚 🏠 📞 ⏰'.split(' ');

/* The texts of this file, in the panel's language of the moment. */
export const words = panel => (key, values) => translator(panel.ui.lang, more)(key, values);

const dressed = new WeakSet();
const dress = panel => {
  if (dressed.has(panel)) return;
  dressed.add(panel);
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(moreStyle);
  panel.shadow.adoptedStyleSheets = [...panel.shadow.adoptedStyleSheets, sheet];
};
const tools = panel => {
  dress(panel);
  return {el: (...args) => panel.ui.el(...args), t: words(panel)};
};

/* ---- help ---- */

const helpUrl = (panel, path, query) => {
  const url = new URL(path, panel.base);
  for (const [key, value] of Object.entries({lang: panel.ui.lang, ...query})) url.searchParams.set(key, value);
  return url.href;
};
const getJson = async url => {
  const answer = await fetch(url, {credentials: 'omit'});
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
};

const listOf = (panel, articles, isSearch) => {
  const {el, t} = tools(panel), groups = new Map();
  for (const one of articles) {
    const name = isSearch ? '' : one.category_name;
    groups.set(name, [...groups.get(name) || [], one]);
  }
  return [...groups].flatMap(([name, list]) => [
    ...name ? [el('h3', {textContent: name})] : [],
    el('ul', {}, ...list.map(one => el('li', {}, el('button', {type: 'button', className: 'item', onclick: () => article(panel, one.id, one.url)},
      el('strong', {textContent: one.title}), ...isSearch || !one.answer ? [el('span', {textContent: one.answer || t('article')})] : [])))),
  ]);
};

/* The list with its search field; made once, then brought back as it was left. */
export const help = async (panel, query) => {
  const {el, t} = tools(panel), {helpView} = panel;
  if (!panel.help) {
    const input = el('input', {type: 'search', placeholder: () => t('search'), 'aria-label': () => t('search'), enterkeyhint: 'search', autocomplete: 'off', maxLength: 200});
    const status = el('div', {className: 'sr', role: 'status'});
    const list = el('div', {className: 'help-list', tabIndex: 0, role: 'region', 'aria-label': () => t('popular')});
    const state = panel.help = {input, list, top: el('div', {className: 'help-top'}, el('label', {className: 'find'}, drawing(FIND), input), status), turn: 0};
    let pause;
    const look = async () => {
      const turn = ++state.turn, wanted = input.value.trim();
      try {
        const {articles} = await getJson(helpUrl(panel, '/api/help', wanted ? {q: wanted} : {}));
        if (turn !== state.turn) return; /* something else has been typed since */
        list.replaceChildren(...articles.length ? listOf(panel, articles, wanted !== '') : [el('p', {textContent: t('none')})]);
        list.scrollTop = 0;
        status.textContent = wanted ? t('results', {n: articles.length}) : '';
        state.lang = panel.ui.lang;
      } catch {
        if (turn === state.turn) list.replaceChildren(el('p', {role: 'status', textContent: panel.t('unusable')}));
      }
    };
    state.look = look;
    input.addEventListener('input', () => { clearTimeout(pause); pause = setTimeout(look, TYPING_PAUSE_MS); });
    input.addEventListener('keydown', event => { if (event.key === 'Enter' && !event.isComposing) { event.preventDefault(); clearTimeout(pause); look(); } });
  }
  const {input, list, top, look, lang} = panel.help;
  helpView.replaceChildren(top, list);
  if (query != null) input.value = String(query);
  if (query != null || lang !== panel.ui.lang) { list.replaceChildren(el('p', {textContent: t('loading')})); await look(); }
};

/* The server sends its own rendering as a tree, ["p", "text", ["strong", "…"]]: no HTML is parsed here. */
const grow = (panel, tree) => {
  if (typeof tree === 'string') return document.createTextNode(tree);
  const [name, ...rest] = tree, node = document.createElement(TAGS.has(name) ? name : 'span');
  if (name === 'a') Object.assign(node, {href: safeLink(rest.shift(), panel.base) || '#', target: '_blank', rel: 'noopener noreferrer'});
  if (name === 'ol' && typeof rest[0] === 'number') node.start = rest.shift();
  node.append(...rest.map(one => grow(panel, one)));
  if (name !== 'table') return node;
  const wide = panel.ui.el('div', {className: 'wide', tabIndex: 0, role: 'region', 'aria-label': words(panel)('article')});
  wide.append(node);
  return wide;
};

export const article = async (panel, id, url) => {
  const {el, t} = tools(panel), {helpView} = panel;
  const fromChat = !panel.help || !helpView.contains(panel.help.list);
  const asksEnglish = /[?&](locale|lang)=en/.test(url || '');
  const page = await getJson(helpUrl(panel, `/api/help/${encodeURIComponent(id)}`, asksEnglish ? {lang: 'en'} : {}));
  const back = panel.ui.button('icon', () => t('back'), () => { if (fromChat) { panel.showChat(); panel.field.focus(); } else { help(panel); panel.help.list.focus(); } }, drawing(BACK));
  const title = el('h2', {textContent: page.title, tabIndex: -1});
  const body = el('div', {className: 'article', tabIndex: 0, role: 'region', 'aria-label': page.title}, title, ...page.answer ? [el('p', {className: 'lead', textContent: page.answer})] : [], ...page.tree.map(one => grow(panel, one)),
    el('div', {className: 'acts'}, el('button', {type: 'button', className: 'strong', textContent: () => t('ask'), onclick: () => { panel.showChat(); panel.field.value = `${page.title} `; panel.drafted(); panel.field.focus(); }}),
      el('a', {className: 'soft', href: new URL(page.url, panel.base).href, target: '_blank', rel: 'noopener', textContent: () => t('open')})));
  if (page.lang !== panel.ui.lang) body.lang = page.lang;
  helpView.replaceChildren(el('div', {className: 'help-top'}, back, el('strong', {textContent: page.category_name})), body);
  title.focus({preventScroll: true});
};

/* ---- cards that the rules may send ---- */

export const cards = (panel, box, {cards: list = [], order}) => {
  const {el, t} = tools(panel), follow = panel.thread.isAtEnd();
  for (const {title, text, image, action} of list.slice(0, 10)) {
    const source = image && safeLink(image, panel.base);
    box.append(el('div', {className: 'card thing'}, ...source ? [el('img', {src: source, alt: '', loading: 'lazy'})] : [], el('strong', {textContent: title || '', dir: 'auto'}), el('p', {textContent: text || '', dir: 'auto'}),
      ...action?.payload ? [el('button', {type: 'button', textContent: action.title, onclick: () => panel.thread.choose(action)})] : []));
  }
  if (order) {
    box.append(el('div', {className: 'card thing'}, el('strong', {textContent: () => t('order', {code: order.code})}), el('p', {className: 'stage', textContent: order.status || ''}),
      el('ul', {}, ...(order.lines || []).slice(0, 20).map(line => el('li', {textContent: line}))), ...order.total ? [el('p', {className: 'total', textContent: order.total})] : []));
  }
  if (follow) panel.thread.toEnd();
};

/* ---- rating ---- */

/* The first tap counts at once; words may follow, and another face, for a day. */
export const rating = (panel, rated) => {
  const {el, t} = tools(panel), {csat} = panel;
  let score = rated?.score;
  const question = el('p', {role: 'status', textContent: () => t('csat')});
  const why = el('textarea', {rows: 2, maxLength: 500});
  const form = el('form', {hidden: true, onsubmit: event => {
    event.preventDefault();
    panel.link.send({type: 'rate', score, text: why.value.trim()});
    form.hidden = true;
    question.textContent = t('csatThanks');
    panel.field.focus();
  }}, el('label', {className: 'field'}, el('span', {textContent: () => t('csatWhy')}), why), el('button', {className: 'strong', textContent: () => t('csatSend')}));
  const faces = el('div', {className: 'faces', role: 'group', 'aria-label': () => t('csat')}, ...[1, 2, 3, 4, 5].map(n => el('button', {type: 'button', 'aria-label': () => `${n}: ${t(`csat${n}`)}`, title: () => t(`csat${n}`), 'aria-pressed': String(n === score), onclick: event => {
    score = n;
    for (const other of faces.children) other.setAttribute('aria-pressed', String(other === event.currentTarget));
    panel.link.send({type: 'rate', score});
    panel.keep.set('rated', {id: panel.conversation, score, at: rated?.at || Date.now()});
    panel.tell('csat', score);
    question.textContent = t(score < 3 ? 'csatSorry' : 'csatThanks');
    form.hidden = false;
  }}, drawing(FACE + MOUTHS[n - 1]))));
  csat.replaceChildren(question, faces, form);
  csat.hidden = false;
};

/* ---- leaving one's details when nobody is there ---- */

const fieldOf = ({el}, label, name, kind, props) => {
  const input = el(kind, {name, ...props}), wrong = el('span', {className: 'wrong', id: `wrong-${name}`});
  input.setAttribute('aria-describedby', wrong.id);
  return {input, wrong, node: el('div', {}, el('label', {className: 'field'}, el('span', {textContent: label}), input), wrong)};
};

export const leaveDetails = panel => {
  const {el, t} = tools(panel), {sheet} = panel, kept = panel.keep.get('user', {});
  const name = fieldOf({el}, () => t('name'), 'name', 'input', {autocomplete: 'name', maxLength: 80, value: kept.name || ''});
  const phone = fieldOf({el}, () => t('phone'), 'phone', 'input', {type: 'tel', autocomplete: 'tel', maxLength: 20, value: kept.phone || ''});
  const topic = fieldOf({el}, () => t('topic'), 'topic', 'textarea', {rows: 2, maxLength: 1000, value: panel.field.value});
  const agree = el('input', {type: 'checkbox', name: 'agree'}), notAgreed = el('span', {className: 'wrong', id: 'wrong-agree'});
  agree.setAttribute('aria-describedby', notAgreed.id);
  const close = () => { sheet.hidden = true; sheet.replaceChildren(); panel.closePopup = null; panel.field.focus(); };
  const plain = text => text.replace(/[\s.\-()]/g, '');
  const mistakes = () => [
    [name, name.input.value.trim() ? '' : t('required', {field: t('name').toLowerCase()})],
    [phone, !phone.input.value.trim() ? t('required', {field: t('phone').toLowerCase()}) : PHONE.test(plain(phone.input.value)) ? '' : t('badPhone')],
    [topic, topic.input.value.trim() ? '' : t('required', {field: t('topic').toLowerCase()})],
    [{input: agree, wrong: notAgreed}, agree.checked ? '' : t('agree')],
  ];
  const submit = event => {
    event.preventDefault();
    const found = mistakes();
    for (const [{input, wrong}, text] of found) {
      wrong.textContent = text;
      input.setAttribute('aria-invalid', String(text !== ''));
    }
    const first = found.find(([, text]) => text);
    if (first) { first[0].input.focus(); return; }
    const user = {name: name.input.value.trim(), phone: phone.input.value.trim()};
    panel.keep.set('user', user);
    if (panel.say(t('request', {...user, phone: plain(user.phone), topic: topic.input.value.trim()})) === false) return;
    if (panel.field.value === topic.input.value) { panel.field.value = ''; panel.drafted(); }
    close();
  };
  sheet.replaceChildren(el('form', {noValidate: true, onsubmit: submit}, el('h3', {textContent: () => t('offTitle')}), el('p', {textContent: () => t('offText')}), name.node, phone.node, topic.node,
    el('label', {className: 'tick'}, agree, el('span', {textContent: () => t('consent')})), notAgreed,
    el('div', {className: 'acts'}, el('button', {className: 'strong', textContent: () => t('submit')}), el('button', {type: 'button', className: 'soft', textContent: () => t('cancel'), onclick: close}))));
  sheet.hidden = false;
  panel.closePopup = () => { close(); return true; };
  (name.input.value ? topic : name).input.focus();
};

/* ---- emoji ---- */

export const emoji = panel => {
  const {el} = tools(panel), {sheet, field, emojiButton} = panel;
  const close = () => { sheet.hidden = true; panel.closePopup = null; emojiButton.setAttribute('aria-expanded', 'false'); field.focus(); return true; };
  if (panel.closePopup && emojiButton.getAttribute('aria-expanded') === 'true') { close(); return; }
  panel.closePopup?.();
  const box = el('div', {className: 'emoji', role: 'group', 'aria-label': () => panel.t('emoji'), onkeydown: event => {
    const step = {ArrowRight: 1, ArrowLeft: -1, ArrowDown: 8, ArrowUp: -8}[event.key], all = [...box.children];
    if (!step) return;
    event.preventDefault();
    all[Math.max(0, Math.min(all.length - 1, all.indexOf(panel.shadow.activeElement) + step))].focus();
  }}, ...EMOJI.map(sign => el('button', {type: 'button', textContent: sign, onclick: () => {
    field.setRangeText(sign, field.selectionStart, field.selectionEnd, 'end');
    panel.drafted();
    close();
  }})));
  sheet.replaceChildren(box);
  sheet.hidden = false;
  emojiButton.setAttribute('aria-expanded', 'true');
  panel.closePopup = close;
  box.firstChild.focus();
};

/* ---- the rest ---- */

/* Asks once more in the same place, rather than in a window of its own. */
export const endChat = (panel, button) => {
  if (!panel.endAsked) {
    button.textContent = words(panel)('ended');
    panel.endAsked = true;
    return;
  }
  button.textContent = panel.t('end');
  panel.showMenu(false);
  panel.menuButton.focus();
  panel.link.send({type: 'bye'});
};

export const transcript = panel => {
  const lines = [...panel.thread.log.querySelectorAll('.msg,.event,.day')].map(node => node.classList.contains('msg')
    ? `${node.querySelector('.sr').textContent}${node.querySelector('.text').innerText}` : `— ${node.textContent} —`);
  const file = new Blob(['\ufeff', lines.join('\r\n')], {type: 'text/plain;charset=utf-8'});
  const a = panel.ui.el('a', {href: URL.createObjectURL(file), download: 'letan.txt'});
  a.click();
  URL.revokeObjectURL(a.href);
};

/* Two soft notes, in one tab of all that are open. */
export const chime = (panel, seq) => {
  if (Date.now() - (panel.chimedAt || 0) < 2000) return null; /* several at once are one piece of news */
  panel.chimedAt = Date.now();
  const play = () => {
    const audio = new AudioContext(), level = audio.createGain();
    level.connect(audio.destination);
    level.gain.setValueAtTime(0.0001, audio.currentTime);
    level.gain.exponentialRampToValueAtTime(0.08, audio.currentTime + 0.02);
    level.gain.exponentialRampToValueAtTime(0.0001, audio.currentTime + 0.6);
    for (const [pitch, at] of [[660, 0], [880, 0.14]]) {
      const note = audio.createOscillator();
      note.frequency.value = pitch;
      note.connect(level);
      note.start(audio.currentTime + at);
      note.stop(audio.currentTime + 0.6);
    }
    setTimeout(() => audio.close(), 1000);
    panel.tell('chime', seq);
  };
  if (!navigator.locks) { play(); return null; }
  return navigator.locks.request(`letan.${panel.site}.${seq}`, {ifAvailable: true}, lock => {
    if (!lock) return null;
    play();
    return new Promise(done => setTimeout(done, 2000)); /* the other tabs hear of it meanwhile */
  }).catch(() => {}); /* the browser refused: silence is no error */
};

/* A brand colour of the page's own: words in it must stay readable on paper, by day and by night. */
export const tint = panel => {
  const paper = getComputedStyle(panel.shell).getPropertyValue('--surface'); /* the one with the least contrast of all */
  panel.shell.style.setProperty('--link', inkOn(getComputedStyle(panel.button).backgroundColor, paper));
};
