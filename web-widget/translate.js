/* translator('vi', strings)('queue', {pos: 2}): the text of this key with its {blanks} filled. */
export const translator = (lang, table) => (key, values = {}) =>
  table[lang][key].replace(/\{(\w+)\}/g, (whole, name) => name in values ? String(values[name]) : whole);
