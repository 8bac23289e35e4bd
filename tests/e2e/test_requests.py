"""Requests to the shop's other system: signed, tried until answered, done once, through a kill -9 in between.
A row of the request table is what a turn records; the tests write it as a turn would."""

import os
import signal
import sqlite3
import sys
import time

from letan import ROOT, WAIT_S, Server, equal

sys.path.insert(0, os.path.join(ROOT, "tests"))
from fakes.shop import Shop  # noqa: E402

SECRET = "mot-khoa-bi-mat-dai"


def database(server):
    link = sqlite3.connect(os.path.join(server.data, "letan.db"), timeout=WAIT_S)
    link.execute("PRAGMA synchronous=FULL")
    return link


def ask(server, key, body, deadline_s=60, keep=0):
    visitor = server.visitor()
    visitor.say("xin chào")
    visitor.get("message", author="bot")
    now = int(time.time() * 1000)
    with database(server) as link:
        conversation, = link.execute("SELECT max(id) FROM conversation").fetchone()
        link.execute("INSERT INTO request (tenant, conversation, name, key, body, deadline, keep_trying, state, told, "
                     "attempts, next_at, http_status, created_at, updated_at) VALUES (1, ?, 'doi-dia-chi', ?, ?, ?, ?, 0, "
                     "0, 0, ?, 0, ?, ?)", (conversation, key, body, now + deadline_s * 1000, keep, now, now, now))
    link.close()
    return visitor


def until(condition, what):
    end = time.monotonic() + WAIT_S
    while time.monotonic() < end:
        value = condition()
        if value:
            return value
        time.sleep(0.05)
    raise AssertionError(what)


def row(server, key):
    link = database(server)
    found = link.execute("SELECT state, attempts, http_status FROM request WHERE key = ?", (key,)).fetchone()
    link.close()
    return found


def test_a_request_is_signed_tried_again_and_done_once():
    shop = Shop(0, SECRET).start()
    with Server("--request_url", shop.url, "--request_secret", SECRET) as server:
        ask(server, "YC-1", '{"fail": 1, "address": "5 Trần Phú"}')
        until(lambda: row(server, "YC-1")[0] == 1, "it was not answered")
        equal(row(server, "YC-1"), (1, 2, 200))
        equal(shop.done["YC-1"]["body"]["address"], "5 Trần Phú")
        equal(shop.bad_signatures, 0)
    shop.stop()


def test_a_refused_request_ends_and_a_wrong_secret_is_refused():
    shop = Shop(0, "mot-khoa-khac-han").start()
    with Server("--request_url", shop.url, "--request_secret", SECRET) as server:
        ask(server, "YC-2", "{}")
        until(lambda: row(server, "YC-2")[0] == 2, "it was not refused")
        equal(row(server, "YC-2")[2], 401)
        equal(shop.done, {})
    shop.stop()


def test_a_request_survives_a_kill_and_a_shop_that_is_down():
    shop = Shop(0, SECRET).start()
    port, url = shop.server_port, shop.url
    shop.stop()
    with Server("--request_url", url, "--request_secret", SECRET) as server:
        ask(server, "YC-3", '{"x": 1}', keep=1)
        until(lambda: row(server, "YC-3")[1] >= 1, "it was not tried")
        server.stop(signal.SIGKILL)
        shop = Shop(port, SECRET).start()
        server.start()
        until(lambda: row(server, "YC-3")[0] == 1, "it was not answered after the restart")
        equal(list(shop.done), ["YC-3"])
    shop.stop()


def test_without_other_systems_a_request_is_refused_at_once():
    with Server() as server:
        ask(server, "YC-4", "{}")
        until(lambda: row(server, "YC-4")[0] == 2, "it still waits")
