/*
 * The connection: WebSocket, or long poll where that is blocked; resumes by sequence number and
 * sends every message until it is acknowledged. Knows no DOM. Protocol: docs/protocol.md.
 *
 * on(kind, detail): "status" (connecting, online, offline), "frame" (any frame of the server's),
 * "pending" (a message waits), "acked", "failed".
 */
const PING_MS = 25000, ANSWER_MS = 10000, BACKOFF_FIRST_MS = 500, BACKOFF_MAX_MS = 30000;
const TRY_AGAIN = new Set(['rate_limited', 'busy', 'store_unavailable']);

/* How long to wait before trying again: 0.5 s, doubled each time up to 30 s, and half of it more or
 * less by chance, so that the clients of a server that restarts do not all come back at once. */
export const backoffMs = (failures, chance = Math.random()) => Math.min(BACKOFF_MAX_MS, BACKOFF_FIRST_MS * 2 ** failures) * (0.5 + chance);

const randomId = () => {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('');
};

export class Link {
  constructor({base, ws, locale, keep, history, on}) {
    Object.assign(this, {base, locale, keep, history, on});
    this.wsUrl = ws || new URL('/ws/visitor', base).href.replace(/^http/, 'ws');
    this.pollUrl = new URL('/poll/visitor', base).href;
    this.outbox = keep.get('outbox', []);
    this.last = 0;           /* highest seq shown without a gap */
    this.failures = 0;       /* in a row */
    this.neverOpened = 0;    /* WebSockets in a row that did not even open */
    this.transport = null;
    this.ready = false;      /* welcomed */
    this.inFlight = null;    /* client_id that waits for its ack: one at a time keeps the order */
    this.stopped = true;
    this.wake = () => { if (!this.stopped && !this.ready && document.visibilityState !== 'hidden') this.connect(0); };
    this.lost = () => this.drop();
  }

  start() {
    if (!this.stopped) return;
    this.stopped = false;
    for (const name of ['online', 'focus', 'pageshow']) addEventListener(name, this.wake);
    document.addEventListener('visibilitychange', this.wake);
    this.connect(0);
  }

  stop() {
    this.stopped = true;
    for (const name of ['online', 'focus', 'pageshow']) removeEventListener(name, this.wake);
    document.removeEventListener('visibilitychange', this.wake);
    clearTimeout(this.retry);
    this.hangUp();
  }

  /* ---- saying things ---- */

  say(text, payload) {
    const item = {id: randomId(), text, at: Date.now()};
    if (payload) item.payload = payload;
    this.outbox.push(item);
    this.keepOutbox();
    this.on('pending', item);
    this.flush();
    return item;
  }

  retryItem(item) {
    this.outbox.push(item);
    this.keepOutbox();
    this.flush();
  }

  keepOutbox() { this.keep.set('outbox', this.outbox); }

  flush() {
    if (!this.ready || this.inFlight || !this.outbox.length) return;
    const {id, text, payload} = this.outbox[0];
    this.inFlight = id;
    this.send({type: 'say', client_id: id, text, ...payload && {payload}});
  }

  send(frame) { if (this.transport) this.transport.send(frame); }

  seen(seq) {
    if (!this.ready || seq <= (this.seenSent || 0)) return;
    this.seenSent = seq;
    this.send({type: 'seen', seq});
  }

  typing() {
    const now = Date.now();
    if (!this.ready || now - (this.typedAt || 0) < 2500) return;
    this.typedAt = now;
    this.send({type: 'typing'});
  }

  /* ---- frames ---- */

  receive(frame) {
    this.heardAt = Date.now();
    if (frame.type === 'welcome') this.welcomed(frame);
    else if (frame.type === 'ack') this.acked(frame);
    else if (frame.type === 'error') this.refused(frame);
    else if (frame.type === 'server_closing') this.delay = frame.retry_after_ms;
    this.on('frame', frame);
    if (frame.type === 'message') this.passed(frame.seq);
    if (frame.type === 'welcome') { for (const message of frame.messages) this.passed(message.seq); this.flush(); }
  }

  welcomed(frame) {
    if (frame.token) this.keep.set('token', frame.token);
    if (!frame.resumed) this.last = 0;
    this.failures = this.neverOpened = 0;
    this.ready = true;
    this.inFlight = null;
    this.seenSent = frame.visitor_seen || 0;
    this.on('status', 'online');
  }

