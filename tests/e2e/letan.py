"""What every end-to-end test shares: the real program on a fresh folder and a WebSocket client that
can also misbehave. Standard library only, so that every byte sent is ours to choose."""

import base64
import http.client
import json
import os
import re
import shutil
import signal
import socket
import struct
import subprocess
import tempfile
import threading
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PROGRAM = os.environ.get("LETAN", os.path.join(ROOT, "build/release/letan"))
WAIT_S = 60  # for what must come; it comes at once unless the machine is busy
TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10


def run(*args, data=b"", env=None):
    """Runs `letan ARGS`; gives (exit code, stdout, stderr) as text."""
    if isinstance(data, str):
        data = data.encode()
    done = subprocess.run([PROGRAM, *args], input=data, capture_output=True, timeout=10 * WAIT_S,
                          env={**os.environ, **(env or {})}, check=False)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def equal(got, want, what=""):
    if got != want:
        raise AssertionError(f"{what}: got {got!r}, want {want!r}")


def has(text, part):
    if part not in text:
        raise AssertionError(f"{part!r} is not in {text!r}")


class Server:
    """`letan serve` on a free port. Use as a context manager: it is killed at the end."""

    def __init__(self, *args, data=None, env=None, port=0):
        self.own = data is None
        self.data = data or tempfile.mkdtemp(prefix="letan-e2e-")
        self.args, self.env, self.port = args, env or {}, port
        self.process = None
        try:
            self.start()
        except BaseException:
            self.__exit__()  # a server that does not start is not left behind
            raise

    def start(self):
        self.log = []
        self.process = subprocess.Popen(
            [PROGRAM, "serve", "--port", str(self.port), "--data", self.data, *self.args],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env={**os.environ, **self.env})
        self.seen = threading.Condition()
        threading.Thread(target=self._read, args=(self.process.stdout, self.log), daemon=True).start()
        self.port = int(self.wait_log(r"serve\.listening .*?port=(\d+)").group(1))
        password = re.search(r"password (\S+)", "".join(self.log))
        if password:
            self.admin_password = password.group(1)

    def _read(self, stream, log):
        """log is this process's own: the end of a killed one must not appear in its successor's."""
        for line in stream:
            with self.seen:
                log.append(line.decode(errors="replace"))
                self.seen.notify_all()
        with self.seen:
            log.append("(the program has ended)\n")
            self.seen.notify_all()

    def wait_log(self, pattern):
        def find():
            return re.search(pattern, "".join(self.log))

        with self.seen:
            self.seen.wait_for(lambda: find() or self.log[-1:] == ["(the program has ended)\n"], WAIT_S)
            found = find()
        if not found:
            raise AssertionError(f"{pattern} did not appear in the log:\n{''.join(self.log)}")
        return found

    def stop(self, number=signal.SIGTERM):
        """Sends the signal and gives the exit code."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.process.wait(WAIT_S)

    def restart(self, number=signal.SIGTERM):
        code = self.stop(number)
        self.start()
        return code

    def add_user(self, login, name, password="mat-khau-cua-ban-truc", role="agent"):
        code, _, err = run("user", "add", login, "--name", name, "--role", role, "--data", self.data,
                           "--password-stdin", data=password + "\n")
        equal(code, 0, err)
        return password

    def request(self, method, path, body=None, headers=None):
        """One HTTP request; gives (status, headers with lower-case names, body bytes)."""
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=WAIT_S)
        if body is not None and not isinstance(body, (bytes, str)):
            body = json.dumps(body)
            headers = {"Content-Type": "application/json", **(headers or {})}
        link.request(method, path, body, {"Origin": self.origin, **(headers or {})})
        answer = link.getresponse()
        got = answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read()
        link.close()
        return got

    @property
    def origin(self):
        return f"http://127.0.0.1:{self.port}"

    def visitor(self, **hello):
        """A visitor who has said hello; .welcome is the answer."""
        link = Socket(self.port, "/ws/visitor")
        link.send({"type": "hello", "token": None, "last_seq": 0, "page": "", "locale": "vi", **hello})
        link.welcome = link.get("welcome")
        link.token = link.welcome.get("token") or hello.get("token")
        return link

    def agent(self, login, password):
        """Signs in, and gives an agent's socket that has said hello, with .staff and .headers."""
        status, headers, body = self.request("POST", "/api/login", {"login": login, "password": password})
        equal(status, 200, body)
        staff = json.loads(body)
        own = {"Cookie": headers["set-cookie"].split(";")[0], "X-CSRF": staff["csrf"]}
        status, _, body = self.request("POST", "/api/ticket", {}, own)
        equal(status, 200, body)
        link = Socket(self.port, "/ws/agent")
        link.send({"type": "hello", "ticket": json.loads(body)["ticket"]})
        link.welcome = link.get("welcome")
        link.staff, link.headers = staff, own
        return link

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop(signal.SIGKILL)
        if self.own:
            shutil.rmtree(self.data, ignore_errors=True)


