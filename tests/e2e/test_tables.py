"""The company's own tables: imported, refused, listed and exported by the program, beside a running server."""

import os
import tempfile

from letan import Server, equal, has, run

GOOD = "Mã đơn;SĐT;Trạng thái;Ngày đặt\nHS1;0912345678;Đang giao;24/11/2026\nHS2;0987654321;Mới;\n"


def write(folder, name, text):
    path = os.path.join(folder, name)
    with open(path, "wb") as file:
        file.write(text if isinstance(text, bytes) else text.encode())
    return path


def test_a_table_is_imported_listed_and_exported():
    with tempfile.TemporaryDirectory() as folder:
        data = os.path.join(folder, "data")
        path = write(folder, "don.csv", GOOD)
        code, out, err = run("table", "import", "orders", path, "--dry-run", "--data", data)
        equal(code, 0, err)
        has(out, "2 rows would be imported")
        equal(run("table", "list", "--data", data)[1], "", "a dry run stores nothing")
        code, out, err = run("table", "import", "orders", path, "--data", data)
        equal(code, 0, err)
        has(out, "2 new")
        has(run("table", "import", "orders", path, "--data", data)[1], "2 as before")
        has(run("table", "list", "--data", data)[1], "orders\t2 rows")
        code, out, _ = run("table", "export", "orders", "--data", data)
        equal(code, 0)
        equal(out.splitlines()[1], "HS1,0912345678,shipped,2026-11-24")
        again = write(folder, "again.csv", out)
        has(run("table", "import", "orders", again, "--data", data)[1], "2 as before")
        one = write(folder, "one.csv", "\n".join(GOOD.splitlines()[:2]))
        has(run("table", "import", "orders", one, "--replace", "--data", data)[1], "1 removed")


def test_mistakes_have_their_line_and_nothing_is_imported():
    with tempfile.TemporaryDirectory() as folder:
        data = os.path.join(folder, "data")
        path = write(folder, "don.csv", GOOD + "HS3;12;Mới;\nHS4;0912345678;Lạ;30/02/2026\nhs 1;0912345678;Mới;\n")
        code, _, err = run("table", "import", "orders", path, "--data", data)
        equal(code, 1)
        for line in (":4", ":5", ":6"):
            has(err, "don.csv" + line)
        has(err, "30/02/2026")
        equal(run("table", "list", "--data", data)[1], "")
        for name, content, words in (("cu.csv", "Mã đơn,SĐT\nđơn".encode("cp1258", "replace") + b"\xe3\xf2\n", "UTF-8"),
                                     ("x.xlsx", b"PK\x03\x04zzz", "damaged"), ("x.xls", b"\xd0\xcf\x11\xe0", ".xlsx")):
            code, _, err = run("table", "import", "orders", write(folder, name, content), "--data", data)
            equal(code, 1)
            has(err, words)
        equal(run("table", "export", "nothing", "--data", data)[0], 1)
        equal(run("table", "import", "Orders!", path, "--data", data)[0], 2)


def test_a_fresh_server_has_the_demo_tables_and_an_import_works_beside_it():
    with Server() as server, tempfile.TemporaryDirectory() as folder:
        has(run("table", "list", "--data", server.data)[1], "branches\t18 rows")
        has(run("table", "export", "orders", "--data", server.data)[1], "DH123456")
        path = write(folder, "don.csv", GOOD)
        equal(run("table", "import", "orders", path, "--data", server.data)[0], 0)
        server.restart()
        has(run("table", "export", "orders", "--data", server.data)[1], "HS2")
        has(run("table", "list", "--data", server.data)[1], "orders\t9 rows")
