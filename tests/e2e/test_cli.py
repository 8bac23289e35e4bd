"""The commands: what they teach, what they answer, what they refuse, with place and reason."""

import filecmp
import json
import os
import re
import shutil
import tempfile

from letan import ROOT, Server, equal, has, run

COMMANDS = ["serve", "ask", "check", "test", "content", "user", "predict", "normalise", "version"]


def folder():
    return tempfile.mkdtemp(prefix="letan-cli-")


def test_every_command_teaches():
    code, out, _ = run("--help")
    equal(code, 0)
    for command in COMMANDS:
        has(out, f"letan {command}")
        code, text, err = run(command, "--help")
        equal(code, 0, err)
        has(text, f"letan {command}")
        assert len(text.splitlines()) >= (1 if command == "version" else 4), f"{command}: {text}"
    code, _, err = run("fly")
    equal(code, 2)
    has(err, "--help")
    for command in COMMANDS:
        code, _, err = run(command, "--no-such-option")
        equal(code, 2, command + err)
        has(err, "--no-such-option")


def test_version():
    code, out, _ = run("version")
    equal(code, 0)
    assert re.match(r"letan \d+\.\d+\.\d+", out), out


def test_settings_come_in_order():
    here = folder()
    path = os.path.join(here, "letan.yml")
    with open(path, "w", encoding="utf-8") as file:
        file.write("say_rate: 3\nsay_burst: 30\nworkers: 1\n")
    env = {"LETAN_SAY_BURST": "40", "LETAN_WORKERS": "3"}
    code, out, err = run("serve", "--config", path, "--workers", "4", "--print-config", env=env)
    equal(code, 0, err)
    for line in ("say_rate: 3", "say_burst: 40", "workers: 4", "global_rate: 2000"):
        assert re.search(f"^{line}\\b", out, re.M), (line, out)
    shutil.rmtree(here)


def test_wrong_settings_are_named_with_their_place():
    here = folder()
    path = os.path.join(here, "letan.yml")
    for text, place, part in [("port: 8080\nsay_rat: 3\n", ":2:1:", 'did you mean "say_rate"'), ("say_rate: nhanh\n", ":1:", "say_rate"),
                              ("hours: T9 99:00\n", ":1:", "hours"), ("port: [1\n", ":", "")]:
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        code, _, err = run("serve", "--config", path, "--print-config")
        assert code != 0, text
        has(err, path + place)
        has(err, part)
    # Other programs' variables may begin with our name: a warning, no error.
    code, _, err = run("serve", "--print-config", env={"LETAN_SAY_RAT": "3"})
    equal(code, 0)
    has(err, "LETAN_SAY_RAT")
    code, _, err = run("serve", "--print-config", env={"LETAN_SAY_RATE": "nhanh"})
    assert code != 0
    has(err, "LETAN_SAY_RATE")
    for flag, value in (("--hours", "T9 08:00-12:00"), ("--closed_days", "2027-13-01"), ("--log_level", "loud")):
        code, _, err = run("serve", flag, value, "--print-config")
        equal(code, 2, flag)
        has(err, flag)
    code, _, err = run("serve", "--config", "/nowhere/letan.yml", "--print-config")
    assert code != 0
    has(err, "/nowhere/letan.yml")
    shutil.rmtree(here)


def test_flags_are_written_as_people_write_them():
    for flags in (["--say_rate", "3"], ["--say-rate", "3"], ["--say-rate=3"], ["--say_rate=3"]):
        code, out, err = run("serve", *flags, "--print-config")
        equal(code, 0, err)
        has(out, "say_rate: 3\n")
    code, out, err = run("serve", "--print-config", "--origins=https://a.vn,https://b.vn?c=d")
    has(out, 'origins: "https://a.vn,https://b.vn?c=d"')
    for flags in (["--say-rate"], ["stray"], ["--print-config=yes", "stray"]):
        equal(run("serve", *flags)[0], 2, flags)
    code, out, err = run("ask", "--json", "--locale=en", "How long does delivery take?")
    equal((code, json.loads(out)["decision"]), (0, "answer"), err)
    code, _, err = run("ask", "--json=yes", "a")
    equal(code, 2, err)