  passed(seq) {
    if (seq <= this.last) return;
    this.last = seq;
    this.keep.set('last', seq);
  }

  acked({client_id: id, seq, created_at: at}) {
    const item = this.outbox.find(one => one.id === id);
    this.outbox = this.outbox.filter(one => one.id !== id);
    this.keepOutbox();
    if (this.inFlight === id) this.inFlight = null;
    this.on('acked', {id, seq, at, item});
    this.passed(seq);
    this.flush();
  }

  refused(frame) {
    const id = frame.client_id;
    if (!id || id !== this.inFlight) return;
    this.inFlight = null;
    if (TRY_AGAIN.has(frame.code)) {
      setTimeout(() => this.flush(), frame.retry_after_ms || 2000);
      return;
    }
    const item = this.outbox.find(one => one.id === id);
    this.outbox = this.outbox.filter(one => one.id !== id);
    this.keepOutbox();
    this.on('failed', {id, item, frame});
    this.flush();
  }

  /* ---- connecting ---- */

  connect(wait) {
    clearTimeout(this.retry);
    if (this.stopped || this.transport) return;
    this.retry = setTimeout(() => this.dial(), wait);
  }

  dial() {
    if (this.stopped || this.transport) return;
    this.on('status', 'connecting');
    const events = {
      open: () => this.hello(),
      frame: frame => this.receive(frame),
      closed: opened => this.hungUp(opened),
    };
    this.transport = this.neverOpened >= 2 ? new Poll(this.pollUrl, this.base, events) : new Socket(this.wsUrl, events);
    this.heardAt = Date.now();
    clearInterval(this.heartbeat);
    this.heartbeat = setInterval(() => this.beat(), 1000);
  }

  hello() {
    if (!this.last) this.last = Math.max(0, this.keep.get('last', 0) - this.history);
    this.send({type: 'hello', token: this.keep.get('token'), last_seq: this.last,
      page: location.href.split('#')[0].slice(0, 500), locale: this.locale});
  }

  /* A zombie socket says nothing: ask, and hang up when no answer comes. */
  beat() {
    const silent = Date.now() - this.heardAt;
    if (!this.ready && silent > ANSWER_MS) return this.drop();
    if (!this.ready || silent < PING_MS) { this.asked = false; return; }
    if (!this.asked) { this.asked = true; this.send({type: 'ping'}); }
    else if (silent > PING_MS + ANSWER_MS) this.drop();
  }

  hangUp() {
    clearInterval(this.heartbeat);
    const transport = this.transport;
    this.transport = null;
    this.ready = this.asked = false;
    if (transport) transport.close();
  }

  drop() {
    const opened = this.transport?.opened;
    this.hangUp();
    this.hungUp(opened);
  }

  hungUp(opened) {
    this.hangUp();
    if (this.stopped) return;
    if (!opened && navigator.onLine !== false) this.neverOpened++;
    this.on('status', 'offline');
    const wait = this.delay || backoffMs(this.failures++);
    this.delay = 0;
    this.connect(wait);
  }
}

class Socket {
  constructor(url, events) {
    this.opened = false;
    this.socket = new WebSocket(url, 'letan.v1');
    this.socket.onopen = () => { this.opened = true; events.open(); };
    this.socket.onmessage = ({data}) => events.frame(JSON.parse(data));
    this.socket.onclose = () => { if (this.socket) events.closed(this.opened); };
  }

  send(frame) { if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(frame)); }

  close() {
    const socket = this.socket;
    this.socket = null;
    socket.onmessage = null;
    socket.close(1000);
  }
}

/* The long poll is fetched only where it is needed; what is said meanwhile waits here. */
class Poll {
  constructor(url, base, events) {
    const early = [];
    this.send = frame => early.push(frame);
    this.close = () => { this.closed = true; };
    import(new URL('poll.js', base).href).then(({LongPoll}) => {
      if (this.closed) return;
      const poll = new LongPoll(url, events);
      Object.assign(this, {send: frame => poll.send(frame), close: () => poll.close()});
      early.forEach(this.send);
    }, () => { if (!this.closed) events.closed(false); });
  }
}
