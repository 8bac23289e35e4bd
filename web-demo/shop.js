/* The buttons of the demo page put their question into the chat, as any page can. */
for (const button of document.querySelectorAll('[data-ask]'))
  button.addEventListener('click', () => {
    const question = button.dataset.ask;
    window.chatWidget('open').then(() => question && window.chatWidget('send', question)).catch(() => {});
  });
