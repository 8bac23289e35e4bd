"""A person takes over: the queue, the claim by exactly one, hours and call-backs, signing in."""

import json
import os
import sqlite3
import threading

from letan import Server, Socket, equal, has

QUEUED, ACTIVE, WITHDRAWN = 0, 1, 6  # enum handoff_state, as stored
ALWAYS = {"LETAN_HOURS": ""}
NEVER = {"LETAN_HOURS": "T2-CN 03:00-03:01", "LETAN_CLOSED_DAYS": ""}


def asks(server, text="cho em gặp nhân viên với ạ"):
    guest = server.visitor()
    guest.say(text)
    guest.get("state", mode="queued")
    return guest


def take(agent):
    agent.send({"type": "take"})
    return agent.get("taken")["conversation"]


def waiting(agent, count):
    while True:
        frame = agent.get("queue")
        if len(frame["waiting"]) == count:
            return frame["waiting"]


def test_position_then_a_person_then_the_bot_again():
    with Server(env=ALWAYS) as server:
        agent = server.agent("admin", server.admin_password)
        one, two = asks(server), asks(server)
        equal(one.get("queue")["position"], 1)
        equal(two.get("queue")["position"], 2)
        entry = waiting(agent, 2)[0]
        equal(entry["reason"], "asked")
        assert entry["summary"], entry
        public = take(agent)
        equal(public, one.welcome["conversation"])
        equal(one.get("state", mode="human")["agent"], "Quản trị")
        equal(two.get("queue", position=1)["position"], 1)

        agent.send({"type": "open", "conversation": public, "last_seq": 0})
        thread = agent.get("conversation", conversation=public)
        bot = [m for m in thread["messages"] if m["author"] == "bot"]
        assert bot and bot[0]["provenance"]["decision"] == "handover", bot
        agent.send({"type": "say", "conversation": public, "client_id": "a1", "text": "Dạ em chào anh/chị ạ."})
        equal(one.get("message", author="agent")["name"], "Quản trị")
        agent.send({"type": "note", "conversation": public, "client_id": "a2", "text": "ghi chú kín"})
        agent.get("ack", client_id="a2")
        # With a person there the bot keeps quiet.
        one.say("tivi bảo hành bao lâu")
        agent.get("message", author="visitor")
        agent.send({"type": "return", "conversation": public, "note": "xong"})
        one.get("state", mode="bot")
        one.say("tivi bảo hành bao lâu", "again")
        seq = one.get("ack", client_id="again")["seq"]
        while one.get("message", author="bot")["seq"] < seq:
            pass
        agent.send({"type": "close", "conversation": public})
        assert "ghi chú kín" not in json.dumps(one.kept, ensure_ascii=False)
        back = server.visitor(token=one.token)
        assert "ghi chú kín" not in json.dumps(back.welcome, ensure_ascii=False)


def test_who_waits_may_leave_the_queue():
    with Server(env=ALWAYS) as server:
        agent = server.agent("admin", server.admin_password)
        one, two = asks(server), asks(server)
        waiting(agent, 2)
        # Anything else said while waiting is for the person: acknowledged, unanswered, still queued.
        one.say("em cần hủy đơn DH123456", "more")
        seq = one.get("ack", client_id="more")["seq"]
        one.say("dạ thôi không cần gặp nữa ạ", "leave")
        equal(one.get("ack", client_id="leave")["seq"], seq + 1)
        answer = one.get("message", author="bot", seq=seq + 2)
        has(answer["body"]["text"], "hủy yêu cầu gặp nhân viên")
        one.get("state", mode="bot")
        equal(waiting(agent, 1)[0]["conversation"], two.welcome["conversation"])
        equal(two.get("queue", position=1)["position"], 1)
        # The bot answers again, and a person can be asked for again.
        one.say("tivi bảo hành bao lâu", "again")
        seq = one.get("ack", client_id="again")["seq"]
        one.get("message", author="bot", seq=seq + 1)
        one.say("cho em gặp nhân viên với ạ", "person")
        one.get("state", mode="queued")
        waiting(agent, 2)
        # With a person there, the same words are the person's to read.
        equal(take(agent), two.welcome["conversation"])
        two.get("state", mode="human")
        two.say("never mind", "late")
        two.get("ack", client_id="late")
        two.send({"type": "ping"})
        two.get("pong")
        equal([f for f in two.kept if f["type"] == "state" and f["mode"] == "bot"], [])
        with sqlite3.connect(os.path.join(server.data, "letan.db")) as store:
            states = [row[0] for row in store.execute("SELECT state FROM handoff ORDER BY id")]
        equal(states, [WITHDRAWN, ACTIVE, QUEUED])


def test_many_agents_at_once_get_different_visitors():
    with Server("--connections_max", "200", env=ALWAYS) as server:
        server.add_user("mot", "Một")
        agents = [server.agent("mot", "mat-khau-cua-ban-truc") for _ in range(8)]
        guests = [asks(server) for _ in range(6)]
        taken, refused = [], []

        def press(agent):
            agent.send({"type": "take"})
            while True:
                frame = agent.read()
                if frame["type"] == "taken":
                    taken.append(frame["conversation"])
                    return
                if frame["type"] == "error":
                    refused.append(frame["code"])
                    return

        threads = [threading.Thread(target=press, args=(agent,)) for agent in agents]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        equal(sorted(taken), sorted(g.welcome["conversation"] for g in guests))
        equal(refused, ["not_found"] * 2)


