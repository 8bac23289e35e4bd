/*
 * /chat: the chat as a whole page, for QR codes, links and shop tablets. Its address may say
 * ?site= &lang= &theme= &numbers &kiosk=120 (forget everything after so many idle seconds).
 */
(() => {
  'use strict';
  const asked = new URLSearchParams(location.search), loader = document.querySelector('script[data-mode]');
  for (const name of ['site', 'lang', 'theme', 'numbers'])
    if (asked.has(name)) loader.dataset[name] = asked.get(name).slice(0, 60);
  if (/^en/.test(asked.get('lang') || '')) document.documentElement.lang = 'en';
  const idle = Math.min(3600, parseInt(asked.get('kiosk'), 10) || 0) * 1000;
  if (!idle) return;
  let timer;
  const awake = () => {
    clearTimeout(timer);
    timer = setTimeout(() => { window.chatWidget('reset').catch(() => {}); awake(); }, idle);
  };
  for (const type of ['pointerdown', 'keydown', 'input', 'scroll']) addEventListener(type, awake, {capture: true, passive: true});
  awake();
})();
