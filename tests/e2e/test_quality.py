"""letan test and letan check on content that is nearly right: what they measure, compare and find."""

import json
import os
import shutil
import tempfile
import xml.etree.ElementTree as ElementTree

from letan import equal, has, run


def exported():
    here = tempfile.mkdtemp(prefix="letan-quality-")
    content = os.path.join(here, "content")
    code, _, err = run("content", "export", content)
    equal(code, 0, err)
    return here, content


def replace(content, name, old, new):
    path = os.path.join(content, name)
    with open(path, encoding="utf-8") as file:
        text = file.read()
    assert old in text, (name, old)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text.replace(old, new, 1))


def test_results_as_text_json_and_junit():
    here, content = exported()
    code, out, err = run("test", "--content", content)
    equal(code, 0, out + err)
    for part in ("accuracy", "at 95 % precision", "ECE", "median", "p99"):
        has(out, part)
    assert out.rstrip().endswith("passed, 0 failed"), out

    replace(content, "intents/chung.yml", "yes: [em là ai vậy, ", "yes: [giá vàng & bạc <hôm nay>, ")
    junit = os.path.join(here, "out.xml")
    code, out, err = run("test", "--content", content, "--json", "--junit", junit)
    equal(code, 1, err)
    result = json.loads(out)
    equal(result["failed"], 1)
    has(result["failures"][0], "giá vàng & bạc")
    measured = result["measured"]
    assert 0.5 < measured["accuracy"] < 1, measured
    assert 0 < measured["coverage_at_95"] <= 1 and 0 <= measured["calibration_error"] <= 1, measured
    assert 0 < measured["median_us"] <= measured["p99_us"], measured
    assert any(one["want"] == "ban-la-ai" and one["count"] == 1 for one in measured["confusions"]), measured

    root = ElementTree.parse(junit).getroot()
    equal(int(root.get("tests")), result["passed"] + result["failed"])
    equal(int(root.get("failures")), 1)
    cases = list(root.iter("testcase"))
    equal(len(cases), result["passed"] + result["failed"])
    failed = [case for case in cases if case.find("failure") is not None]
    equal([case.get("name") for case in failed], ["ban-la-ai yes: giá vàng & bạc <hôm nay>"])
    equal(failed[0].get("classname"), "intents/chung.yml")
    has(failed[0].find("failure").text, "should be this")
    shutil.rmtree(here)


def test_a_failing_talk_is_a_failing_case():
    here, content = exported()
    with open(os.path.join(content, "tests", "talks", "moi.yml"), "w", encoding="utf-8") as file:
        file.write("talks:\n  - name: Chào\n    turns:\n      - visitor: xin chào\n        expect: {decision: handover}\n"
                   "  - name: Chào lại\n    turns:\n      - visitor: xin chào\n        expect: {decision: smalltalk}\n")
    junit = os.path.join(here, "out.xml")
    code, out, _ = run("test", "--content", content, "--junit", junit, "moi.yml")
    equal(code, 1, out)
    assert "accuracy" not in out, out  # one file only: nothing is measured
    cases = {case.get("name"): case for case in ElementTree.parse(junit).getroot().iter("testcase")}
    equal(sorted(cases), ["Chào", "Chào lại"])
    has(cases["Chào"].find("failure").text, "wanted handover, got smalltalk")
    assert cases["Chào lại"].find("failure") is None
    code, _, err = run("test", "--content", content, "--junit", os.path.join(here, "no", "such", "out.xml"))
    equal(code, 1)
    has(err, "no/such")
    shutil.rmtree(here)


def test_against_another_release():
    here, content = exported()
    data = os.path.join(here, "data")
    code, out, err = run("content", "import", content, "--data", data)
    equal(code, 0, out + err)
    code, out, err = run("test", "--content", content, "--data", data, "--against", "1", "--json")
    equal(code, 0, out + err)
    equal(json.loads(out)["against"]["changed"], 0)

    # Who the bot is goes to a person now, and greetings have other words.
    replace(content, "intents/chung.yml",
            '      say:\n        - "Dạ, em là Sen,', '      handover:\n        say:\n        - "Dạ, em là Sen,')
    replace(content, "intents/chung.yml", "      say_en:\n        - \"I am Sen,", "        say_en:\n        - \"I am Sen,")
    replace(content, "intents/chung.yml", "    smalltalk: true\n    patterns:\n      - (bạn|em|shop|mày|sen|ad) là",
            "    patterns:\n      - (bạn|em|shop|mày|sen|ad) là")
    code, out, err = run("test", "--content", content, "--data", data, "--against", "1", "--json")
    result = json.loads(out)["against"]
    assert result["changed"] > 0 and result["sentences"] > 500, result
    first = result["changes"][0]
    equal(first["kind"], "smalltalk → handover")
    equal((first["before"], first["after"]), ("ban-la-ai", "ban-la-ai"))
    assert first["count"] >= len(first["examples"]) > 0, first
    sizes = [change["count"] for change in result["changes"]]
    equal(sizes, sorted(sizes, reverse=True))
    equal(sum(sizes), result["changed"])

    code, out, _ = run("test", "--data", data, "--against", content)  # the other way round, in words
    has(out, "sentences are answered differently")
    has(out, "handover → smalltalk: ban-la-ai → ban-la-ai")
    for wrong, part in (("7", "holds no release 7"), (os.path.join(here, "nowhere"), "no content in")):
        code, _, err = run("test", "--data", data, "--against", wrong)
        equal(code, 1)
        has(err, part)
    code, _, err = run("test", "--against", "1")
    equal(code, 1)
    has(err, "--data")
    shutil.rmtree(here)


def test_check_finds_what_loads_but_is_wrong():
    here, content = exported()
    code, out, err = run("check", content)
    equal(code, 0, out + err)
    has(out, " 0 errors")
    with open(os.path.join(content, "intents", "moi.yml"), "w", encoding="utf-8") as file:
        file.write("intents:\n  - id: moi\n    title: Mới\n    patterns:\n      - tủ đông cũ\n      - '(hút bụi |hút )+mịn'\n"
                   "      - '(a|á)* mèo'\n    exclude: [cũ]\n    examples: [tủ đông mini còn không, em tên gì]\n"
                   "    answer: {say: [Dạ còn ạ.]}\n")
    code, out, err = run("check", content)
    equal(code, 1, out + err)
    has(out, "intents/moi.yml:5:9: error: this pattern never counts")
    has(out, "      - tủ đông cũ\n            ^")
    has(out, "intents/moi.yml:7:10: warning: this pattern can take very long")
    assert "moi.yml:6:" not in out, out
    has(out, "this example also stands under intent")
    shutil.rmtree(here)