def test_another_agents_conversation_is_not_answered():
    with Server(env=ALWAYS) as server:
        for login in ("mot", "hai"):
            server.add_user(login, login.capitalize())
        one, two = (server.agent(login, "mat-khau-cua-ban-truc") for login in ("mot", "hai"))
        guest = asks(server)
        public = take(one)
        two.send({"type": "say", "conversation": public, "client_id": "b0", "text": "chưa mở"})
        equal(two.get("error")["code"], "not_found")
        two.send({"type": "open", "conversation": public, "last_seq": 0})
        equal(two.get("conversation")["mine"], False)
        two.send({"type": "say", "conversation": public, "client_id": "b1", "text": "xen vào"})
        equal(two.get("error")["code"], "stale")
        two.send({"type": "say", "conversation": "A" * 22, "client_id": "b2", "text": "ai đó"})
        equal(two.get("error")["code"], "not_found")
        one.send({"type": "requeue", "conversation": public})
        guest.get("state", mode="queued")
        equal(take(two), public)


def test_the_queue_survives_kill_9():
    with Server(env=ALWAYS) as server:
        guest = asks(server)
        server.add_user("mot", "Một")
        server.restart(9)
        agent = server.agent("mot", "mat-khau-cua-ban-truc")
        equal(waiting(agent, 1)[0]["conversation"], guest.welcome["conversation"])
        back = server.visitor(token=guest.token)
        equal(back.welcome["mode"], "queued")
        equal(back.get("queue")["position"], 1)


def test_outside_the_hours_a_phone_number_is_kept():
    with Server(env=NEVER) as server:
        guest = server.visitor()
        guest.say("cho em gặp nhân viên")
        has(guest.get("message", author="bot")["body"]["text"], "3 giờ")
        guest.say("số em là 0912 345 678 nhé", "phone")
        guest.get("ack", client_id="phone")
        has(guest.get("message", author="bot")["body"]["text"], "0912")
        agent = server.agent("admin", server.admin_password)
        calls = agent.get("callbacks")["callbacks"]
        equal([c["phone"] for c in calls], ["0912345678"])
        agent.send({"type": "callback_done", "id": calls[0]["id"]})
        equal(agent.get("callbacks", callbacks=[])["callbacks"], [])


def test_asks_once_then_offers_then_hands_over():
    with Server(env=ALWAYS) as server:
        guest = server.visitor()
        modes = []
        for i, text in enumerate(["zxcv qwrt plmk", "bnmv ghjk", "wrtp lkjh sdfg", "mnbv xzcv"]):
            guest.say(text, f"q{i}")
            guest.get("ack", client_id=f"q{i}")
            guest.send({"type": "ping"})
            guest.get("pong")
            modes += [f["mode"] for f in guest.kept if f["type"] == "state"]
            if "queued" in modes:
                break
        equal(modes[-1:], ["queued"])
        assert i >= 1, "handed over at the first thing not understood"
        agent = server.agent("admin", server.admin_password)
        equal(waiting(agent, 1)[0]["reason"], "unsure")


def login(server, name, password, **headers):
    return server.request("POST", "/api/login", {"login": name, "password": password}, headers)


def test_signing_in_is_guarded():
    with Server() as server:
        equal(login(server, "admin", "sai mật khẩu")[0], 401)
        equal(login(server, "khong-co-ai", "sai mật khẩu")[0], 401)
        equal(login(server, "admin", server.admin_password, Origin="https://evil.example")[0], 403)
        equal(server.request("POST", "/api/login", b"login=admin", {"Content-Type": "application/x-www-form-urlencoded"})[0], 403)
        equal(server.request("GET", "/api/me")[0], 401)
        status, headers, body = login(server, "admin", server.admin_password)
        equal(status, 200)
        for word in ("HttpOnly", "SameSite=Lax"):
            has(headers["set-cookie"], word)
        cookie, csrf = headers["set-cookie"].split(";")[0], json.loads(body)["csrf"]
        equal(server.request("GET", "/api/me", None, {"Cookie": cookie})[0], 200)
        equal(server.request("POST", "/api/ticket", {}, {"Cookie": cookie})[0], 403)
        status, _, body = server.request("POST", "/api/ticket", {}, {"Cookie": cookie, "X-CSRF": csrf})
        ticket = json.loads(body)["ticket"]
        first = Socket(server.port, "/ws/agent")
        first.send({"type": "hello", "ticket": ticket})
        first.get("welcome")
        second = Socket(server.port, "/ws/agent")
        second.send({"type": "hello", "ticket": ticket})
        equal(second.closes(), 1008)
        equal(server.request("POST", "/api/logout", {}, {"Cookie": cookie, "X-CSRF": csrf})[0], 200)
        equal(server.request("GET", "/api/me", None, {"Cookie": cookie})[0], 401)


def test_guessing_passwords_is_slowed():
    with Server() as server:
        codes = []
        while 429 not in codes and len(codes) < 30:
            codes.append(login(server, "admin", f"thử {len(codes)}")[0])
        equal(codes[-1], 429)
        assert len(codes) < 15, codes
        # The right password waits too: else the answer would tell that it is right.
        status, headers, _ = login(server, "admin", server.admin_password)
        equal(status, 429)
        assert int(headers["retry-after"]) > 0


def test_a_disabled_or_unknown_person_has_no_desk():
    with Server() as server:
        link = Socket(server.port, "/ws/agent")
        link.send({"type": "hello", "ticket": "A" * 43})
        equal(link.closes(), 1008)
        equal([f["code"] for f in link.kept], ["not_allowed"])
        link = Socket(server.port, "/ws/agent")
        link.send({"type": "take"})
        equal(link.closes(), 1008)
