"""Service tasks through the widget's protocol, with the real program and the demo shop's tables: orders looked up and
proved, cases opened, worked on at the desk and told, reminders; all of it through kill -9."""

import json
import os
import signal
import sqlite3
import time

from letan import WAIT_S, Server, equal, has, run


def bot(guest):
    """The bot's next message: its text."""
    return guest.get("message", author="bot")["body"]["text"]


def replies(guest, text, **more):
    """Says it and gives all that the bot answers to it, in one text."""
    guest.get("ack", client_id=guest.say(text, **more))
    guest.send({"type": "ping"})
    guest.get("pong")
    said = [frame for frame in guest.kept if frame["type"] == "message" and frame["author"] == "bot"]
    guest.kept = [frame for frame in guest.kept if frame not in said]
    return "\n".join(frame["body"].get("text", "") for frame in said) or bot(guest)


def order_state(server, code):
    _, out, _ = run("table", "export", "orders", "--data", server.data)
    return next(line for line in out.splitlines() if line.startswith(code))


def database(server):
    return sqlite3.connect(os.path.join(server.data, "letan.db"), timeout=WAIT_S)


def bring_forward(server, kind):
    """Lets the event of this kind be due now, as if the time had passed."""
    link = database(server)
    with link:
        changed = link.execute("UPDATE event SET at = 0 WHERE kind = ?", (kind,)).rowcount
    link.close()
    return changed


def test_an_order_is_told_to_who_proves_it():
    with Server(env={"LETAN_HOURS": ""}) as server:
        guest = server.visitor()
        has(replies(guest, "đơn DH123456 của chị tới đâu rồi em"), "4 số cuối")
        wrong = replies(guest, "0000")
        has(wrong, "chưa")
        assert "GN889900" not in wrong and "Lê Lợi" not in wrong, wrong
        replies(guest, "DH123456")
        right = replies(guest, "5678")
        has(right, "GN889900")
        assert "Lê Lợi" not in right, right


def test_a_flow_goes_on_after_kill_9():
    with Server(env={"LETAN_HOURS": ""}) as server:
        guest = server.visitor()
        has(replies(guest, "đơn DH123456 của chị tới đâu rồi em"), "4 số cuối")
        server.stop(signal.SIGKILL)
        server.start()
        back = server.visitor(token=guest.token, last_seq=0)
        equal(back.welcome["resumed"], True)
        back.counter = guest.counter
        has(replies(back, "5678"), "GN889900")


def test_a_complaint_becomes_a_case_that_is_worked_on_and_told():
    with Server(env={"LETAN_HOURS": ""}) as server:
        an = server.agent("admin", server.admin_password)
        guest = server.visitor()
        replies(guest, "gửi giúp tôi khiếu nại này")
        replies(guest, "Giao hàng", payload="flow:is:giao_hang")
        replies(guest, "shipper hẹn 3 lần đều không tới, gọi không bắt máy")
        replies(guest, "DH123456")
        has(replies(guest, "0912345678"), "KN-")
        listed = an.get("cases")
        while not listed["cases"]:
            listed = an.get("cases")
        case = listed["cases"][0]
        equal((case["kind"], case["state"], case["conversation"]),
              ("complaint", "open", guest.welcome["conversation"]))
        assert case["due_at"] > case["opened_at"], case
        server.stop(signal.SIGKILL)
        server.start()
        an = server.agent("admin", server.admin_password)
        guest = server.visitor(token=guest.token, last_seq=guest.welcome["last_seq"])
        an.send({"type": "case_set", "code": case["code"], "state": "solved", "assign": an.welcome["agent"]["id"],
                 "text": "Đã giao lại sáng nay", "tell": True})
        equal(an.get("case")["case"]["state"], "solved")
        end = time.monotonic() + WAIT_S
        told = ""
        while "Đã giao lại sáng nay" not in told and time.monotonic() < end:
            told = bot(guest)
        has(told, case["code"])
        guest.counter = 20
        replies(guest, "ổn rồi em")
        an.send({"type": "case", "code": case["code"]})
        found = an.get("case")
        equal(found["case"]["state"], "closed")
        equal([line["what"] for line in found["history"]], ["opened", "state", "owner", "note", "solved"])


