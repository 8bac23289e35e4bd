/* What survives a reload: a few keys of this site in localStorage, or in memory where that is off. */
export class Keep {
  constructor(site) {
    this.prefix = `letan.${site || '1'}.`;
    this.memory = new Map();
    try {
      localStorage.setItem(this.prefix + 'probe', '1');
      localStorage.removeItem(this.prefix + 'probe');
      this.storage = localStorage;
    } catch { this.storage = null; }
  }

  get(name, fallback = null) {
    const text = this.storage ? this.storage.getItem(this.prefix + name) : this.memory.get(name);
    if (text == null) return fallback;
    try { return JSON.parse(text); } catch { return fallback; }
  }

  set(name, value) {
    const text = JSON.stringify(value);
    this.memory.set(name, text);
    try { this.storage?.setItem(this.prefix + name, text); } catch { this.storage = null; /* full: memory goes on */ }
  }

  clear() {
    this.memory.clear();
    for (const name of ['token', 'last', 'outbox', 'draft', 'rated', 'user', 'sound', 'invited'])
      try { this.storage?.removeItem(this.prefix + name); } catch { /* nothing kept there */ }
  }
}
