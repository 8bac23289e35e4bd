"""Messages survive dropped sockets, lost answers, other tabs, long poll and restarts."""

import json
import re
import signal
import threading

from letan import Closed, Server, Socket, equal


def texts(messages, author="visitor"):
    return [m["body"]["text"] for m in messages if m["author"] == author]


def test_resume_gives_exactly_the_rest_in_order():
    with Server() as server:
        link = server.visitor()
        for i in range(6):
            link.say(f"tivi bảo hành bao lâu {i}", f"c{i}")
            last = link.get("ack", client_id=f"c{i}")["seq"]
            if i == 2:
                middle = last
        link.get("message", author="bot")
        link.cut()
        again = server.visitor(token=link.token, last_seq=middle)
        equal(again.welcome["resumed"], True)
        seqs = [m["seq"] for m in again.welcome["messages"]]
        equal(seqs[0], middle + 1)
        equal(seqs, sorted(set(seqs)))
        equal(texts(again.welcome["messages"]), [f"tivi bảo hành bao lâu {i}" for i in (3, 4, 5)])


def test_last_seq_from_the_future_is_not_believed():
    with Server() as server:
        link = server.visitor()
        link.say("tivi bảo hành bao lâu")
        link.get("message", author="bot")
        again = server.visitor(token=link.token, last_seq=10**9)
        again.say("đổi trả trong mấy ngày", "later")
        seq = again.get("ack", client_id="later")["seq"]
        assert again.get("message", author="bot")["seq"] > seq


def test_more_than_a_page_comes_in_pieces():
    env = {"LETAN_SAY_RATE": "1000", "LETAN_SAY_BURST": "1000"}
    with Server(env=env) as server:
        link = server.visitor()
        for i in range(70):
            link.say(f"tivi bảo hành bao lâu {i}", f"c{i}")
            link.get("ack", client_id=f"c{i}")
        again = server.visitor(token=link.token)
        equal(len(again.welcome["messages"]), 100)
        equal(again.welcome["more"], True)
        rest = again.welcome["last_seq"] - again.welcome["messages"][-1]["seq"]
        got = [again.get("message")["seq"] for _ in range(rest)]
        equal(got, list(range(again.welcome["messages"][-1]["seq"] + 1, again.welcome["last_seq"] + 1)))
        again.send({"type": "history", "before": 21})
        equal([m["seq"] for m in again.get("history")["messages"]], list(range(1, 21)))


def test_two_tabs_see_the_same():
    with Server() as server:
        one = server.visitor()
        two = server.visitor(token=one.token)
        one.say("tivi bảo hành bao lâu")
        equal(two.get("message", author="visitor")["body"]["text"], "tivi bảo hành bao lâu")
        equal(two.get("message", author="bot"), one.get("message", author="bot"))


def poll(server, session=None, batch=0, frames=(), wait_ms=5000):
    body = {"frames": list(frames), "wait_ms": wait_ms}
    if session:
        body.update(session=session, batch=batch)
    status, _, answer = server.request("POST", "/poll/visitor", body)
    return status, json.loads(answer)


def test_long_poll_is_the_same_conversation_and_a_lost_answer_is_repeated():
    with Server() as server:
        _, first = poll(server, frames=[{"type": "hello", "token": None, "last_seq": 0, "locale": "vi"}])
        session, welcome = first["session"], first["frames"][0]
        status, answer = poll(server, session, first["batch"],
                              [{"type": "say", "client_id": "p1", "text": "tivi bảo hành bao lâu"}])
        equal(status, 200)
        # The answer is thought lost: the same batch again brings the same frames.
        _, repeated = poll(server, session, first["batch"])
        equal(repeated["frames"][:len(answer["frames"])], answer["frames"])
        seen = repeated["frames"]
        while not any(f["type"] == "message" for f in seen):
            _, answer = poll(server, session, repeated["batch"])
            seen += answer["frames"]
            repeated = answer
        equal(seen[0]["type"], "ack")
        link = server.visitor(token=welcome["token"])
        equal(texts(link.welcome["messages"]), ["tivi bảo hành bao lâu"])


def test_poll_of_an_unknown_session_says_gone():
    with Server() as server:
        equal(poll(server, "A" * 22, 1)[0], 410)
        equal(poll(server, frames=[{"type": "ping"}] * 17)[0], 400)


