/*
 * Invitations: a sentence beside the launcher when a rule comes true. One a session at most, never
 * while somebody types, gone for a week once dismissed, none where data is to be saved.
 *
 * Rules, split by ";": WHEN [/path*] sentence. WHEN is after:20s, scroll:60 (per cent), exit (the
 * pointer leaves at the top) or event:name (chatWidget('event', 'name')). "@open" opens the panel.
 */
import {Keep} from './keep.js';
import {more} from './strings-more.js';

const RULE = /^(after|scroll|exit|event)(?::([\w-]+))?\s+(?:(\/\S*)\s+)?(.+)$/;
const WEEK_MS = 7 * 864e5;

export const parseRules = text => text.split(';').map(rule => RULE.exec(rule.trim())).filter(Boolean)
  .map(([, when, value, path, sentence]) => ({when, value, path, sentence}));

const fits = (path, here) => !path || (path.endsWith('*') ? here.startsWith(path.slice(0, -1)) : here === path);
const isTyping = () => {
  let at = document.activeElement;
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  return !!at && (/^(input|textarea|select)$/i.test(at.localName) || at.isContentEditable);
};

export const mount = context => {
  const {host, data} = context, keep = new Keep(data.site), dismissed = keep.get('invited', 0);
  if (matchMedia('(prefers-reduced-data: reduce)').matches || navigator.connection?.saveData || Date.now() - dismissed < WEEK_MS) return;
  const arm = {
    after: (rule, go) => setTimeout(go, parseInt(rule.value, 10) * 1000),
    scroll: (rule, go) => addEventListener('scroll', () => { if ((scrollY + innerHeight) / document.documentElement.scrollHeight * 100 >= rule.value) go(); }, {passive: true}),
    exit: (rule, go) => document.addEventListener('mouseout', event => { if (!event.relatedTarget && event.clientY <= 0) go(); }),
    event: (rule, go) => host.addEventListener('cw-event', event => { if (event.detail === rule.value) go(); }),
  };
  for (const rule of parseRules(data.proactive)) if (fits(rule.path, location.pathname)) arm[rule.when](rule, () => invite(context, keep, rule));
};

const invite = ({root, button, call, lang, data}, keep, {sentence}) => {
  const once = `letan.invited.${data.site || '1'}`;
  try { if (sessionStorage.getItem(once)) return; } catch { return; }
  if (isTyping() || button.getAttribute('aria-expanded') === 'true' || root.querySelector('.invite')) return;
  try { sessionStorage.setItem(once, '1'); } catch { return; }
  if (sentence === '@open') { call('restore'); return; }
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`.invite{position:absolute;inset-block-end:76px;inset-inline-${data.side === 'left' ? 'start' : 'end'}:0;width:max-content;max-width:min(290px,calc(100vw - 40px));display:flex;gap:4px;align-items:start;background:#fffdf9;color:#1d2320;border:1px solid #e6dccb;border-radius:20px 20px 6px 20px;box-shadow:0 10px 30px rgb(20 40 34/.22);padding:6px;font:400 16px/1.5 var(--cw-font,system-ui,sans-serif)}
.invite button{all:unset;box-sizing:border-box;cursor:pointer;border-radius:14px;min-height:40px}.invite button:focus-visible{outline:3px solid var(--cw-focus,#b02a55)}.say{padding:8px 10px;overflow-wrap:anywhere}.off{flex:none;width:40px;text-align:center}
@media(prefers-color-scheme:dark){.invite{background:#222a27;color:#eceeea;border-color:#353f3a}}@media print{.invite{display:none}}`);
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
  const make = (name, props) => Object.assign(document.createElement(name), props);
  const say = make('button', {type: 'button', className: 'say', textContent: sentence});
  const off = make('button', {type: 'button', className: 'off', textContent: '×', ariaLabel: more[lang].dismiss});
  const box = make('div', {className: 'invite', role: 'status', lang});
  const gone = () => { if (box.contains(root.activeElement)) button.focus(); box.remove(); };
  say.addEventListener('click', () => { gone(); call('open'); });
  off.addEventListener('click', () => { keep.set('invited', Date.now()); gone(); });
  button.addEventListener('click', gone, {once: true});
  box.append(say, off);
  root.append(box);
};
