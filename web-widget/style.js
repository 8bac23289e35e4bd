/*
 * The panel's looks: rice paper, lotus green, one pink for what has the focus. Corners are petals:
 * three round, one sharp, towards who speaks. Every text has 4.5:1 and more, every control 3:1.
 */
const NIGHT = `--bg:#171c1a;--paper:#111614;--bot:#222a27;--surface:#27302c;--fg:#eceeea;--muted:#a9b2ac;--line:#353f3a;--control:#87918b;--link:#86d9c1;--err:#ff9aa6;--note:#3a3011;--note-fg:#ffe9a8;--ok:#7ddcae;--focus:var(--cw-focus,#ff9dbb);--shade:0 1px 2px rgb(0 0 0/.4)`;

export const style = new CSSStyleSheet();
style.replaceSync(`
:host{all:initial!important;display:block!important;position:fixed!important;inset-block-end:calc(var(--cw-y,20px) + 74px)!important;inset-inline-end:var(--cw-x,20px)!important;
width:min(var(--cw-width,400px),calc(100vw - 24px))!important;height:min(var(--cw-height,660px),calc(100dvh - 116px))!important;z-index:0!important;direction:inherit!important;
font:400 16px/1.55 var(--cw-font,system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Helvetica Neue",Arial,sans-serif)!important;text-align:start!important;overflow-wrap:anywhere!important;color-scheme:light!important;
--brand:var(--cw-brand,#0d6b57);--on-brand:var(--cw-on-brand,#fff);--bg:#fffdf9;--paper:#f7f1e6;--bot:#fffdf9;--surface:#f1e9db;--fg:#1d2320;--muted:#5a605b;--line:#e6dccb;--control:#7b7f76;--link:#0b5c4b;--err:#a8122b;--note:#fdf1d8;--note-fg:#553c00;--ok:#0a6b46;--focus:var(--cw-focus,#b02a55);--shade:0 1px 2px rgb(60 40 10/.1);color:var(--fg)!important}
:host([hidden]){display:none!important}
:host([data-side=left]){inset-inline-end:auto!important;inset-inline-start:var(--cw-x,20px)!important}
@media(prefers-color-scheme:dark){:host(:not([data-theme=light])){color-scheme:dark!important;${NIGHT}}}
:host([data-theme=dark]){color-scheme:dark!important;${NIGHT}}
*{box-sizing:border-box}[hidden]{display:none!important}
.panel{display:flex;flex-direction:column;height:100%;overflow:hidden;position:relative;background:var(--bg);border:1px solid var(--line);border-radius:26px 26px 10px 26px;box-shadow:0 2px 6px rgb(30 40 34/.08),0 24px 60px rgb(20 40 34/.24);animation:rise .18s ease-out}
:host([data-side=left]) .panel{border-radius:26px 26px 26px 10px}
@keyframes rise{from{opacity:0;transform:translateY(12px)}}
button,input{font:inherit;color:inherit}button{background:none;border:0;margin:0;padding:0;cursor:pointer;line-height:1.35}button:disabled{cursor:default}
:focus-visible{outline:3px solid var(--focus);outline-offset:2px}
svg{width:22px;height:22px;flex:none;fill:none;stroke:currentColor;stroke-width:1.8;stroke-linecap:round;stroke-linejoin:round;display:block}
.head{position:relative;overflow:hidden;display:flex;align-items:center;gap:12px;padding:8px 12px 8px 16px;background:var(--brand);color:var(--on-brand);flex:none}
.head>svg{position:absolute;inset-inline-end:-30px;inset-block-start:-26px;width:150px;height:150px;stroke-width:.7;opacity:.22;pointer-events:none}
.head>:not(svg){position:relative}
.who{flex:1;min-width:0;min-height:64px;display:grid;align-content:center}h2{margin:0;font-size:17px;line-height:1.35;font-weight:700;display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:2;overflow:hidden}
.status{margin:1px 0 0;font-size:14px;line-height:1.4}
.status::before{content:"";display:inline-block;width:9px;height:9px;border-radius:50%;background:#8fe3b4;border:1.500px solid var(--on-brand);margin-inline-end:7px}
:host([data-mode=offline]) .status::before{background:none}
.face{flex:none;width:44px;height:44px;border-radius:22px 22px 8px 22px;background:var(--on-brand);color:var(--brand);display:grid;place-items:center;overflow:hidden}.face svg{width:28px;height:28px}.face img{width:100%;height:100%;object-fit:cover}
.head button{width:40px;height:40px;border-radius:14px;display:grid;place-items:center;flex:none}.head button:hover{background:color-mix(in srgb,var(--on-brand) 16%,transparent)}
.head button:first-of-type svg{stroke-width:3.4}
.head :focus-visible{outline-color:var(--on-brand);outline-offset:-3px}
.rail{display:flex;flex-wrap:wrap;align-items:center;justify-content:space-between;gap:0 6px;padding:0 10px 0 8px;border-block-end:1px solid var(--line);flex:none;font-size:15px}
.tabs{display:flex}.tabs button{min-height:44px;padding:0 10px;color:var(--muted);border-block:3px solid transparent}
.tabs button[aria-selected=true]{color:var(--link);font-weight:700;border-block-end-color:var(--link)}.human svg{width:18px;height:18px}
.tabs :focus-visible,.human:focus-visible{outline-offset:-3px}
.human{display:flex;gap:6px;align-items:center;color:var(--link);font-weight:600;min-height:36px;padding:0 10px;border-radius:12px 12px 4px 12px}.human:hover:enabled{background:var(--surface)}.human:disabled{color:var(--muted)}
.menu{position:absolute;inset-inline-end:12px;inset-block-start:64px;z-index:3;max-width:calc(100% - 24px);max-height:calc(100% - 76px);overflow-y:auto;background:var(--bg);border:1px solid var(--line);border-radius:16px 4px 16px 16px;box-shadow:0 12px 32px rgb(0 0 0/.22);padding:6px;display:grid}
.menu button{padding:9px 14px;text-align:start;border-radius:10px;min-height:42px}.menu button:hover{background:var(--surface)}.menu [aria-checked]::after{content:"✓";margin-inline-start:10px;color:var(--ok);font-weight:700}.menu [aria-checked=false]::after{content:""}.menu :focus-visible{outline-offset:-3px}
.bar{padding:8px 16px;background:var(--note);color:var(--note-fg);font-size:14px;line-height:1.45;flex:none}.bar:empty{display:none}
.leave{background:var(--note);color:var(--note-fg);font-size:14px;font-weight:700;text-decoration:underline;text-align:start;padding:0 16px 8px;min-height:30px;flex:none}.leave:focus-visible{outline-offset:-3px}
.chat,.help{flex:1;min-height:0;display:flex;flex-direction:column;background:var(--paper);position:relative}
.thread{flex:1;min-height:0;display:flex;flex-direction:column;position:relative}
.log{flex:1;overflow-y:auto;overflow-x:hidden;overscroll-behavior:contain;padding:16px 14px 4px;scroll-padding:20px;display:flex;flex-direction:column;gap:2px;min-height:0}.log:focus-visible,.help-list:focus-visible{outline-offset:-3px}
.welcome{text-align:center;padding:6px 18px 12px;color:var(--muted);font-size:14px;line-height:1.5}.welcome p{margin:0}.hello{color:var(--fg);font-size:18px;line-height:1.45;font-weight:600;padding-block-end:4px}
.petal{display:inline-block;color:var(--link)}.petal svg{width:40px;height:40px;stroke-width:1.4}
.older{align-self:center;color:var(--link);font-size:14px;font-weight:600;padding:4px 14px;min-height:36px;border-radius:12px;flex:none}.older:hover{background:var(--surface)}
.day{align-self:center;color:var(--muted);font-size:13px;line-height:1.4;margin:10px 0 2px}
.msg{max-width:88%;display:flex;flex-direction:column;align-items:flex-start;align-self:flex-start;margin-block-start:8px;flex:none}
.msg.mine{align-self:flex-end;align-items:flex-end}
.name{font-size:13px;line-height:1.4;color:var(--muted);margin:0 4px 3px}
.text{padding:10px 14px;border-radius:20px 20px 20px 5px;background:var(--bot);box-shadow:var(--shade);min-width:0;max-width:100%}
.mine .text{background:var(--brand);color:var(--on-brand);border-radius:20px 20px 5px 20px;white-space:pre-wrap}
.agent .text{border:1.500px solid var(--link)}
.event{align-self:center;max-width:94%;text-align:center;color:var(--muted);font-size:14px;line-height:1.45;margin:10px 0 4px;flex:none}
.text p,.text ul,.text ol{margin:0 0 7px}.text>:last-child{margin-block-end:0}.text ul,.text ol{padding-inline-start:22px}
a{color:var(--link)}.mine a{color:inherit}
.card{display:grid;grid-template-columns:auto 1fr auto;gap:4px 10px;align-items:center;margin-block-start:6px;padding:8px 12px;min-height:44px;max-width:100%;background:var(--bot);border:1px solid var(--line);border-radius:14px 14px 14px 5px;font-size:14px;line-height:1.4}
.source{color:var(--fg);text-decoration:none}.source svg,.source .go{color:var(--link)}.go{font-weight:700;white-space:nowrap}.source:hover{border-color:var(--link)}.source:hover .go{text-decoration:underline}
.state{font-size:13px;line-height:1.4;color:var(--muted);margin:3px 6px 0;min-height:18px}.failed .state{color:var(--err)}.state button{text-decoration:underline;min-height:28px}
.replies{display:flex;flex-wrap:wrap;align-items:center;gap:8px;margin:10px 0 4px}
.replies button{border:1.500px solid var(--link);color:var(--link);background:var(--bg);border-radius:18px 18px 18px 5px;padding:8px 15px;min-height:42px;text-align:start;font-weight:600;font-size:15px}
.replies button:hover{background:var(--surface)}
.helpful{font-size:13px;line-height:1.4;color:var(--muted);gap:4px;margin:6px 2px 2px}.helpful button{border:0;background:none;padding:8px;min-width:40px;min-height:40px}.helpful svg{width:20px;height:20px}
.typing{color:var(--muted);font-size:14px;line-height:1.4;min-height:24px;padding:2px 20px;flex:none}
.dots{display:inline-block;width:26px;height:7px;margin-inline-end:8px;background:radial-gradient(circle at 3.500px,currentColor 3px,transparent 3.500px) 0 0/9px 7px repeat-x;animation:breathe 1s ease-in-out infinite alternate}
@keyframes breathe{from{opacity:.35}}
.pill{position:absolute;inset-inline:0;margin:auto;width:max-content;max-width:90%;inset-block-end:10px;background:var(--fg);color:var(--bg);border-radius:20px 20px 6px 20px;padding:7px 16px;font-size:14px;font-weight:600;min-height:36px;box-shadow:0 4px 14px rgb(0 0 0/.25)}
form{padding:8px 10px 12px;background:var(--paper);flex:none}
.write{display:flex;align-items:flex-end;background:var(--bg);border:1.500px solid var(--control);border-radius:24px 24px 8px 24px;padding:3px}
.write:focus-within{border-color:var(--focus);box-shadow:0 0 0 2px var(--focus)}
textarea{flex:1;min-width:0;resize:none;font:inherit;font-size:16px;line-height:1.4;color:var(--fg);background:none;border:0;padding:9px 4px;min-height:41px;max-height:130px;overflow-y:auto;outline:0}
textarea:focus-visible{outline:0}textarea::placeholder{color:var(--muted);opacity:1}
.send,.smile{flex:none;width:42px;height:42px;display:grid;place-items:center;border-radius:20px 20px 5px 20px}.send{background:var(--brand);color:var(--on-brand)}.smile{color:var(--muted)}.smile:hover{color:var(--link)}
.hint{padding:0 12px 6px;font-size:14px;line-height:1.4;color:var(--err)}.hint:empty{display:none}
.sr{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
:host([data-full]){inset:0!important;width:100vw!important;height:100dvh!important}
:host([data-full]) .panel{border-radius:0!important;border:0;animation:none;padding:0 env(safe-area-inset-right) env(safe-area-inset-bottom) env(safe-area-inset-left)}
:host([data-full]) :is(.log,form,.help-list,.article,.csat,.sheet){padding-inline:max(12px,calc(50% - 380px))}
@media(max-height:360px){.who{min-height:0}.head{padding-block:4px}.face{display:none}.status{display:none}.rail{font-size:14px}.tabs button{min-height:34px}.welcome .petal{display:none}form{padding-block:4px}.typing:empty{min-height:0;padding:0}}
@media(max-width:385px){.rail{padding-inline:2px;font-size:14px}.tabs button{padding-inline:7px}.human{padding-inline:6px}.human svg{display:none}}
@media(prefers-reduced-motion:reduce){*,.panel{animation:none!important;transition:none!important}}
@media(forced-colors:active){.text,.card,.replies button,.send,.head,.write,.human,.pill{border:1px solid}}
@media print{:host{display:none!important}}
`);
