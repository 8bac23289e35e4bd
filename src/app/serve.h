/*
 * letan serve: builds everything, runs it, takes it down in order.
 */
#ifndef APP_SERVE_H
#define APP_SERVE_H

#include "cli/cli.h"

int cmd_serve(const struct cli *cli, int argc, char **argv);

#endif
