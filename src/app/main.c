/* The program: one table of subcommands. */
#include <stdio.h>
#include <string.h>

#include "app/embedded_files.h"
#include "app/serve.h"
#include "base/secret.h"
#include "cli/cli.h"

static const struct {
    const char *name;
    int (*run)(const struct cli *cli, int argc, char **argv);
    const char *summary;
} commands[] = {
    {"serve", cmd_serve, "answer visitors, on the web and at the desk"},
    {"ask", cmd_ask, "ask one question on the command line; --why tells why"},
    {"check", cmd_check, "find mistakes in rules and articles"},
    {"test", cmd_test, "run the talks that must hold"},
    {"flow", cmd_flow, "list the flows, draw one as a diagram"},
    {"content", cmd_content, "import and export rules and articles"},
    {"table", cmd_table, "import, list and export orders, warranties, products, branches"},
    {"user", cmd_user, "add and list people of the desk, set passwords"},
    {"predict", cmd_predict, "measure the matchers on labelled data"},
    {"normalise", cmd_normalise, "show the three forms of a text"},
    {"version", cmd_version, "print the version"},
};

static int usage(FILE *out, int code)
{
    fputs("letan: a self-hosted customer-service assistant for Vietnamese companies\n\n", out);
    for (size_t i = 0; i < COUNT(commands); i++)
        fprintf(out, "  letan %-10s %s\n", commands[i].name, commands[i].summary);
    fputs("\nletan COMMAND --help says more.\n", out);
    return code;
}

int main(int argc, char **argv)
{
    secret_setup();
    struct embedded embedded = embedded_files();
    const struct cli cli = {.embedded = &embedded, .version = LETAN_VERSION};
    if (argc < 2)
        return usage(stderr, EXIT_USAGE);
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0)
        return usage(stdout, EXIT_FINE);
    const char *wanted = strcmp(argv[1], "--version") == 0 ? "version" : argv[1];
    for (size_t i = 0; i < COUNT(commands); i++) {
        if (strcmp(wanted, commands[i].name) == 0)
            return commands[i].run(&cli, argc - 1, argv + 1);
    }
    fprintf(stderr, "letan: there is no command \"%s\"\n", argv[1]);
    return usage(stderr, EXIT_USAGE);
}
