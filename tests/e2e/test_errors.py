"""Every stable error code, elicited from the running server, and what follows it."""

import json
import time

from letan import BINARY, Server, Socket, equal, has


def answer_to(link, frame):
    link.send(frame)
    return link.get("error")


def test_codes_of_bad_frames():
    cases = [
        ("[]", "bad_json", None),
        ('{"type":"say","type":"say"}', "bad_json", None),
        ('{"type": "say", "text": ' + "[" * 200 + "]" * 200 + "}", "bad_json", None),
        ({"type": "fly"}, "unknown_type", None),
        ({"kind": "say"}, "bad_field", "type"),
        ({"type": "say", "text": "a"}, "bad_field", "client_id"),
        ({"type": "say", "client_id": "có dấu", "text": "a"}, "bad_field", "client_id"),
        ({"type": "say", "client_id": "x" * 65, "text": "a"}, "bad_field", "client_id"),
        ({"type": "say", "client_id": "a", "text": 7}, "bad_field", "text"),
        ({"type": "say", "client_id": "a"}, "bad_field", "text"),
        ({"type": "say", "client_id": "a", "text": "a", "author": "bot"}, "forbidden_field", "author"),
        ({"type": "say", "client_id": "a", "text": "a", "seq": 9}, "forbidden_field", "seq"),
        ({"type": "say", "client_id": "a", "text": "a\u0000b"}, "bad_text", None),
        ('{"type": "say", "client_id": "a", "text": "\\ud800"}', "bad_text", None),
        ({"type": "say", "client_id": "a", "text": "a\u0007b"}, "bad_text", None),
        ({"type": "say", "client_id": "a", "text": " \u200b\n "}, "empty_message", None),
        ({"type": "seen", "seq": -1}, "bad_field", "seq"),
        ({"type": "seen", "seq": 1e300}, "bad_field", "seq"),
        ({"type": "rate", "score": 6}, "bad_field", "score"),
        ({"type": "take"}, "unknown_type", None),
    ]
    with Server() as server:
        for frame, code, field in cases:
            link = server.visitor()
            got = answer_to(link, frame)
            equal(got["code"], code, str(frame)[:80])
            if field:
                equal(got.get("field"), field, str(frame)[:80])
            assert got["text"] and got["text_en"], got
            # The connection goes on: one bad frame is not an attack.
            link.say("tivi bảo hành bao lâu")
            link.get("message", author="bot")


def test_too_long_says_by_how_much_and_the_limit_itself_passes():
    with Server() as server:
        link = server.visitor()
        got = answer_to(link, {"type": "say", "client_id": "long", "text": "a" * 4097})
        equal((got["code"], got["max"], got["len"], got["client_id"]), ("message_too_long", 4096, 4097, "long"))
        link.say("a" * 4096, "fits")
        link.get("ack", client_id="fits")


def test_the_same_client_id_is_stored_once_and_another_text_refused():
    with Server() as server:
        link = server.visitor()
        link.say("tivi bảo hành bao lâu", "one")
        first = link.get("ack", client_id="one")["seq"]
        link.get("message", author="bot")
        link.say("tivi bảo hành bao lâu", "one")
        equal(link.get("ack", client_id="one")["seq"], first)
        equal(answer_to(link, {"type": "say", "client_id": "one", "text": "khác"})["code"], "id_reused")
        again = server.visitor(token=link.token)
        equal([m["body"]["text"] for m in again.welcome["messages"] if m["author"] == "visitor"],
              ["tivi bảo hành bao lâu"])


def test_order_and_close_codes():
    with Server() as server:
        link = Socket(server.port, "/ws/visitor")
        equal(answer_to(link, {"type": "say", "client_id": "a", "text": "a"})["code"], "hello_first")
        equal(link.closes(), 1008)

        link = server.visitor()
        equal(answer_to(link, {"type": "hello"})["code"], "bad_field")

        link = server.visitor()
        for _ in range(5):
            link.send("{not json")
        equal(link.closes(), 1008)
        equal([f["code"] for f in link.kept if f["type"] == "error"], ["bad_json"] * 5)

        link = server.visitor()
        link.frame(BINARY, b"{}")
        equal(link.closes(), 1003)

        link = server.visitor()
        link.frame(1, b"\xff\xfe")
        equal(link.closes(), 1007)

        link = server.visitor()
        link.frame(1, b" " * (16 * 1024 + 1))
        equal(link.closes(), 1009)


