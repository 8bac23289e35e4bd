#!/usr/bin/env bash
# House rules that no linter knows (docs/style.md says why each): banned calls, which floor may see
# which library, guards, sizes of files, words that have no place in the source.
set -euo pipefail
cd "$(dirname "$0")/.."
status=0
complain() { # complain RULE, with the offending lines on its standard input
    local lines
    lines=$(cat)
    [ -n "$lines" ] || return 0
    status=1
    printf '%s\n%s\n\n' "$1" "$lines"
}
sources() { git ls-files 'src/*.c' 'src/*.h' | grep -E "${1:-.}" || true; }

complain "Banned calls: they cannot be used safely, or lose errors, or are not thread safe." < <(
    sources | xargs grep -nE '\b(strcpy|strcat|v?sprintf|gets|strtok|atoi|atol|atof|sscanf|strncpy|alloca|system|popen|rand|localtime|gmtime|asctime|ctime|mktemp|tmpnam)\('
)
complain "Memory comes from an arena or from heap_alloc, which end the program when there is none." < <(
    sources | grep -v '^src/base/' | xargs grep -nE '\b(malloc|calloc|realloc|strdup|strndup)\('
)
only() { # only LIBRARY FLOORS: this library is seen by these floors alone
    complain "Only $2 may include $1." < <(
        sources | grep -vE "^src/($2)/" | xargs grep -nE "#include [<\"]($1)"
    )
}
only 'unicode/' text
only 'pcre2' match
only 'libwebsockets' net
only 'sqlite3' 'store|kb'
only 'libfyaml' dialogue
only 'cmark' kb
only 'sodium' 'base|net'
only 'uv\.h' 'base|net'
only 'linear' match
only 'zip\.h' sheet
only 'expat' sheet
only 'curl/' courier

complain "A file has 600 lines at most." < <(
    git ls-files 'src/*.[ch]' 'tests/*.[ch]' 'tests/*.mjs' '*.js' 'tests/*.py' | xargs wc -l | awk '$2 != "total" && $1 > 600 {print $2 ": " $1 " lines"}'
)
complain "A header is guarded by its own path." < <(
    for header in $(sources '\.h$'); do
        guard=$(echo "${header#src/}" | tr 'a-z/.' 'A-Z__')
        grep -q "^#ifndef $guard\$" "$header" || echo "$header: the guard should be $guard"
    done
)
complain "A .c includes its own header first: that proves the header stands alone." < <(
    for source in $(sources '\.c$'); do
        [ -f "${source%.c}.h" ] || continue
        first=$(grep -m1 '^#include' "$source")
        own=${source#src/}
        [ "$first" = "#include \"${own%.c}.h\"" ] || echo "$source: $first"
    done
)
complain "Unfinished things live in the issues, not in the source." < <(
    git ls-files | grep -vE '\.(png|svg)$|package-lock|^tests/style.sh$' | xargs grep -nE '\b(TODO|FIXME|XXX|HACK)\b'
)
complain "No blanks at the end of a line." < <(
    git ls-files '*.c' '*.h' '*.sh' '*.mjs' '*.js' '*.yml' '*.py' | xargs grep -nE '[[:space:]]+$'
)
complain "Four spaces, no tabs." < <(sources | xargs grep -nE $'\t')
exit $status
