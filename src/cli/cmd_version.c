#include <stdio.h>

#include "cli/cli.h"

int cmd_version(const struct cli *cli, int argc, char **argv)
{
    (void)argc;
    (void)argv;
    printf("letan %s\n", cli->version);
    return EXIT_FINE;
}
