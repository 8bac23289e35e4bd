/* For pages that have Chatwoot's snippet: change its BASE_URL to this server, and it works. */
(() => {
  const script = document.currentScript, doc = document, wait = [];
  const call = (...args) => window.chatWidget ? window.chatWidget(...args).catch(() => {}) : wait.push(args);
  const tell = (name, detail) => window.dispatchEvent(new CustomEvent(`chatwoot:${name}`, {detail}));
  window.$chatwoot = {
    toggle: state => call(state || 'toggle'),
    toggleBubbleVisibility: state => call(state),
    popoutChatWindow: () => open(new URL('/chat', script.src).href, '_blank', 'noopener'),
    setUser: (id, user = {}) => call('setUser', {name: user.name, phone: user.phone_number}),
    setLocale: locale => call('setLocale', locale),
    setColorScheme: theme => call('setTheme', theme),
    reset: () => call('reset'),
    setCustomAttributes() {}, deleteCustomAttribute() {}, setConversationCustomAttributes() {}, deleteConversationCustomAttribute() {}, setLabel() {}, removeLabel() {},
  };
  window.chatwootSDK = {run({websiteToken, baseUrl}) {
    const set = window.chatwootSettings || {}, node = doc.createElement('script');
    Object.assign(node.dataset, {site: websiteToken, side: set.position || 'right', theme: set.darkMode || 'auto', launcher: set.hideMessageBubble ? 'none' : 'bubble'});
    if (set.locale) node.dataset.lang = set.locale;
    if (set.launcherTitle) node.dataset.label = set.launcherTitle;
    node.onload = () => {
      wait.splice(0).forEach(args => call(...args));
      call('on', 'message', message => tell('on-message', message));
      tell('ready');
    };
    node.src = new URL('/w/loader.js', baseUrl).href;
    doc.head.append(node);
  }};
})();
