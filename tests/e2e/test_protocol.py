"""docs/protocol.md is true: its examples are read here and held against the running server."""

import json
import os
import re
import sqlite3

from letan import ROOT, Server, Socket, equal

TEXT = open(os.path.join(ROOT, "docs/protocol.md"), encoding="utf-8").read()


def examples(kind):
    """The JSON objects of all ```json kind blocks, one after the other."""
    decoder, found = json.JSONDecoder(), []
    for block in re.findall(rf"^```json {kind}\n(.*?)^```", TEXT, re.M | re.S):
        at = 0
        while block[at:].strip():
            at += len(block[at:]) - len(block[at:].lstrip())
            value, at = decoder.raw_decode(block, at)
            found.append(value)
    assert found, f"the document has no {kind} examples"
    return found


def fits(example, real, path=""):
    """Why the real frame does not have the example's shape, or "" when it does."""
    if isinstance(example, dict):
        if not isinstance(real, dict):
            return f"{path} is {real!r}"
        for key, value in example.items():
            if key not in real:
                return f"{path}.{key} is missing"
            why = fits(value, real[key], f"{path}.{key}")
            if why:
                return why
        return ""
    if isinstance(example, list):
        if not isinstance(real, list):
            return f"{path} is {real!r}"
        return fits(example[0], real[0], f"{path}[0]") if example and real else ""
    if example is None or real is None:
        return ""
    if isinstance(example, bool) != isinstance(real, bool) or not isinstance(real, (type(example))):
        return f"{path} is {real!r}, the example has {example!r}"
    return ""


def undocumented(real, known):
    """Types and fields the server sends that no example shows."""
    shapes = {}
    for example in known:
        shapes.setdefault(example["type"], {"agent"} if example["type"] == "welcome" else set()).update(example)
    return {(frame["type"], key) for frame in real for key in frame if key not in shapes.get(frame["type"], ())}


def check_all(kind, real):
    for example in examples(kind):
        tries = [fits(example, frame) for frame in real if frame["type"] == example["type"]]
        assert tries, f"the server never sent a {example['type']}"
        assert "" in tries, f"{example['type']}: {min(tries, key=len)}"
    equal(undocumented(real, examples(kind)), set(), f"sent but not in a {kind} example")


def drain(link):
    """All that has come until the answer to a ping, which is kept too."""
    link.send({"type": "ping"})
    pong = link.get("pong")
    got, link.kept = link.kept + [pong], []
    return got


def open_case(server, guest):
    """A case and a mood, as a turn would have stored them."""
    with sqlite3.connect(os.path.join(server.data, "letan.db"), timeout=20) as link:
        conversation, visitor = link.execute("SELECT id, visitor FROM conversation WHERE public_id = ?",
                                             (guest.welcome["conversation"],)).fetchone()
        link.execute("INSERT INTO case_file VALUES (1, 1, 'KN-7K3M9Q', 0, 0, 1, 'giao-hang', '', 2, 'Giao hàng chậm', 'trễ', "
                     "'{\"phone\":\"0912345678\"}', '', ?, ?, 0, 1, 2, 1)", (conversation, visitor))
        link.execute("INSERT INTO case_entry VALUES (1, 1, 1, 1, 'customer', 'opened', 'trễ', 1)")
        link.execute("INSERT OR REPLACE INTO mood VALUES (1, ?, 1, -60, 1)", (conversation,))
    link.close()


