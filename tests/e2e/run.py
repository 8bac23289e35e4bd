#!/usr/bin/env python3
"""Runs every test_* function of tests/e2e/test_*.py (or of the files named) against the real program.
LETAN names the program. The last line is "N passed, N failed"."""

import glob
import importlib
import os
import signal
import sys
import time
import traceback

HERE = os.path.dirname(os.path.abspath(__file__))
TEST_S = 600  # a test that hangs ends; one on a busy machine has time


def too_long(*_):
    raise TimeoutError(f"the test took more than {TEST_S} s")


def main():
    sys.path.insert(0, HERE)
    signal.signal(signal.SIGALRM, too_long)
    names = sys.argv[1:] or sorted(glob.glob(os.path.join(HERE, "test_*.py")))
    passed = failed = 0
    for name in names:
        module = importlib.import_module(os.path.basename(name).removesuffix(".py"))
        for test in [value for key, value in vars(module).items() if key.startswith("test_")]:
            begin = time.monotonic()
            signal.alarm(TEST_S)
            try:
                test()
                passed += 1
                print(f"ok   {module.__name__}.{test.__name__} ({time.monotonic() - begin:.1f} s)", flush=True)
            except Exception:  # pylint: disable=broad-except
                failed += 1
                print(f"FAIL {module.__name__}.{test.__name__}\n{traceback.format_exc()}", flush=True)
            signal.alarm(0)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
