#!/usr/bin/env bash
# Proves that the build itself keeps the floors apart: a forbidden include does not compile, an
# upward call does not link, and an allowed one of each does. Works in its own folder.
set -euo pipefail
cd "$(dirname "$0")/.."
work=build/floors-test
passed=0 failed=0
rm -rf "$work"
mkdir -p "$work"
cp -r CMakeLists.txt cmake script src intents kb web-widget web-desk web-demo "$work/"
mkdir -p "$work/build" "$work/tests/talks" "$work/tests/bench"
ln -sfn "$(readlink -f build/libwebsockets)" "$work/build/libwebsockets"
cp tests/bench/*.c "$work/tests/bench/"

cmake -S "$work" -B "$work/out" -G Ninja -DCMAKE_BUILD_TYPE=Debug >/dev/null
build() { cmake --build "$work/out" --target "$1" >"$work/log" 2>&1; }

expect() { # expect NAME yes|no TARGET [WORDS THE COMPILER MUST SAY]
    local got=no
    build "$3" && got=yes
    if [ "$got" = "$2" ] && { [ -z "${4:-}" ] || grep -q "$4" "$work/log"; }; then
        passed=$((passed + 1))
        echo "ok   $1"
    else
        failed=$((failed + 1))
        echo "FAIL $1"
        tail -n 20 "$work/log"
    fi
}
probe() { # probe FILE TEXT: adds a line at the end of a source file, kept aside until restore
    cp "$work/$1" "$work/kept"
    probed=$1
    printf '%s\n' "$2" >>"$work/$1"
}
restore() { cp "$work/kept" "$work/$probed"; }

expect "the floors compile as they are" yes dialogue
probe src/match/pattern.c '#include "text/normalise.h"'
expect "match may include text" yes match
restore
probe src/match/pattern.c '#include "dialogue/engine.h"'
expect "match may not include dialogue" no match 'dialogue/engine.h'
restore
probe src/text/fold.c '#include "kb/search.h"'
expect "text may not include kb" no text 'kb/search.h'
restore
probe src/dialogue/engine.c '#include "store/store.h"'
expect "dialogue may not include store" no dialogue 'store/store.h'
restore
probe src/hub/turn.c '#include "net/server.h"'
expect "hub may not include net" no hub 'net/server.h'
restore
# A call that declares the function itself gets past the compiler; the linker of the floor's own
# tests refuses it.
probe src/desk/hours.c 'struct hub; void hub_free(struct hub *hub); void probe_up(void); void probe_up(void) { hub_free((struct hub *)0); }'
mkdir -p "$work/tests/unit/desk"
printf 'void probe_up(void);\nint main(void)\n{\n    probe_up();\n}\n' >"$work/tests/unit/desk/test_probe.c"
cmake -S "$work" -B "$work/out" >/dev/null
expect "desk may not call hub: it does not link" no desk_test_probe 'undefined reference'
restore
printf 'int main(void)\n{\n    return 0;\n}\n' >"$work/tests/unit/desk/test_probe.c"
expect "without the call it links" yes desk_test_probe
echo "$passed passed, $failed failed"
rm -rf "$work"
[ "$failed" -eq 0 ]