def test_every_frame_of_the_document():
    with Server(env={"LETAN_HOURS": ""}) as server:
        an = server.agent("admin", server.admin_password)
        guest = server.visitor()
        got, seen = [guest.welcome], [an.welcome]

        for frame in [e for e in examples("visitor") if e["type"] not in ("hello", "bye", "ping", "typing")]:
            guest.send(frame)
            if frame["type"] == "say":
                got.append(guest.get("ack", client_id=frame["client_id"]))
                got.append(guest.get("message", author="bot"))
        got += drain(guest)
        equal([frame for frame in got if frame["type"] == "error"], [], "examples of the document that were refused")
        # The second say asked for a person.
        seen.append(an.get("queue"))
        an.send({"type": "take"})
        name = an.get("taken")
        public = name["conversation"]
        seen.append(name)
        for frame in examples("agent"):
            if frame["type"] in ("open", "say", "note", "typing", "seen", "requeue"):
                if frame["type"] == "seen":
                    frame["seq"] = an.get("ack")["seq"]
                an.send({**frame, "conversation": public})
        got.append(guest.get("message", author="agent"))
        an.send({"type": "take"})
        an.get("taken")
        seen += drain(an)
        an.send({"type": "open", "conversation": public, "last_seq": 0})
        seen.append(an.get("conversation"))
        guest.send({"type": "typing"})
        seen.append(an.get("typing"))
        guest.say("dạ em cảm ơn shop", "c1-9")
        tab = server.agent("admin", server.admin_password)
        tab.send({"type": "open", "conversation": public, "last_seq": 0})
        tab.get("conversation")
        an.send({"type": "say", "conversation": public, "client_id": "a9", "text": "Dạ không có gì ạ."})
        seen.append(tab.get("message", author="agent"))
        guest.send({"type": "seen", "seq": guest.get("ack", client_id="c1-9")["seq"]})
        seen.append(an.get("message", author="visitor"))
        seen += drain(an)
        for frame in examples("agent"):
            if frame["type"] == "return":
                an.send({**frame, "conversation": public})
        got += drain(guest) + [guest.get("state", mode="bot")]
        an.send({"type": "open", "conversation": public, "last_seq": 0})
        seen += drain(an)

        open_case(server, guest)
        for frame in examples("agent"):
            if frame["type"] in ("cases", "case", "case_set", "customer", "customer_note"):
                if "assign" in frame:
                    frame["assign"] = an.welcome["agent"]["id"]
                an.send({**frame, "conversation": public} if "conversation" in frame else frame)
                seen.append(an.get(frame["type"].split("_")[0]))
        seen += drain(an)

        # A phone number left outside the hours becomes a call-back; a second socket resumes.
        again = server.visitor(token=guest.token, last_seq=0)
        again.welcome["token"] = guest.token
        got.append(again.welcome)
        for index in range(12):
            again.say("bảo hành tivi bao lâu ạ", f"fast{index}")
        got.append(again.get("error", code="rate_limited"))
        again.send({"type": "history", "before": 5})
        got.append(again.get("history"))
        server.stop()
        got.append(again.get("server_closing"))
        seen.append({"type": "callbacks", "callbacks": []})
        check_all("server", got)
        check_all("server-agent", seen)


def test_bye_ends_and_forgets():
    with Server() as server:
        for bye in [e for e in examples("visitor") if e["type"] == "bye"]:
            guest = server.visitor()
            guest.say("tivi bảo hành bao lâu")
            guest.get("ack")
            guest.send(bye)
            if bye.get("forget"):
                equal(guest.closes(), 1000)
            else:
                guest.get("state", mode="closed")
            back = server.visitor(token=guest.token, last_seq=0)
            equal(back.welcome["resumed"], not bye.get("forget", False), str(bye))


def test_the_document_lists_every_error_code():
    source = open(os.path.join(ROOT, "src/channel/channel.c"), encoding="utf-8").read()
    codes = re.findall(r'"([a-z_]+)"', source.split("codes[] = ")[1])
    assert len(codes) > 10, codes
    for code in codes:
        assert f"`{code}`" in TEXT, f"{code} is not in docs/protocol.md"


def test_poll_example():
    with Server() as server:
        body = examples("poll")[0]
        status, _, answer = server.request("POST", "/poll/visitor", body)
        equal(status, 200)
        answer = json.loads(answer)
        equal(sorted(answer), ["batch", "frames", "session"])
        equal(answer["frames"][0]["type"], "welcome")


def test_the_sub_protocol_is_required():
    with Server() as server:
        assert Socket(server.port, "/ws/visitor", protocol="letan.v9").status != 101
