/*
 * Making DOM nodes, and the words on them: a property given as a function is run now and again
 * whenever the language changes, so nothing has to know where each text stands.
 */
import {strings} from './strings.js';
import {translator} from './translate.js';

const SVG = 'http://www.w3.org/2000/svg';
const ICONS = {
  menu: 'M5 12h.01M12 12h.01M19 12h.01',
  close: 'M6 9l6 6 6-6',
  send: 'M5 12h13M12.500 6.500L18 12l-5.500 5.500',
  person: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM5 20a7 7 0 0 1 14 0',
  book: 'M12 6.500C10.500 5.300 8.300 5 5 5v13c3.300 0 5.500.3 7 1.500 1.500-1.200 3.700-1.500 7-1.500V5c-3.300 0-5.500.3-7 1.500zM12 6.500v13',
  smile: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM8.500 14.500c1.800 2 5.200 2 7 0M9 9.500h.01M15 9.500h.01',
  yes: 'M7 11v9H4v-9zM7 11l4-7c1.500 0 2.500 1 2.200 2.500L12.600 10H18c1.300 0 2.200 1.200 1.900 2.400l-1.500 6c-.2.900-1 1.600-2 1.600H7',
  no: 'M17 13V4h3v9zM17 13l-4 7c-1.500 0-2.500-1-2.200-2.500l.6-3.500H6c-1.300 0-2.200-1.200-1.900-2.400l1.500-6C5.800 4.700 6.600 4 7.600 4H17',
};

export const drawing = d => {
  const svg = document.createElementNS(SVG, 'svg'), path = document.createElementNS(SVG, 'path');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  path.setAttribute('d', d);
  svg.append(path);
  return svg;
};

/* By name, or a copy of one that is drawn already. */
export const icon = mark => typeof mark === 'string' ? drawing(ICONS[mark]) : mark.cloneNode(true);

export class Ui {
  constructor(lang) {
    this.bound = [];
    this.speak(lang);
  }

  /* From now on in this language, what stands already too. */
  speak(lang) {
    this.lang = lang === 'en' ? 'en' : 'vi';
    this.tag = this.lang === 'en' ? 'en' : 'vi-VN';
    this.t = translator(this.lang, strings);
    this.bound = this.bound.filter(([node]) => node.isConnected);
    for (const [, set] of this.bound) set();
  }

  /* Runs set now and at every change of language for as long as the node is in the page. */
  bind(node, set) {
    this.bound.push([node, set]);
    set();
    return node;
  }

  /* el('button', {onclick, textContent: () => t('send')}, child…) */
  el(name, props = {}, ...children) {
    const node = document.createElement(name);
    for (const [key, value] of Object.entries(props)) {
      const set = now => { if (key in node) node[key] = now; else node.setAttribute(key, now); };
      if (key.startsWith('on')) node.addEventListener(key.slice(2), value);
      else if (typeof value === 'function') this.bind(node, () => set(value()));
      else set(value);
    }
    node.append(...children);
    return node;
  }

  button(className, label, onclick, ...children) {
    return this.el('button', {type: 'button', className, 'aria-label': label, onclick}, ...children);
  }

  time(at) { return new Intl.DateTimeFormat(this.tag, {hour: '2-digit', minute: '2-digit'}).format(at); }

  /* "Hôm nay", "Hôm qua", or the day in words, in the visitor's own time zone. */
  day(at) {
    const midnight = when => new Date(when).setHours(0, 0, 0, 0);
    const ago = Math.round((midnight(Date.now()) - midnight(at)) / 864e5);
    return ago === 0 ? this.t('today') : ago === 1 ? this.t('yesterday') : new Intl.DateTimeFormat(this.tag, {dateStyle: 'long'}).format(at);
  }
}
