/* Of help, forms and rating: fetched with them. */
export const moreStyle = `
.thing{grid-template-columns:1fr}.thing p,.thing ul{margin:0}.thing ul{padding-inline-start:18px}.thing img{width:100%;max-height:180px;object-fit:cover;border-radius:10px}.stage{color:var(--ok);font-weight:600}.total{font-weight:700;font-variant-numeric:tabular-nums}
.thing button{border:1.500px solid var(--link);color:var(--link);border-radius:18px 18px 18px 5px;padding:8px 15px;min-height:42px;font-weight:600;justify-self:start}
.csat,.sheet{flex:0 1 auto;min-height:0;max-height:75%;overflow-y:auto;background:var(--bg);border-block-start:1px solid var(--line);padding:12px 14px;font-size:15px;line-height:1.45}
.help-top{padding:10px 12px;background:var(--bg);border-block-end:1px solid var(--line);flex:none;display:flex;gap:8px;align-items:center}
.find{flex:1;display:flex;align-items:center;gap:8px;border:1.500px solid var(--control);border-radius:18px 18px 6px 18px;padding:0 12px;background:var(--bg);color:var(--muted)}
.find:focus-within{border-color:var(--focus);box-shadow:0 0 0 2px var(--focus)}
.find input{flex:1;min-width:0;border:0;background:none;font-size:16px;line-height:1.4;color:var(--fg);min-height:42px;padding:0;appearance:none}.find input:focus-visible{outline:0}.find input::-webkit-search-cancel-button{display:none}.find input::placeholder{color:var(--muted);opacity:1}
.help-list{flex:1;min-height:0;overflow-y:auto;overscroll-behavior:contain;padding:6px 12px 16px;scroll-padding:16px}
.help-list h3,.article h3{font-size:14px;line-height:1.4;margin:14px 4px 6px;color:var(--muted);font-weight:600}
.help-list ul{list-style:none;margin:0;padding:0;display:grid;gap:8px}
.item{display:block;width:100%;text-align:start;background:var(--bot);border:1px solid var(--line);border-radius:16px 16px 16px 5px;padding:10px 14px;min-height:44px}.item:hover{border-color:var(--link)}
.item strong{display:block;font-weight:600;line-height:1.4}.item span{display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:2;overflow:hidden;color:var(--muted);font-size:14px;line-height:1.45;margin-block-start:2px}
.article{flex:1;min-height:0;overflow-y:auto;padding:16px 18px 20px;background:var(--bg)}
.article h2{font-size:20px;line-height:1.4;margin:0 0 10px;display:block}.article h3{font-size:16px;color:var(--fg);font-weight:700;margin-inline:0}.article h4{font-size:15px;margin:12px 0 4px}
.article p,.article ul,.article ol{margin:0 0 10px}.article ul,.article ol{padding-inline-start:22px}.article table{border-collapse:collapse;width:100%;font-size:15px}.article th,.article td{border:1px solid var(--line);padding:6px 8px;text-align:start}
.lead{background:var(--paper);border-radius:16px 16px 16px 5px;padding:12px 14px}.wide{overflow-x:auto;margin-block-end:12px}
.acts{display:flex;flex-wrap:wrap;gap:8px;margin-block-start:14px}
.soft,.strong{min-height:42px;padding:8px 16px;border-radius:18px 18px 6px 18px;font-weight:600;display:inline-flex;align-items:center;gap:6px;text-decoration:none}.soft{border:1.500px solid var(--link);color:var(--link)}.strong{background:var(--brand);color:var(--on-brand)}
.icon{width:42px;height:42px;display:grid;place-items:center;border-radius:14px;color:var(--link);flex:none}.icon:hover{background:var(--surface)}
.faces{display:flex;gap:6px;margin-block:8px}.faces button{flex:1;min-width:0;min-height:48px;border:1.500px solid var(--control);border-radius:16px 16px 16px 5px;display:grid;place-items:center}.faces svg{width:28px;height:28px}.faces button[aria-pressed=true]{background:var(--brand);color:var(--on-brand);border-color:var(--brand)}
.faces button:hover{border-color:var(--link)}
.field{display:block;margin-block:8px}.field>span:first-child{display:block;font-weight:600;font-size:14px}.field input,.field textarea{width:100%;border:1.500px solid var(--control);border-radius:12px;padding:8px 12px;min-height:44px;background:var(--bg);color:var(--fg);font-size:16px}.field :focus-visible{outline:3px solid var(--focus);outline-offset:0}
.field [aria-invalid=true]{border-color:var(--err)}.wrong{color:var(--err);font-size:14px}.tick{display:flex;gap:10px;align-items:flex-start;margin-block:10px;font-size:14px;min-height:28px}.tick input{width:24px;height:24px;flex:none;margin:0;accent-color:var(--brand)}
.sheet h3{margin:0;font-size:17px;line-height:1.4}.sheet p{margin:4px 0}.sheet form{padding:0;background:none}
.emoji{display:grid;grid-template-columns:repeat(8,1fr);gap:2px;max-width:360px}.emoji button{min-height:40px;border-radius:10px;font-size:20px}.emoji button:hover{background:var(--surface)}`;