def test_too_fast_is_refused_then_closed_and_nothing_acknowledged_is_lost():
    with Server() as server:
        link, begin = server.visitor(), time.monotonic()
        for i in range(70):
            link.say(f"câu số {i}", f"c{i}")
        equal(link.closes(), 1008)
        most = 11 + (time.monotonic() - begin)  # a burst of 10, then one a second
        acked = {f["client_id"] for f in link.kept if f["type"] == "ack"}
        refused = {f["client_id"]: f for f in link.kept if f["type"] == "error"}
        assert all(f["code"] == "rate_limited" and f["retry_after_ms"] > 0 for f in refused.values())
        equal(acked & set(refused), set())
        # The close may come before the last acknowledgements: those are still stored.
        server.restart()
        again = server.visitor(token=link.token)
        stored = {m["client_id"] for m in again.welcome["messages"] if m["author"] == "visitor"}
        assert acked <= stored and not stored & set(refused), (acked, stored)
        assert 10 <= len(stored) <= most, stored


def test_history_may_be_asked_for_a_few_times_at_once():
    with Server() as server:
        link, begin = server.visitor(), time.monotonic()
        for _ in range(12):
            link.send({"type": "history", "before": 100})
        link.send({"type": "ping"})
        link.get("pong")
        refused = [f for f in link.kept if f["type"] == "error"]
        assert all(f["code"] == "rate_limited" and f["retry_after_ms"] > 0 for f in refused), refused
        assert 5 <= 12 - len(refused) <= 6 + 2 * (time.monotonic() - begin), refused


def test_a_field_only_the_server_may_set_leaves_one_line_in_the_log():
    with Server() as server:
        link = server.visitor()
        for i in range(20):
            link.send({"type": "say", "client_id": f"c{i}", "text": "a", "role": "admin"})
            equal(link.get("error")["field"], "role")
        server.wait_log(r"line\.forbidden_field .*field=role")
        equal("".join(server.log).count("line.forbidden_field"), 1)


def test_unknown_tokens_count_like_new_conversations():
    with Server(env={"LETAN_CONVERSATIONS_RATE": "3"}) as server:
        known = server.visitor()
        for _ in range(2):
            equal(server.visitor(token="A" * 43).welcome["resumed"], False)
        for token in (None, "B" * 43):
            link = Socket(server.port, "/ws/visitor")
            link.send({"type": "hello", "token": token, "last_seq": 0})
            equal(link.get("error")["code"], "rate_limited")
            equal(link.closes(), 1013)
        equal(server.visitor(token=known.token).welcome["resumed"], True)


def test_one_visitor_never_sees_another():
    with Server() as server:
        one, two = server.visitor(), server.visitor()
        one.say("số đơn của em là DH123456")
        one.get("message", author="bot")
        for frame in ({"type": "history", "before": 100}, {"type": "seen", "seq": 1}):
            two.send({**frame, "conversation": one.welcome["conversation"]})
        equal(two.get("history")["messages"], [])
        two.send({"type": "ping"})
        two.get("pong")
        assert "DH123456" not in json.dumps(two.kept), two.kept


def test_foreign_origins_are_refused():
    with Server("--origins", "https://shop.example") as server:
        equal(Socket(server.port, "/ws/visitor", origin="https://shop.example").status, 101)
        equal(Socket(server.port, "/ws/visitor", origin="https://evil.example").status, 403)
        equal(Socket(server.port, "/ws/agent", origin="https://shop.example").status, 403)
        equal(server.request("POST", "/poll/visitor", {"frames": []}, {"Origin": "https://evil.example"})[0], 403)


def test_http_answers():
    with Server() as server:
        equal(server.request("GET", "/nothing")[0], 404)
        equal(server.request("POST", "/healthz", {})[0], 405)
        equal(server.request("GET", "/../../etc/passwd")[0] in (400, 404), True)
        equal(server.request("GET", "/w/..%2f..%2fetc%2fpasswd")[0] in (400, 404), True)
        equal(server.request("POST", "/poll/visitor", b"x" * 70000, {"Content-Type": "application/json"})[0], 413)
        equal(server.request("POST", "/poll/visitor", b"{", {"Content-Type": "application/json"})[0], 400)
        status, headers, body = server.request("GET", "/")
        equal(status, 200)
        has(headers["content-security-policy"], "default-src")
        equal(headers["x-content-type-options"], "nosniff")
        has(body.decode(), "<html")
        status, _, body = server.request("GET", "/healthz")
        equal((status, json.loads(body)["status"]), (200, "ok"))
        has(server.request("GET", "/metrics")[2].decode(), "letan_")
