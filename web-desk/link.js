/*
 * The desk's connection: a one-use ticket, then the agent socket; resumes by itself. What was sent
 * but not acknowledged is sent again under the same client_id, so it arrives once.
 */
const PING_MS = 20000, ANSWER_MS = 10000;

export class DeskLink {
  constructor({csrf, on}) {
    Object.assign(this, {csrf, on, failures: 0, unacked: new Map()});
    addEventListener('online', () => this.wake());
    document.addEventListener('visibilitychange', () => this.wake());
  }

  wake() { if (!this.socket && this.started && document.visibilityState === 'visible') this.start(); }

  async start() {
    clearTimeout(this.retry);
    if (this.dialling || this.socket) return;
    this.started = this.dialling = true;
    try {
      const answer = await fetch('/api/ticket', {method: 'POST', headers: {'x-csrf': this.csrf, 'content-type': 'application/json'}, body: '{}'});
      if (answer.status === 401 || answer.status === 403) { this.started = false; this.on({type: 'signed_out'}); return; }
      if (!answer.ok) throw new Error(String(answer.status));
      const {ticket} = await answer.json();
      this.open(ticket);
    } catch { this.later(); } finally { this.dialling = false; }
  }

  open(ticket) {
    const socket = this.socket = new WebSocket(`${location.origin.replace(/^http/, 'ws')}/ws/agent`, 'letan.v1');
    socket.onopen = () => socket.send(JSON.stringify({type: 'hello', ticket}));
    socket.onmessage = ({data}) => { this.heardAt = Date.now(); this.heard(JSON.parse(data)); };
    socket.onclose = () => { if (this.socket === socket) this.lost(); };
    this.heardAt = Date.now();
    this.heartbeat = setInterval(() => this.beat(), 1000);
  }

  heard(frame) {
    if (frame.type === 'welcome') {
      this.failures = 0;
      this.ready = true;
      for (const waiting of this.unacked.values()) this.send(waiting);
    }
    if (frame.type === 'ack' || frame.type === 'error' && frame.client_id) this.unacked.delete(frame.client_id);
    this.on(frame);
  }

  beat() {
    const silent = Date.now() - this.heardAt;
    if (silent > PING_MS + ANSWER_MS) this.lost();
    else if (silent > PING_MS && !this.asked) { this.asked = true; this.send({type: 'ping'}); }
    else if (silent < PING_MS) this.asked = false;
  }

  lost() {
    clearInterval(this.heartbeat);
    const socket = this.socket;
    this.socket = null;
    this.ready = this.asked = false;
    socket?.close();
    this.on({type: 'lost'});
    this.later();
  }

  later() {
    if (!this.started) return;
    clearTimeout(this.retry);
    this.retry = setTimeout(() => this.start(), Math.min(30000, 500 * 2 ** this.failures++) * (0.5 + Math.random()));
  }

  stop() {
    this.started = false;
    clearTimeout(this.retry);
    clearInterval(this.heartbeat);
    const socket = this.socket;
    this.socket = null;
    socket?.close(1000);
  }

  send(frame) { if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(frame)); }

  /* A frame with a client_id is kept until its ack. */
  sendSurely(frame) {
    this.unacked.set(frame.client_id, frame);
    if (this.ready) this.send(frame);
  }
}
