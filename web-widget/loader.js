/* Lễ Tân: draws the launcher; the chat itself is fetched when somebody wants it.
 * Embedding and options: docs/widget.md. Makes one global, chatWidget, and one element. */
(() => {
  'use strict';
  const doc = document, script = doc.currentScript, early = window.chatWidget;
  if (!script || early && early.ready) return;
  /* The server puts the shop's brand here (settings brand_*); the page's own attributes win. */
  const data = Object.assign(JSON.parse('@brand@'.replace(/^@.*/, '{}')), script.dataset);
  const base = data.base || new URL('.', script.src).href, site = data.site || '1';
  const lang = /^en/i.test(data.lang || doc.documentElement.lang || navigator.language) ? 'en' : 'vi';
  const label = data.label || (lang === 'en' ? 'Chat with us' : 'Chat với cửa hàng');
  const make = (name, props) => Object.assign(doc.createElement(name), props);

  const host = make('chat-widget', {lang});
  const root = host.attachShadow({mode: 'open'});
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`:host{all:initial!important;position:fixed!important;z-index:var(--cw-z,2147483000)!important;
inset-block-end:var(--cw-y,20px)!important;inset-inline-${data.side === 'left' ? 'start' : 'end'}:var(--cw-x,20px)!important;
display:block!important;direction:inherit!important}:host([hidden]){display:none!important}@media print{:host{display:none!important}}
.launch{all:unset;box-sizing:border-box;display:grid;place-items:center;position:relative;z-index:1;width:62px;height:62px;border-radius:31px 31px 9px 31px;
background:var(--cw-brand,#0d6b57);color:var(--cw-on-brand,#fff);cursor:pointer;box-shadow:0 2px 5px rgb(13 60 50/.2),0 10px 26px rgb(13 60 50/.3);transition:transform .16s ease-out}
.launch[hidden]{display:none}.launch:hover{transform:translateY(-2px)}.launch:focus-visible{outline:3px solid var(--cw-focus,#c2386a);outline-offset:3px}
svg{width:36px;height:36px;fill:none;stroke:currentColor;stroke-width:1.7;stroke-linecap:round;stroke-linejoin:round}
.count{position:absolute;inset-block-start:-4px;inset-inline-end:-4px;min-width:24px;height:24px;box-sizing:border-box;padding:0 6px;border-radius:12px;
background:#c4122f;color:#fff;font:700 13px/24px system-ui,sans-serif;text-align:center}.count:empty{display:none}
@media(prefers-reduced-motion:reduce){.launch{transition:none}}@media(forced-colors:active){.launch{border:2px solid}}`);
  root.adoptedStyleSheets = [sheet];

  const button = make('button', {type: 'button', className: 'launch', hidden: data.launcher === 'none'});
  for (const [name, value] of [['aria-label', label], ['aria-haspopup', 'dialog'], ['aria-expanded', 'false']])
    button.setAttribute(name, value);
  const draw = (name, props) => {
    const node = doc.createElementNS('http://www.w3.org/2000/svg', name);
    for (const key of Object.keys(props)) node.setAttribute(key, props[key]);
    return node;
  };
  const icon = draw('svg', {viewBox: '0 0 24 24', 'aria-hidden': 'true'});
  icon.append(draw('path', {d: 'M12 19.500c-4-1.600-6.300-4.800-6.300-8.700 2.300.4 3.900 1.300 5 2.700-.6-3.400-.1-6.100 1.300-8.300 1.400 2.200 1.900 4.900 1.300 8.300 1.100-1.400 2.700-2.300 5-2.700 0 3.900-2.300 7.100-6.300 8.700zM12 19.500c-4.700.4-8.100-2-9.300-5.900 1.200-.2 2.200-.2 3.100.1M12 19.500c4.700.4 8.100-2 9.300-5.900-1.200-.2-2.200-.2-3.100.1'}));
  const count = make('span', {className: 'count'});
  button.append(icon, count);
  root.append(button);

  /* Black or white on the brand's colour, whichever reads better: always 4.5:1 and more. */
  const contrast = () => {
    const css = getComputedStyle(button), light = text => {
      const [r, g, b] = text.match(/[\d.]+/g).map(part => (part / 255) ** 2.2);
      return 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05;
    };
    const back = light(css.backgroundColor), own = css.getPropertyValue('--cw-on-brand');
    if (!own) host.style.setProperty('--cw-on-brand', back > 0.23 ? '#000' : '#fff');
    else if (Math.max(light(css.color), back) / Math.min(light(css.color), back) < 4.5) console.warn('chatWidget: --cw-on-brand on --cw-brand has less than 4.5:1');
  };

  let panel;
  const context = {host, root, button, count, base, lang, label, data};
  const fetchModule = name => import(new URL(name, base).href).then(module => module.mount(context));
  const load = () => panel ||= fetchModule('panel.js').catch(error => { panel = undefined; throw error; });
  const call = (name, ...rest) => {
    if (name === 'show' || name === 'hide') return Promise.resolve(host.hidden = name === 'hide');
    if (name === 'event') return Promise.resolve(host.dispatchEvent(new CustomEvent('cw-event', {detail: rest[0]})));
    if (name === 'destroy' && !panel) return Promise.resolve(host.remove());
    return load().then(chat => chat.command(name, ...rest));
  };
  const quiet = (...args) => call(...args).catch(() => {});
  window.chatWidget = Object.assign((...args) => call(...args), {ready: true});
  context.call = quiet;

  for (const type of ['pointerenter', 'focus']) button.addEventListener(type, () => load().catch(() => {}), {once: true});
  button.addEventListener('click', () => quiet('toggle'));
  const attach = () => {
    doc.body.append(host);
    if (data.color) host.style.setProperty('--cw-brand', data.color);
    contrast();
    for (const args of early && early.q || []) quiet(...args);
    let wasOpen = false;
    try { wasOpen = sessionStorage.getItem('letan.open') === site; } catch { /* storage is off */ }
    const [, kind, n] = /^(load|after|scroll)(?::(\d+)s?)?$/.exec(data.open) || [];
    if (wasOpen) quiet('restore');
    else if (kind === 'load') quiet('open');
    else if (kind || data.proactive && data.open !== 'never') {
      if (kind) data.proactive = `${kind}:${n} @open`;
      fetchModule('proactive.js').catch(() => {});
    }
  };
  if (doc.body) attach();
  else doc.addEventListener('DOMContentLoaded', attach);
})();
