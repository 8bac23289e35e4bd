/* The panel's looks. Colours: docs/design-tokens in web-desk/tokens.css; every text ≥ 4.5:1. */
export const style = new CSSStyleSheet();
style.replaceSync(`
:host{all:initial!important;display:block!important;position:fixed!important;inset-block-end:calc(var(--cw-y,20px) + 72px)!important;inset-inline-end:var(--cw-x,20px)!important;
width:min(var(--cw-width,392px),calc(100vw - 24px))!important;height:min(var(--cw-height,640px),calc(100dvh - 112px))!important;z-index:var(--cw-z,2147483000)!important;
font:400 16px/1.55 var(--cw-font,system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Helvetica Neue",Arial,sans-serif)!important;text-align:start!important;
--brand:var(--cw-brand,#0d6b57);--on-brand:var(--cw-on-brand,#fff);--bg:#fffdf9;--surface:#f4efe6;--bot:#f4efe6;--fg:#1d2320;--muted:#5b625d;--line:#e3dccf;--control:#7b8079;--link:#0b5c4b;--accent:#b02a55;--err:#a8122b;--note:#fdf1d8;--note-fg:#553c00;--focus:var(--cw-focus,#b02a55);color:var(--fg)!important}
:host([hidden]){display:none!important}
:host([data-side=left]){inset-inline-end:auto!important;inset-inline-start:var(--cw-x,20px)!important}
@media(prefers-color-scheme:dark){:host(:not([data-theme=light])){--bg:#171b19;--surface:#222825;--bot:#232a27;--fg:#eceeea;--muted:#a8b0aa;--line:#343c38;--control:#858e87;--link:#7fd6bd;--accent:#ff9dbb;--err:#ff8f9c;--note:#3a3011;--note-fg:#ffe9a8;--focus:#7fd6bd}}
:host([data-theme=dark]){--bg:#171b19;--surface:#222825;--bot:#232a27;--fg:#eceeea;--muted:#a8b0aa;--line:#343c38;--control:#858e87;--link:#7fd6bd;--accent:#ff9dbb;--err:#ff8f9c;--note:#3a3011;--note-fg:#ffe9a8;--focus:#7fd6bd}
*{box-sizing:border-box}
.panel{display:flex;flex-direction:column;height:100%;overflow:hidden;background:var(--bg);border:1px solid var(--line);border-radius:20px 20px 8px 20px;box-shadow:0 18px 50px rgb(20 40 34/.22);animation:rise .18s ease-out}
@keyframes rise{from{opacity:0;transform:translateY(10px)}}
button{font:inherit;color:inherit;background:none;border:0;margin:0;padding:0;cursor:pointer}
:focus-visible{outline:3px solid var(--focus);outline-offset:2px}
.head{display:flex;align-items:center;gap:10px;padding:12px 10px 12px 16px;background:var(--brand);color:var(--on-brand)}
.who{flex:1;min-width:0}h2{margin:0;font-size:16px;line-height:1.35;font-weight:700;overflow-wrap:anywhere}
.status{margin:0;font-size:14px;line-height:1.35;opacity:.95}
.face{flex:none;width:38px;height:38px;border-radius:50% 50% 12px 50%;background:rgb(255 255 255/.16);display:grid;place-items:center}
svg{width:22px;height:22px;fill:none;stroke:currentColor;stroke-width:1.9;stroke-linecap:round;stroke-linejoin:round;display:block}
.head button{width:40px;height:40px;border-radius:12px;display:grid;place-items:center;flex:none}.head button:hover{background:rgb(255 255 255/.16)}
.head :focus-visible{outline-color:#fff}
.menu{position:absolute;inset-inline-end:12px;inset-block-start:62px;z-index:2;background:var(--bg);border:1px solid var(--line);border-radius:12px;box-shadow:0 8px 24px rgb(0 0 0/.2);padding:6px;display:grid}
.menu[hidden]{display:none}.menu button{padding:10px 14px;text-align:start;border-radius:8px;min-height:40px}.menu button:hover{background:var(--surface)}
.bar{padding:8px 16px;background:var(--note);color:var(--note-fg);font-size:14px;line-height:1.4}.bar:empty{display:none}
.human{display:flex;justify-content:center;padding:6px 12px;border-block-end:1px solid var(--line)}
.human button{color:var(--link);font-size:14px;font-weight:600;padding:4px 12px;min-height:32px;border-radius:8px;display:flex;gap:8px;align-items:center}.human button:hover{background:var(--surface)}.human svg{width:18px;height:18px}
.log{flex:1;overflow-y:auto;overscroll-behavior:contain;padding:14px 14px 6px;scroll-padding:16px;display:flex;flex-direction:column;gap:4px;min-height:0}
.older{align-self:center;color:var(--link);font-size:14px;padding:6px 12px;min-height:32px}
.day{align-self:center;color:var(--muted);font-size:12.5px;margin:8px 0 4px}
.msg{max-width:86%;display:flex;flex-direction:column;align-self:flex-start;margin-block-start:6px}
.msg.mine{align-self:flex-end;align-items:flex-end}
.name{font-size:12.5px;color:var(--muted);margin:0 4px 2px}
.text{padding:9px 13px;border-radius:16px 16px 16px 5px;background:var(--bot);overflow-wrap:anywhere;unicode-bidi:plaintext}
.mine .text{background:var(--brand);color:var(--on-brand);border-radius:16px 16px 5px 16px;white-space:pre-wrap}
.agent .text{background:var(--bg);border:1.500px solid var(--brand)}
.event{align-self:center;max-width:94%;text-align:center;color:var(--muted);font-size:14px;line-height:1.4;margin:8px 0}
.text p,.text ul,.text ol{margin:0 0 6px}.text>:last-child{margin-block-end:0}.text ul,.text ol{padding-inline-start:20px}
a{color:var(--link)}.mine a{color:inherit}
.source{font-size:12.5px;line-height:1.4;margin:5px 4px 0;color:var(--muted)}
.state{font-size:12.5px;color:var(--muted);margin:2px 4px 0;min-height:19px}.failed .state{color:var(--err)}.state button{text-decoration:underline;min-height:24px}
.replies{display:flex;flex-wrap:wrap;gap:8px;margin:8px 0 4px}
.replies button{border:1.500px solid var(--brand);color:var(--link);background:var(--bg);border-radius:14px 14px 14px 4px;padding:7px 14px;min-height:40px;line-height:1.35;text-align:start}
.replies button:hover{background:var(--surface)}
.typing{align-self:flex-start;color:var(--muted);font-size:14px;min-height:22px;padding:0 18px}
.pill{position:absolute;inset-inline:0;margin:auto;width:max-content;inset-block-end:84px;background:var(--fg);color:var(--bg);border-radius:16px;padding:6px 14px;font-size:14px;min-height:32px}.pill[hidden]{display:none}
.csat{border-block-start:1px solid var(--line);padding:10px 14px;font-size:14px}.csat div{display:flex;gap:8px;margin-block-start:6px}
.csat button{flex:1;min-height:44px;border:1px solid var(--control);border-radius:10px;font-weight:700}.csat button[aria-pressed=true]{background:var(--brand);color:var(--on-brand)}
form{display:flex;align-items:flex-end;gap:8px;padding:10px 10px 12px 14px;border-block-start:1px solid var(--line);background:var(--bg)}
textarea{flex:1;resize:none;font:inherit;font-size:16px;line-height:1.4;color:var(--fg);background:var(--bg);border:1.500px solid var(--control);border-radius:14px;padding:9px 12px;min-height:44px;max-height:134px;overflow-y:auto}
textarea::placeholder{color:var(--muted);opacity:1}textarea:focus{outline:3px solid var(--focus);outline-offset:0;border-color:transparent}
.send{flex:none;width:44px;height:44px;border-radius:14px 14px 14px 4px;background:var(--brand);color:var(--on-brand);display:grid;place-items:center}
.hint{padding:0 16px 8px;font-size:14px;color:var(--err)}.hint:empty{display:none}
.sr{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
:host([data-full]){inset:0!important;width:100vw!important;height:100dvh!important}
:host([data-full]) .panel{border-radius:0;border:0;padding-block-end:env(safe-area-inset-bottom)}
@media(prefers-reduced-motion:reduce){.panel{animation:none}}
@media(forced-colors:active){.text,.replies button,.send,.head{border:1px solid}}
@media print{:host{display:none!important}}
`);