def test_print_config_can_be_read_back():
    here = folder()
    path = os.path.join(here, "letan.yml")
    _, out, _ = run("serve", "--print-config", "--origins", 'https://"\\\t.vn', "--global_rate", "123456.789")
    has(out, "global_rate: 123456.789\n")
    with open(path, "w", encoding="utf-8") as file:
        file.write(out)
    code, again, err = run("serve", "--config", path, "--print-config")
    equal(code, 0, err)
    equal(again, out)
    shutil.rmtree(here)


def test_ask_answers_asks_and_hands_over():
    for question, decision in [("tivi bảo hành bao lâu ạ", "answer"), ("bao hanh tivi bao lau", "answer"),
                               ("cho mình gặp nhân viên", "handover"), ("cảm ơn shop nhiều nhé", "smalltalk")]:
        code, out, err = run("ask", "--json", question)
        equal(code, 0, err)
        got = json.loads(out)
        equal(got["decision"], decision, question)
        equal(set(got) >= {"decision", "intent", "article", "confidence", "reply"}, True)
        assert 0 <= got["confidence"] <= 1 and got["reply"], got
    code, out, _ = run("ask", "--why", "tivi bảo hành bao lâu ạ")
    equal(code, 0)
    has(out, "bao-hanh")


def test_ask_takes_anything():
    for question in ["", "\x07", "a" * 5000, "'; DROP TABLE article; --", 'NEAR("a" b) OR *', "\u202e\u200b", "(((((("]:
        code, out, err = run("ask", "--json", question)
        assert code in (0, 1, 2) and "Traceback" not in err, (question[:20], code, err)
        if code == 0:
            json.loads(out)
    code, _, _ = run("ask", "--json", data=b"\xff\xfe\n")
    assert code in (0, 1, 2)


def test_check_names_every_mistake_at_once():
    here = folder()
    os.makedirs(os.path.join(here, "intents"))
    os.makedirs(os.path.join(here, "kb"))
    with open(os.path.join(here, "intents/a.yml"), "w", encoding="utf-8") as file:
        file.write("intents:\n  - id: thu\n    patterns: ['(chưa đóng']\n    colour: red\n"
                   "  - id: hai\n    answer: {article: khong-co}\n    examples: [một]\n")
    code, out, err = run("check", here)
    text = out + err
    equal(code, 1, text)
    for part in ("intents/a.yml:3:", "intents/a.yml:4:", "intents/a.yml:6:", "colour", "khong-co", "^"):
        has(text, part)
    shutil.rmtree(here)


def test_check_reads_talks_too():
    here = folder()
    equal(run("content", "export", here)[0], 0)
    with open(os.path.join(here, "tests/talks/a.yml"), "w", encoding="utf-8") as file:
        file.write("talks:\n  - name: một\n    turnz: []\n")
    code, out, err = run("check", here)
    equal(code, 1, out + err)
    has(out, "tests/talks/a.yml:3:5: error:")
    has(out, 'did you mean "turns"')
    shutil.rmtree(here)


def test_content_goes_out_and_in_without_loss():
    data, out_folder, again = folder(), folder(), folder()
    code, _, err = run("content", "import", ROOT, "--data", data)
    equal(code, 0, err)
    code, _, err = run("content", "export", out_folder, "--data", data)
    equal(code, 0, err)
    for part in ("intents", "kb"):
        count = compare(os.path.join(ROOT, part), os.path.join(out_folder, part))
        assert count > 5, (part, count)
    code, _, err = run("content", "import", out_folder, "--data", data)
    equal(code, 0, err)
    code, _, err = run("content", "export", again, "--data", data)
    equal(code, 0, err)
    compare(os.path.join(out_folder, "intents"), os.path.join(again, "intents"))
    for path in (data, out_folder, again):
        shutil.rmtree(path)


def compare(left, right):
    count = 0
    for path, _, names in os.walk(left):
        for name in names:
            if not name.endswith((".yml", ".md", ".tsv", ".txt")):
                continue
            one = os.path.join(path, name)
            two = os.path.join(right, os.path.relpath(one, left))
            assert os.path.exists(two), two
            assert filecmp.cmp(one, two, shallow=False), two
            count += 1
    return count


def test_bad_content_is_not_imported():
    data, here = folder(), folder()
    os.makedirs(os.path.join(here, "intents"))
    with open(os.path.join(here, "intents/a.yml"), "w", encoding="utf-8") as file:
        file.write("intents: 7\n")
    code, out, err = run("content", "import", here, "--data", data)
    equal(code, 1)
    has(out + err, "intents/a.yml:1:")
    shutil.rmtree(data)
    shutil.rmtree(here)