class Closed(Exception):
    """The peer has closed; .code is its close code, None when the connection was cut."""

    def __init__(self, code, reason=""):
        super().__init__(f"closed with {code} {reason}")
        self.code, self.reason = code, reason


class Socket:
    """One WebSocket connection of a client; raw() and frame() send what no library would."""

    def __init__(self, port, path, headers=(), protocol="letan.v1", origin=None, shake=True, room=0):
        self.link = socket.socket()
        self.link.settimeout(WAIT_S)
        if room:  # how much the kernel takes in for a reader that does not read
            self.link.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, room)
        self.link.connect(("127.0.0.1", port))
        self.link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.rest, self.kept, self.counter = b"", [], 0
        if shake:
            self.status, self.head = self.shake(port, path, headers, protocol, origin)

    def shake(self, port, path, headers, protocol, origin):
        key = base64.b64encode(os.urandom(16)).decode()
        lines = [f"GET {path} HTTP/1.1", f"Host: 127.0.0.1:{port}", "Upgrade: websocket",
                 f"Origin: {origin or f'http://127.0.0.1:{port}'}", "Connection: Upgrade", f"Sec-WebSocket-Key: {key}", "Sec-WebSocket-Version: 13"]
        if protocol:
            lines.append(f"Sec-WebSocket-Protocol: {protocol}")
        self.raw(("\r\n".join([*lines, *headers]) + "\r\n\r\n").encode())
        while b"\r\n\r\n" not in self.rest:
            self._more()
        head, self.rest = self.rest.split(b"\r\n\r\n", 1)
        return int(head.split(b" ", 2)[1]), head.decode()

    def raw(self, data):
        self.link.sendall(data)

    def frame(self, kind, data, final=True, mask=True, reserved=0):
        first = (0x80 if final else 0) | reserved << 4 | kind
        size = len(data)
        bit = 0x80 if mask else 0
        if size < 126:
            head = struct.pack("!BB", first, bit | size)
        elif size < 65536:
            head = struct.pack("!BBH", first, bit | 126, size)
        else:
            head = struct.pack("!BBQ", first, bit | 127, size)
        if mask:
            key = os.urandom(4)
            data = bytes(byte ^ key[i % 4] for i, byte in enumerate(data))
            head += key
        self.raw(head + data)

    def send(self, message):
        text = message if isinstance(message, (bytes, str)) else json.dumps(message, ensure_ascii=False)
        self.frame(TEXT, text if isinstance(text, bytes) else text.encode())

    def say(self, text, client_id=None, **more):
        self.counter += 1
        client_id = client_id or f"c{self.counter}"
        self.send({"type": "say", "client_id": client_id, "text": text, **more})
        return client_id

    def _more(self):
        try:
            got = self.link.recv(65536)
        except ConnectionError:
            raise Closed(None, "reset") from None
        if not got:
            raise Closed(None)
        self.rest += got

    def _take(self, count):
        while len(self.rest) < count:
            self._more()
        got, self.rest = self.rest[:count], self.rest[count:]
        return got

    def read(self):
        """The next message as a dict; answers pings; raises Closed, or TimeoutError."""
        while True:
            first, size = self._take(2)
            if size == 126:
                size = struct.unpack("!H", self._take(2))[0]
            elif size == 127:
                size = struct.unpack("!Q", self._take(8))[0]
            data = self._take(size)
            kind = first & 15
            if kind == CLOSE:
                code = struct.unpack("!H", data[:2])[0] if len(data) >= 2 else None
                raise Closed(code, data[2:].decode(errors="replace"))
            if kind == PING:
                self.frame(PONG, data)
            if kind == TEXT:
                return json.loads(data)

    def get(self, kind, **fields):
        """The next frame of this type with these fields; others are kept for later gets."""
        def fits(frame):
            return frame["type"] == kind and all(frame.get(k) == v for k, v in fields.items())

        for i, frame in enumerate(self.kept):
            if fits(frame):
                return self.kept.pop(i)
        end = time.monotonic() + WAIT_S
        while time.monotonic() < end:
            frame = self.read()
            if fits(frame):
                return frame
            self.kept.append(frame)
        raise AssertionError(f"no {kind} {fields} came; these did: {self.kept}")

    def closes(self):
        """Reads to the end; gives the close code, None when cut."""
        try:
            while True:
                self.kept.append(self.read())
        except Closed as closed:
            return closed.code
        except ConnectionError:  # a pong could not be sent any more
            return None

    def cut(self):
        """Drops the connection without a word."""
        self.link.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.link.close()
