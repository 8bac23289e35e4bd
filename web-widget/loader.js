/* Lễ Tân: draws the launcher; the chat itself is fetched when somebody wants it.
 * Embedding and options: docs/widget.md. Makes one global, chatWidget, and one element. */
(() => {
  'use strict';
  const doc = document, script = doc.currentScript, early = window.chatWidget;
  if (!script || early && early.ready) return;
  const data = script.dataset, base = data.base || new URL('.', script.src).href;
  const lang = /^en/i.test(data.lang || doc.documentElement.lang || navigator.language) ? 'en' : 'vi';
  const label = data.label || (lang === 'en' ? 'Chat with us' : 'Chat với cửa hàng');
  const make = (name, props) => Object.assign(doc.createElement(name), props);

  const host = make('chat-widget', {lang});
  const root = host.attachShadow({mode: 'open'});
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`:host{all:initial!important;position:fixed!important;z-index:var(--cw-z,2147483000)!important;
inset-block-end:var(--cw-y,20px)!important;inset-inline-${data.side === 'left' ? 'start' : 'end'}:var(--cw-x,20px)!important;
display:block!important;direction:inherit!important;color-scheme:light dark!important}:host([hidden]){display:none!important}@media print{:host{display:none!important}}
.launch{all:unset;box-sizing:border-box;display:flex;align-items:center;justify-content:center;position:relative;width:60px;height:60px;border-radius:30px 30px 8px 30px;
background:var(--cw-brand,#0d6b57);color:var(--cw-on-brand,#fff);cursor:pointer;box-shadow:0 6px 20px rgb(13 60 50/.28);transition:transform .16s ease-out}
.launch:hover{transform:translateY(-2px)}.launch:focus-visible{outline:3px solid var(--cw-focus,#e0577d);outline-offset:3px}
svg{width:32px;height:32px;fill:none;stroke:currentColor;stroke-width:1.9;stroke-linecap:round;stroke-linejoin:round}
.count{position:absolute;inset-block-start:-4px;inset-inline-end:-4px;min-width:22px;height:22px;box-sizing:border-box;padding:0 6px;border-radius:11px;
background:#c4122f;color:#fff;font:700 12.5px/22px system-ui,sans-serif;text-align:center}.count:empty{display:none}
@media(prefers-reduced-motion:reduce){.launch{transition:none}}@media(forced-colors:active){.launch{border:2px solid}}`);
  root.adoptedStyleSheets = [sheet];

  const button = make('button', {type: 'button', className: 'launch'});
  for (const [name, value] of [['aria-label', label], ['aria-haspopup', 'dialog'], ['aria-expanded', 'false']])
    button.setAttribute(name, value);
  const svg = 'http://www.w3.org/2000/svg', icon = doc.createElementNS(svg, 'svg');
  icon.setAttribute('viewBox', '0 0 32 32');
  icon.setAttribute('aria-hidden', 'true');
  for (const line of ['M16 25c-5-2-8-6-8-11 3 .5 5 1.600 6.300 3.400C13.600 13 14.300 9.500 16 7c1.700 2.500 2.400 6 1.700 10.400C19 15.600 21 14.500 24 14c0 5-3 9-8 11z', 'M16 25c-6 .5-10.500-2.500-12-7.500 1.500-.3 2.800-.2 4 .2M16 25c6 .5 10.500-2.500 12-7.500-1.500-.3-2.800-.2-4 .2']) {
    const path = doc.createElementNS(svg, 'path');
    path.setAttribute('d', line);
    icon.append(path);
  }
  const count = make('span', {className: 'count'});
  button.append(icon, count);
  root.append(button);

  let panel;
  const load = () => panel ||= import(new URL('panel.js', base).href)
    .then(module => module.mount({host, root, button, count, base, lang, label, data}))
    .catch(error => { panel = undefined; throw error; });
  const call = (name, ...rest) => {
    if (name === 'show' || name === 'hide') return Promise.resolve(host.hidden = name === 'hide');
    if (name === 'destroy' && !panel) return Promise.resolve(host.remove());
    return load().then(chat => chat.command(name, ...rest));
  };
  const widget = (...args) => call(...args);
  widget.ready = true;
  window.chatWidget = widget;

  button.addEventListener('pointerenter', () => load().catch(() => {}), {once: true});
  button.addEventListener('focus', () => load().catch(() => {}), {once: true});
  button.addEventListener('click', () => call('toggle').catch(() => {}));
  const attach = () => {
    if (data.launcher === 'none') button.hidden = true;
    doc.body.append(host);
    for (const args of early && early.q || []) call(...args).catch(() => {});
    let wasOpen = false;
    try { wasOpen = sessionStorage.getItem('letan.open') === (data.site || '1'); } catch { /* storage is off */ }
    const when = data.open || '';
    if (wasOpen) call('restore').catch(() => {});
    else if (when === 'load') call('open').catch(() => {});
    else if (/^after:\d+s$/.test(when)) setTimeout(() => call('open').catch(() => {}), parseInt(when.slice(6), 10) * 1000);
  };
  if (doc.body) attach();
  else doc.addEventListener('DOMContentLoaded', attach);
})();