def test_users():
    data = folder()
    equal(run("user", "add", "minhanh", "--name", "Minh Anh", "--role", "agent", "--data", data,
              "--password-stdin", data="mat-khau-dai-1\n")[0], 0)
    code, _, err = run("user", "add", "minhanh", "--name", "Khác", "--role", "agent", "--data", data,
                       "--password-stdin", data="mat-khau-dai-1\n")
    equal(code, 1)
    has(err, "minhanh")
    code, _, err = run("user", "add", "ngan", "--name", "Ngắn", "--role", "agent", "--data", data,
                       "--password-stdin", data="123\n")
    assert code != 0, "a short password was taken"
    code, out, _ = run("user", "list", "--data", data)
    has(out, "Minh Anh")
    with Server(data=data) as server:
        server.agent("minhanh", "mat-khau-dai-1")
    equal(run("user", "passwd", "minhanh", "--data", data, "--password-stdin", data="mat-khau-moi-2\n")[0], 0)
    with Server(data=data) as server:
        server.agent("minhanh", "mat-khau-moi-2")
        equal(server.request("POST", "/api/login", {"login": "minhanh", "password": "mat-khau-dai-1"})[0], 401)
    shutil.rmtree(data)


def lines(*rows):
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def test_predict_intents():
    here = folder()
    train = os.path.join(here, "train.jsonl")
    with open(train, "w", encoding="utf-8") as file:
        file.write(lines(*[{"text": t, "intent": i} for i, ts in {
            "gia": ["giá bao nhiêu", "bao nhiêu tiền vậy shop", "cái này giá sao ạ", "cho hỏi giá với"],
            "ship": ["bao lâu thì nhận được hàng", "phí ship bao nhiêu", "có giao hàng tỉnh không", "khi nào giao tới"],
        }.items() for t in ts]))
    code, out, err = run("predict", "intents", "--examples", train,
                         data=lines({"text": "gia bn v shop", "intent": "gia"}, {"text": "ship tỉnh không ạ"}))
    equal(code, 0, err)
    got = [json.loads(line) for line in out.splitlines()]
    equal([g["intent"] for g in got], ["gia", "ship"])
    for one in got:
        equal(set(one) >= {"intent", "confidence", "runner_up", "took_us"}, True)
        assert 0 <= one["confidence"] <= 1 and one["took_us"] >= 0
        assert all(set(r) == {"intent", "confidence"} for r in one["runner_up"])
    again = run("predict", "intents", "--examples", train, data=lines({"text": "gia bn v shop"}))[1]
    equal(json.loads(again)["confidence"], got[0]["confidence"], "training is not repeatable")
    code, _, err = run("predict", "intents", "--examples", train, data="không phải JSON\n")
    assert code != 0
    has(err, "1")
    shutil.rmtree(here)


def test_predict_articles():
    here = folder()
    passages = os.path.join(here, "passages.jsonl")
    with open(passages, "w", encoding="utf-8") as file:
        file.write(lines({"id": "bh", "title": "Bảo hành", "text": "Tivi được bảo hành hai năm kể từ ngày mua."},
                         {"id": 2**53, "title": "Giao hàng", "text": "Hàng được giao trong ba ngày làm việc."}))
    code, out, err = run("predict", "articles", "--passages", passages,
                         data=lines({"text": "bao hanh may nam"}, {"text": '"NEAR(* OR'}, {"text": "mấy ngày giao hàng"}))
    equal(code, 0, err)
    first, second, third = [json.loads(line) for line in out.splitlines()]
    equal(third["hits"][0]["id"], 2**53)
    equal(first["hits"][0]["id"], "bh")
    equal(set(first) >= {"hits", "confidence", "took_us"}, True)
    assert len(second["hits"]) <= 10
    shutil.rmtree(here)


def test_normalise():
    code, out, err = run("normalise", data="Cho mik hỏi ĐT này ko dc đổi trả hả shop, sdt 0912.345.678\n\nooke\n")
    equal(code, 0, err)
    got = [json.loads(line) for line in out.splitlines()]
    equal(len(got), 3)
    for one in got:
        equal(set(one) >= {"t", "a", "f", "unaccented", "spans"}, True)
    has(got[0]["f"], "khong duoc doi tra")
    equal([s["kind"] for s in got[0]["spans"] if "phone" in s["kind"]], ["phone"])
