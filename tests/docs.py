#!/usr/bin/env python3
"""The documents are true: links lead somewhere, commands marked "run" run, the table of settings is the
program's own, the Vietnamese README says what the English one says. Last line: "N passed, N failed"."""

import glob
import os
import re
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PROGRAM = os.environ.get("LETAN", os.path.join(ROOT, "build/release/letan"))
PASSWORD = "mat-khau-de-thu-1\n"
passed = failed = 0


def check(name, why):
    global passed, failed
    if why:
        failed += 1
        print(f"FAIL {name}: {why}")
    else:
        passed += 1
        print(f"ok   {name}")


def read(path):
    with open(os.path.join(ROOT, path), encoding="utf-8") as file:
        return file.read()


def links(path):
    missing = []
    text = re.sub(r"^```.*?^```", "", read(path), flags=re.M | re.S)
    for target in re.findall(r"\]\(([^)#\s]+)", text):
        if not re.match(r"[a-z]+:", target) and not os.path.exists(os.path.join(ROOT, os.path.dirname(path), target)):
            missing.append(target)
    return f"leads nowhere: {', '.join(missing)}" if missing else ""


def mentions(path):
    """Paths of the source that the text names in `code`."""
    missing = [name for name in re.findall(r"`((?:src|script|tests|docs|cmake|intents|kb)/[\w./-]*\w)`", read(path))
               if not os.path.exists(os.path.join(ROOT, name))]
    return f"names what is not there: {', '.join(missing)}" if missing else ""


def run_blocks(path):
    """Writes the blocks with file=… and runs those marked run, in a folder of their own."""
    with tempfile.TemporaryDirectory() as folder:
        for info, body in re.findall(r"^```([^\n]*)\n(.*?)^```", read(path), re.M | re.S):
            target = re.search(r"\bfile=(\S+)", info)
            if target:
                name = os.path.join(folder, target.group(1))
                os.makedirs(os.path.dirname(name), exist_ok=True)
                with open(name, "w", encoding="utf-8") as file:
                    file.write(body)
            if not re.search(r"\brun\b", info):
                continue
            for line in body.splitlines():
                command = re.sub(r"(^|\| )(build/release/)?letan\b", rf"\1{PROGRAM}", line)
                done = subprocess.run(command, shell=True, cwd=folder, input=PASSWORD, capture_output=True, text=True,
                                      timeout=120, check=False)
                if done.returncode != 0:
                    return f"`{line}` ends with {done.returncode}: {(done.stdout + done.stderr)[-600:]}"
    return ""


def runs(path):
    return len(re.findall(r"^```[^\n]*\brun\b", read(path), re.M))


def settings():
    out = subprocess.run([PROGRAM, "serve", "--help"], capture_output=True, text=True, check=True).stdout
    real = re.findall(r"^  --(\w+)\s+(.*) \(([^()]*)\)$", out, re.M)
    told = re.findall(r"^\| `(\w+)` \| (?:\(empty\)|`([^`]*)`) \| (.*) \|$", read("docs/install.md"), re.M)
    want = [(name, "" if value == "empty" else value, text) for name, text, value in real]
    wrong = [f"{a} is told as {b}" for a, b in zip(want, told) if a != b]
    return "; ".join(wrong) or (f"{len(want)} settings, {len(told)} told" if len(want) != len(told) else "")


def twins():
    def shape(path):
        text = read(path)
        return [len(mark) for mark in re.findall(r"^(#+) ", re.sub(r"^```.*?^```", "", text, flags=re.M | re.S), re.M)], \
            re.findall(r"\]\(((?:docs|src|web-widget)/[^)]*)\)", text), re.findall(r"^```(.*)$", text, re.M)

    return "" if shape("README.md") == shape("README.vi.md") else "headings, links or commands differ"


def main():
    pages = ["README.md", "README.vi.md", *sorted(os.path.relpath(p, ROOT) for p in glob.glob(f"{ROOT}/docs/*.md"))]
    for page in pages:
        check(f"{page}: links", links(page))
        check(f"{page}: names", mentions(page))
        if runs(page):
            check(f"{page}: {runs(page)} blocks of commands", run_blocks(page))
    check("README.vi.md says what README.md says", twins())
    check("docs/install.md: every setting", settings())
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
