#!/usr/bin/env python3
"""A shop's other system, as docs/requests.md wants it: checks signatures, does each key once, answers JSON.
Run it to try flows by hand:  tests/fakes/shop.py --port 9000 --secret mot-khoa-bi-mat-dai

Requests whose body has "fail": N are answered 503 N times first; "refuse": true answers 422; "hang": true
never answers. GET /log tells what was done, each key once, and how often it was asked for."""

import argparse
import hashlib
import hmac
import http.server
import json
import threading
import time

CLOCK_S = 300  # how far the two clocks may be apart


class Shop(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, port, secret):
        super().__init__(("127.0.0.1", port), Handler)
        self.secret, self.lock = secret.encode(), threading.Lock()
        self.done, self.asked, self.bad_signatures = {}, {}, 0

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}/letan"

    def start(self):
        threading.Thread(target=self.serve_forever, daemon=True).start()
        return self

    def stop(self):
        self.shutdown()
        self.server_close()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self, status, value, **headers):
        body = json.dumps(value, ensure_ascii=False).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        for name, text in headers.items():
            self.send_header(name.replace("_", "-"), text)
        self.end_headers()
        self.wfile.write(body)

    def is_signed(self, body):
        stamp = self.headers.get("X-Letan-Timestamp", "")
        want = hmac.new(self.server.secret, stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
        got = self.headers.get("X-Letan-Signature", "")
        return stamp.isdigit() and abs(time.time() - int(stamp)) <= CLOCK_S and \
            hmac.compare_digest(got, "sha256=" + want)

    def do_GET(self):
        if self.path == "/log":
            self.answer(200, {"done": self.server.done, "asked": self.server.asked})
        else:
            self.answer(404, {"error": "not found"})

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        key = self.headers.get("Idempotency-Key", "")
        if not self.path.startswith("/letan/") or not key:
            self.answer(404, {"error": "not found"})
            return
        if not self.is_signed(body):
            self.server.bad_signatures += 1
            self.answer(401, {"error": "signature"})
            return
        wish = json.loads(body)
        with self.server.lock:
            asked = self.server.asked[key] = self.server.asked.get(key, 0) + 1
        if wish.get("hang"):
            time.sleep(60)
        elif wish.get("refuse"):
            self.answer(422, {"error": "refused"})
        elif asked <= wish.get("fail", 0):
            self.answer(503, {"error": "busy"})
        else:
            with self.server.lock:
                first = key not in self.server.done
                if first:
                    self.server.done[key] = {"name": self.path.rsplit("/", 1)[1], "body": wish}
            self.answer(200, {"ok": True, "first": first})


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, default=9000)
    parser.add_argument("--secret", default="mot-khoa-bi-mat-dai")
    options = parser.parse_args()
    shop = Shop(options.port, options.secret)
    print(f"letan serve --request_url {shop.url} --request_secret {options.secret}", flush=True)
    shop.serve_forever()


if __name__ == "__main__":
    main()
