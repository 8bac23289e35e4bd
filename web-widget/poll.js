/* The frames of docs/protocol.md over POST, where WebSocket is blocked. Same face as a socket. */
export class LongPoll {
  constructor(url, events) {
    this.url = url;
    this.events = events;
    this.queue = [];
    this.session = null;
    this.batch = 0;
    this.opened = false;
    this.closed = false;
    queueMicrotask(() => { events.open(); });
  }

  send(frame) {
    this.queue.push(frame);
    this.round();
  }

  close() { this.closed = true; this.abort?.abort(); }

  /* One request at a time carries frames; a waiting one is cut short when there is news to send. */
  async round() {
    if (this.closed || this.sending) return;
    this.abort?.abort();
    const abort = this.abort = new AbortController();
    const frames = this.queue.splice(0, 16);
    this.sending = frames.length > 0;
    try {
      const wait = this.session && !frames.length ? 25000 : 0;
      const answer = await fetch(this.url, {
        method: 'POST', signal: abort.signal, headers: {'content-type': 'application/json'},
        body: JSON.stringify({...this.session && {session: this.session, batch: this.batch}, frames, wait_ms: wait}),
      });
      if (!answer.ok) throw new Error(String(answer.status));
      const {session, batch, frames: news} = await answer.json();
      this.sending = false;
      if (this.closed) return;
      this.session = session;
      this.opened = true;
      if (batch !== this.batch) { this.batch = batch; news.forEach(this.events.frame); }
      this.round();
    } catch (error) {
      this.sending = false;
      if (this.closed || error.name === 'AbortError') return;
      this.closed = true;
      this.events.closed(this.opened);
    }
  }
}
