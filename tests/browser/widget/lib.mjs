/*
 * What the widget's tests share beside lib/harness.mjs: hands for the widget, a scripted server for
 * states that are hard to reach, host pages with headers of their own.
 */
import http from 'node:http';
import AxeBuilder from 'axe-core';
import {openPage, until} from '../lib/harness.mjs';

export * from '../lib/harness.mjs';

export const launcher = page => page.locator('chat-widget button.launch');
export const field = page => page.locator('chat-widget textarea').last();
export const panel = page => page.locator('chat-widget .panel');
export const log = page => page.locator('chat-widget .log');
export const bar = page => page.locator('chat-widget .bar');
export const mine = page => page.locator('chat-widget .msg.mine');
export const bot = page => page.locator('chat-widget .msg.bot');

/* Runs fn(panel's shadow root, argument) in the page. */
export const inside = (page, fn, arg) => page.evaluate(([code, value]) => {
  const root = document.querySelector('chat-widget').shadowRoot, shadow = root.querySelector('div')?.shadowRoot;
  return new Function('shadow', 'root', 'value', `return (${code})(shadow, root, value)`)(shadow, root, value);
}, [fn.toString(), arg]);

/* The focused element, through every shadow root. */
export const focused = page => page.evaluate(() => {
  let at = document.activeElement;
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  return at ? `${at.localName}${at.id ? `#${at.id}` : ''}${at.className ? `.${String(at.className).split(' ').join('.')}` : ''}` : '';
});

export const open = async (page, url) => {
  await page.goto(url);
  await launcher(page).click();
  await panel(page).waitFor();
};
export const say = async (page, text) => {
  await field(page).fill(text);
  await field(page).press('Enter');
};
export const answersAfter = (page, n) => until(async () => (await bot(page).count()) > n, 'an answer');

export const axe = async page => {
  await page.evaluate(AxeBuilder.source);
  const {violations} = await page.evaluate(() => window.axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']}));
  return violations.map(one => `${one.id}: ${one.nodes.map(node => `${node.target.join(' ')} ${node.failureSummary.split('\n')[1] || ''}`).join(', ')}`);
};

export const DAY = 864e5;
let clientIds = 0;
export const message = (seq, author, body, more = {}) => ({type: 'message', seq, author, kind: body.event ? 'event' : 'text', created_at: Date.now(),
  body: typeof body === 'string' ? {text: body} : body, ...author === 'visitor' ? {client_id: `old-${++clientIds}`} : {}, ...more});

/*
 * A server that says what the test says: .send(frame…), .frames (what the widget sent), .drop().
 * Answers hello, ping, say (an ack) and history by itself; options replace that.
 */
export const scripted = async (page, options = {}) => {
  const server = {frames: [], seq: 0, socket: null, silent: false, acks: true, history: [], mode: 'bot', open: true, ...options};
  server.seq = Math.max(server.seq, ...server.history.map(one => one.seq));
  server.send = (...frames) => { for (const frame of frames) { server.seq = Math.max(server.seq, frame.seq || 0); server.socket.send(JSON.stringify(frame)); } };
  server.drop = () => server.socket.close({code: 1011});
  server.next = () => ++server.seq;
  const answer = {
    hello: frame => {
      const after = server.history.filter(one => one.seq > frame.last_seq);
      server.send({type: 'welcome', token: frame.token ? undefined : 'token-of-a-test', conversation: 'c1', resumed: !!frame.token, last_seq: server.seq, mode: server.mode, agent: server.agent,
        visitor_seen: 0, agent_seen: 0, config: {title: server.title || 'Điện máy Hoa Sen', open: server.open, locale: 'vi', greeting: ''},
        limits: {frame_bytes: 16384, text_bytes: 4096, say_per_s: 1, say_burst: 10}, server_time: Date.now(), messages: after.slice(0, 100), more: after.length > 100});
      server.send(...after.slice(100));
      if (server.queue) server.send({type: 'queue', wait_s: null, team: '', ...server.queue});
    },
    ping: () => server.send({type: 'pong'}),
    say: frame => { if (server.acks) server.send({type: 'ack', client_id: frame.client_id, seq: server.next(), created_at: Date.now()}); },
    history: frame => {
      const before = server.history.filter(one => one.seq < frame.before).slice(-50);
      server.send({type: 'history', messages: before, more: before.length > 0 && before[0].seq > 1});
    },
  };
  await page.routeWebSocket(/\/ws\/visitor/, socket => {
    server.socket = socket;
    socket.onMessage(text => {
      const frame = JSON.parse(text);
      server.frames.push(frame);
      if (!server.silent) answer[frame.type]?.(frame);
    });
  });
  return server;
};

/* A page of its own with a scripted server behind its chat, open. */
export const scriptedPage = async (url, options = {}, pageOptions = {}) => {
  const page = await openPage(pageOptions);
  const server = await scripted(page, options);
  await open(page, url);
  await until(() => server.frames.some(frame => frame.type === 'hello'), 'hello');
  return {page, server};
};

/* Another site that embeds the widget: pages by path, {html, headers}. */
export const hostSite = () => new Promise(done => {
  const pages = {};
  const site = http.createServer((request, response) => {
    const page = pages[request.url.split('?')[0]];
    response.writeHead(page ? 200 : 404, {'content-type': 'text/html; charset=utf-8', ...page?.headers});
    response.end(page?.html || '');
  }).listen(0, '127.0.0.1', () => done({url: `http://127.0.0.1:${site.address().port}`, pages, close: () => site.close()}));
  site.unref();
});

export const hostPage = (chat, attributes = '', {head = '', body = '', nonce = ''} = {}) => `<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>Trang của cửa hàng</title>
<meta name="viewport" content="width=device-width, initial-scale=1">${head}</head><body>${body}
<script src="${chat}/w/loader.js" data-site="thu" ${nonce && `nonce="${nonce}"`} ${attributes} defer></script></body></html>`;
