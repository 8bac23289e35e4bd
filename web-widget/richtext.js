/*
 * The safe subset of Markdown that answers may use, as DOM nodes: **bold**, [label](link), bare
 * links, line breaks and "- " or "1. " lists. Nothing here ever goes through an HTML parser.
 */
const INLINE = /\*\*([^*\n]{1,500})\*\*|\[([^\]\n]{1,200})\]\(([^\s()]{1,500})\)|(https?:\/\/[^\s<>"'“”]{1,500}[^\s<>"'“”.,;:!?)\]])/g;
const SAFE = /^(https?|tel|mailto):/i;

/* The whole address if it is one that may be followed, else an empty text. */
export const safeLink = (target, base) => {
  try {
    const url = new URL(target, base);
    return SAFE.test(url.protocol) ? url.href : '';
  } catch { return ''; }
};

const link = (label, target) => {
  const href = safeLink(target);
  if (!href) return label;
  const a = document.createElement('a');
  a.href = href;
  a.target = '_blank';
  a.rel = 'noopener noreferrer nofollow';
  a.textContent = label;
  return a;
};

const inline = (into, text) => {
  let from = 0;
  for (const found of text.matchAll(INLINE)) {
    into.append(text.slice(from, found.index));
    const [whole, bold, label, target, bare] = found;
    if (bold) into.append(Object.assign(document.createElement('strong'), {textContent: bold}));
    else into.append(bare ? link(bare, bare) : safeLink(target) ? link(label, target) : whole);
    from = found.index + whole.length;
  }
  into.append(text.slice(from));
};

export const richText = text => {
  const out = document.createDocumentFragment();
  let list = null, paragraph = null;
  for (const line of text.split('\n')) {
    const item = /^\s*(?:[-*•]|(\d{1,3})[.)])\s+(.*)$/.exec(line);
    if (item) {
      const kind = item[1] ? 'ol' : 'ul';
      if (!list || list.localName !== kind) {
        list = document.createElement(kind);
        if (item[1]) list.start = Number(item[1]);
        out.append(list);
      }
      const li = document.createElement('li');
      inline(li, item[2]);
      list.append(li);
      paragraph = null;
    } else if (!line.trim()) {
      list = paragraph = null;
    } else {
      if (paragraph) paragraph.append(document.createElement('br'));
      else { paragraph = document.createElement('p'); out.append(paragraph); }
      inline(paragraph, line);
      list = null;
    }
  }
  return out;
};