def test_a_reminder_comes_once_and_survives_kill_9():
    with Server(env={"LETAN_HOURS": ""}) as server:
        guest = server.visitor()
        has(replies(guest, "đơn DH123456 của chị tới đâu rồi em"), "4 số cuối")
        last = guest.welcome["last_seq"]
        server.stop(signal.SIGKILL)
        equal(bring_forward(server, 1), 1)
        server.start()
        guest = server.visitor(token=guest.token, last_seq=last)
        first = bot(guest)
        end = time.monotonic() + WAIT_S
        link = database(server)
        while time.monotonic() < end and link.execute("SELECT count(*) FROM event WHERE at = 0").fetchone()[0]:
            time.sleep(0.05)
        equal(link.execute("SELECT count(*) FROM event WHERE at = 0").fetchone()[0], 0, first)
        said = link.execute("SELECT count(*) FROM message WHERE author = 1").fetchone()[0]
        link.close()
        server.restart(signal.SIGKILL)
        server.visitor(token=guest.token, last_seq=0)
        link = database(server)
        equal(link.execute("SELECT count(*) FROM message WHERE author = 1").fetchone()[0], said)
        link.close()


def test_a_cancelled_order_is_cancelled_once():
    with Server(env={"LETAN_HOURS": ""}) as server:
        guest = server.visitor()
        replies(guest, "hủy đơn DH200001 giúp mình")
        has(replies(guest, "4321"), "lý do")
        has(replies(guest, "đặt nhầm"), "DH200001")
        has(replies(guest, "đúng rồi"), "đã hủy đơn DH200001")
        has(order_state(server, "DH200001"), ",cancelled,")
        link = database(server)
        equal(link.execute("SELECT count(*) FROM row_change").fetchone()[0], 1)
        link.close()


def test_cases_are_worked_on_over_http_too():
    with Server(env={"LETAN_HOURS": ""}) as server:
        an = server.agent("admin", server.admin_password)
        guest = server.visitor()
        link = database(server)
        with link:
            link.execute("INSERT INTO case_file SELECT 1, 1, 'KN-7K3M9Q', 0, 0, 1, '', '', 0, 'Giao chậm', '', '{}', '', id, "
                         "visitor, 0, 1, 2, 1 FROM conversation WHERE public_id = ?", (guest.welcome["conversation"],))
        link.close()

        def ask(frame, headers=None):
            status, _, body = server.request("POST", "/api/cases", frame, an.headers if headers is None else headers)
            return status, json.loads(body)

        equal([one["code"] for one in ask({"type": "cases"})[1]["cases"]], ["KN-7K3M9Q"])
        status, found = ask({"type": "case_set", "code": "KN-7K3M9Q", "state": "working", "text": "kho đang tìm"})
        equal((status, found["case"]["state"]), (200, "working"))
        equal([line["what"] for line in ask({"type": "case", "code": "KN-7K3M9Q"})[1]["history"]], ["state", "note"])
        shown = an.get("cases")  # the desk is shown what changed, after what it was shown at first
        while not shown["cases"] or shown["cases"][0]["state"] != "working":
            shown = an.get("cases")
        equal(ask({"type": "case", "code": "KN-NOTHERE"})[0], 404)
        equal(ask({"type": "take"})[0], 400)
        equal(ask({"type": "case_set", "code": "KN-7K3M9Q", "state": "gone"})[0], 400)
        equal(ask({"type": "cases"}, {})[0], 401)
        equal(ask({"type": "cases"}, {"Cookie": an.headers["Cookie"]})[0], 403)
