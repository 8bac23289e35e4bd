# The warnings are part of the style: clean with GCC and with Clang.
add_compile_options(
    -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow -Wstrict-prototypes
    -Wmissing-prototypes -Wold-style-definition -Wcast-qual -Wwrite-strings -Wformat=2 -Wundef
    -Wvla -Wswitch-enum -Wdouble-promotion -fno-common -fvisibility=hidden
    -fstack-protector-strong)
if(LETAN_WERROR)
    add_compile_options(-Werror)
endif()

# Hardening of what people run; sanitizers bring their own checks and dislike some of these.
if(CMAKE_BUILD_TYPE STREQUAL "Release")
    add_compile_options(-O2 -g1 -D_FORTIFY_SOURCE=2 -fstack-clash-protection
        -ftrivial-auto-var-init=zero -fPIE)
    if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64")
        add_compile_options(-fcf-protection)
    endif()
    add_link_options(-pie -Wl,-z,relro,-z,now,-z,noexecstack)
endif()
if(LETAN_SANITIZE)
    add_compile_options(-fsanitize=${LETAN_SANITIZE} -fno-omit-frame-pointer
        -fno-sanitize-recover=all)
    add_link_options(-fsanitize=${LETAN_SANITIZE})
endif()
if(LETAN_FUZZ)
    add_compile_options(-fsanitize=fuzzer-no-link)
endif()
if(LETAN_COVERAGE)
    add_compile_options(--coverage -O0)
    add_link_options(--coverage)
endif()
