#include <stdio.h>

#include "cli/cli.h"

static const char help[] = "letan version\n"
                           "\n"
                           "Prints the version of this program: name it when you report a fault.\n"
                           "\n"
                           "  letan version\n";

int cmd_version(const struct cli *cli, int argc, char **argv)
{
    size_t count;
    int code;
    const struct cli_syntax syntax = {NULL, 0, help, NULL, 0};
    if (!cli_parse(argc, argv, &syntax, &count, &code))
        return code;
    printf("letan %s\n", cli->version);
    return EXIT_FINE;
}