def test_a_waiting_poll_is_answered_when_an_agent_speaks():
    with Server(env={"LETAN_HOURS": ""}) as server:
        agent = server.agent("admin", server.admin_password)
        _, first = poll(server, frames=[{"type": "hello", "token": None, "last_seq": 0, "locale": "vi"}])
        session, batch = first["session"], first["batch"]
        _, answer = poll(server, session, batch, [{"type": "say", "client_id": "p1", "text": "Gặp nhân viên", "payload": "handover"}])
        batch, got = answer["batch"], answer["frames"]
        agent.get("queue", waiting=[])
        agent.get("queue")
        agent.send({"type": "take"})
        public = agent.get("taken")["conversation"]
        agent.send({"type": "say", "conversation": public, "client_id": "a1", "text": "Dạ em nghe ạ."})
        while not any(f["type"] == "message" and f["author"] == "agent" for f in got):
            _, answer = poll(server, session, batch)
            batch, got = answer["batch"], answer["frames"]


def test_sigterm_warns_closes_and_ends_in_time():
    with Server() as server:
        link = server.visitor()
        link.say("tivi bảo hành bao lâu", "last")
        equal(server.stop(), 0)
        code = link.closes()
        kinds = [f["type"] for f in link.kept]
        assert "server_closing" in kinds, kinds
        equal(code in (1001, 1012), True, str(code))
        server.start()
        again = server.visitor(token=link.token)
        acked = any(f["type"] == "ack" for f in link.kept)
        if acked:
            equal(texts(again.welcome["messages"]), ["tivi bảo hành bao lâu"])


class Talker(threading.Thread):
    """Says things until the server dies; remembers what was acknowledged."""

    def __init__(self, server, number):
        super().__init__(daemon=True)
        self.link, self.number = server.visitor(), number
        self.said, self.acked = [], {}

    def run(self):
        try:
            for i in range(100000):
                text = f"tivi bảo hành bao lâu {self.number}-{i}"
                self.said.append((f"k{i}", text))
                self.link.say(text, f"k{i}")
                ack = self.link.get("ack", client_id=f"k{i}")
                self.acked[f"k{i}"] = ack["seq"]
                self.link.kept.clear()
        except (Closed, OSError):
            pass


def test_kill_9_under_load_keeps_every_acknowledged_message_once():
    env = {"LETAN_SAY_RATE": "10000", "LETAN_SAY_BURST": "10000"}
    with Server(env=env) as server:
        for _ in range(3):
            talkers = [Talker(server, n) for n in range(8)]
            for talker in talkers:
                talker.start()
            while sum(len(t.acked) for t in talkers) < 200:
                assert all(t.is_alive() for t in talkers)
            equal(server.stop(signal.SIGKILL), -9)
            for talker in talkers:
                talker.join()
            server.start()
            for talker in talkers:
                check_kept(server, talker)


def check_kept(server, talker):
    link = server.visitor(token=talker.link.token)
    # What was in flight is sent again, as the widget does: it must not appear twice.
    for client_id, text in talker.said[-1:]:
        link.say(text, client_id)
        link.get("ack", client_id=client_id)
    link.cut()
    link = server.visitor(token=talker.link.token)
    kept = link.welcome["messages"]
    while kept[-1]["seq"] < link.welcome["last_seq"]:
        kept.append(link.get("message"))
    equal([m["seq"] for m in kept], list(range(1, len(kept) + 1)))
    mine = [m for m in kept if m["author"] == "visitor"]
    equal([m["body"]["text"] for m in mine], [text for _, text in talker.said])
    for message in mine:
        if message["client_id"] in talker.acked:
            equal(message["seq"], talker.acked[message["client_id"]])
    # Every question was answered, once.
    equal(len([m for m in kept if m["author"] == "bot"]) >= len(mine), True)


def cut_slow(server):
    metrics = server.request("GET", "/metrics")[2].decode()
    return int(re.search(r"^letan_sockets_cut_slow_total (\d+)", metrics, re.M).group(1))


def test_a_socket_that_does_not_read_is_cut_and_resumes():
    with Server(env={"LETAN_SAY_RATE": "100000", "LETAN_SAY_BURST": "100000"}) as server:
        link = server.visitor()
        slow = Socket(server.port, "/ws/visitor", room=2048)
        slow.send({"type": "hello", "token": link.token, "last_seq": 0})
        slow.get("welcome")
        for i in range(4000):
            link.say("đổi trả " + "a" * 2000, f"c{i}")
            link.get("ack", client_id=f"c{i}")
            link.kept.clear()
            if i % 50 == 0 and cut_slow(server) == 1:
                break
        equal(cut_slow(server), 1)
        link.say("tivi bảo hành bao lâu", "after")
        last = link.get("ack", client_id="after")["seq"]
        again = server.visitor(token=link.token, last_seq=last - 1)
        equal(again.welcome["messages"][0]["body"]["text"], "tivi bảo hành bao lâu")
