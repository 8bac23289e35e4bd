/* Making DOM nodes without HTML text, and keyed lists that keep focus and scroll. */
export const el = (name, props = {}, ...children) => {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(props)) {
    if (key.startsWith('on')) node.addEventListener(key.slice(2), value);
    else if (key in node) node[key] = value;
    else node.setAttribute(key, value);
  }
  node.append(...children);
  return node;
};

/* Brings list's children in line with items: a node per key, moved only when it must be. */
export const keyed = (list, items, key, make, update) => {
  const old = new Map([...list.children].map(node => [node.dataset.key, node]));
  let at = list.firstChild;
  for (const item of items) {
    const name = String(key(item));
    const node = old.get(name) || make(item);
    node.dataset.key = name;
    old.delete(name);
    update(node, item);
    if (node === at) at = at.nextSibling;
    else list.insertBefore(node, at);
  }
  for (const node of old.values()) node.remove();
};
