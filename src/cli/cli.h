/*
 * The subcommands of letan that need no server. Each reads its own arguments (argv[0] is its name),
 * answers --help, and returns the exit code: 0 fine, 1 something was found wrong, 2 wrong usage.
 */
#ifndef CLI_CLI_H
#define CLI_CLI_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/embedded.h"
#include "base/str.h"

enum { EXIT_FINE = 0, EXIT_FOUND = 1, EXIT_USAGE = 2 };

/* What main() passes down. */
struct cli {
    const struct embedded *embedded; /* the default content */
    const char *version;
};

int cmd_check(const struct cli *cli, int argc, char **argv);
int cmd_ask(const struct cli *cli, int argc, char **argv);
int cmd_test(const struct cli *cli, int argc, char **argv);
int cmd_predict(const struct cli *cli, int argc, char **argv);
int cmd_flow(const struct cli *cli, int argc, char **argv);
int cmd_normalise(const struct cli *cli, int argc, char **argv);
int cmd_content(const struct cli *cli, int argc, char **argv);
int cmd_table(const struct cli *cli, int argc, char **argv);
int cmd_user(const struct cli *cli, int argc, char **argv);
int cmd_version(const struct cli *cli, int argc, char **argv);

/* ---- shared by the commands (args.c) ---- */

/* One option: "--content DIR" or "--content=DIR" sets *text, "--why" sets *flag. */
struct cli_option {
    const char *name;
    const char **text;
    bool *flag;
};

/* What a command understands; what is no option goes to rest, at most max of them. */
struct cli_syntax {
    const struct cli_option *options;
    size_t count;
    const char *help;
    const char **rest;
    size_t max;
};

/* Takes options wherever they stand. false: --help was asked or something is unknown; *code says
 * what to exit with, and help or the mistake is printed. */
bool cli_parse(int argc, char **argv, const struct cli_syntax *syntax, size_t *rest_count,
               int *code);

struct bundle;
struct rulebook;

/* The content of --content DIR, of --data DIR (its active release), or the embedded one, in this
 * order of preference. Prints why and returns false when there is none. */
bool cli_bundle(const struct cli *cli, const char *content, const char *data,
                struct bundle *bundle);

/* A release by its number in the store of --data DIR, or a folder of content. Prints why and
 * returns false when there is none. */
bool cli_release(const char *release, const char *data, struct bundle *bundle);

/* The same, loaded; mistakes are printed. NULL when it cannot be used. */
struct rulebook *cli_rulebook(const struct bundle *bundle);

/* Reads lines of standard input, of at most max bytes, without their ends; false at the end. A
 * longer line is cut, and *too_long set. */
bool cli_line(struct arena *arena, size_t max, struct str *line, bool *too_long);

#endif
