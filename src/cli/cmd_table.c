#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "cli/cli.h"
#include "sheet/map.h"
#include "store/tables.h"

enum { MAPS_MAX = DATA_COLUMNS_MAX, SHOWN_IGNORED = 20 };

static const char help[] =
    "letan table import TABLE FILE --data DIR [--map 'HEADING=column,…'] [--dry-run] [--replace]\n"
    "letan table list --data DIR\n"
    "letan table export TABLE --data DIR\n\n"
    "The company's own tables: orders, warranties, products, branches, and any other. FILE is CSV\n"
    "(UTF-8) or XLSX (its first sheet); headings are understood in Vietnamese and English, --map "
    "names\n"
    "others. Either every row is imported or none; mistakes are reported as FILE:LINE. A row that "
    "is\n"
    "there already is changed; with --replace rows that are not in FILE are removed. A running "
    "server\n"
    "answers from the new rows at once.\n\n"
    "  letan table import orders don-hang.xlsx --data ./data --map 'Mã HĐ=code,SĐT nhận=phone'\n";

struct asking {
    struct loop *loop;
    struct store *store;
    enum store_status status;
    struct store_import_result result;
    struct str table;
    struct arena *arena;
    int64_t after;
    bool has_heading;
};

/* ---- the store ---- */

static int with_store(const char *data, void (*ask)(struct asking *asking, const void *ctx),
                      const void *ctx, struct asking *asking)
{
    struct err err = {0};
    struct clock clock = clock_system();
    asking->loop = loop_new(1);
    asking->store = store_open_tool(data, asking->loop, &clock, &err);
    if (asking->store != NULL) {
        ask(asking, ctx);
        loop_run(asking->loop);
        store_close(asking->store);
    } else {
        fprintf(stderr, "letan: %s\n", err.text);
    }
    loop_free(asking->loop);
    return asking->store != NULL && asking->status == STORE_OK ? EXIT_FINE : EXIT_FOUND;
}

static void imported(void *ctx, const struct store_import_result *result)
{
    struct asking *asking = ctx;
    asking->result = *result;
    asking->status = result->status;
    loop_stop(asking->loop);
}

static void ask_import(struct asking *asking, const void *ctx)
{
    store_table_import(asking->store, ctx, imported, asking);
}

/* ---- import ---- */

static size_t split_maps(const char *text, struct str maps[MAPS_MAX])
{
    struct str rest = str_view(text), map;
    size_t count = 0;
    while (rest.len > 0 && count < MAPS_MAX && str_split(&rest, ',', &map)) {
        if (str_trim(map).len > 0)
            maps[count++] = str_trim(map);
    }
    return count;
}

static bool read_table(const char *table, const char *path, const char *map, struct arena *arena,
                       struct sheet_table *out)
{
    struct str bytes, maps[MAPS_MAX];
    struct err err = {0};
    struct sheet sheet;
    struct report report = report_new(arena);
    if (!file_read(path, SHEET_BYTES_MAX, arena, &bytes, &err)) {
        fprintf(stderr, "letan: %s\n", err.text);
        return false;
    }
    bool ok =
        sheet_read(bytes, str_view(path), arena, &report, &sheet) &&
        sheet_to_table(&sheet, str_view(table), maps, split_maps(map, maps), arena, &report, out);
    report_print(&report, stderr);
    if (!ok)
        fprintf(stderr, "letan table: nothing is imported: %zu mistakes\n", report.errors);
    return ok;
}

static void print_columns(const struct sheet_table *table)
{
    printf("columns:");
    for (size_t i = 0; i < table->table.column_count; i++)
        printf(" " STR_FMT, STR_ARG(table->table.columns[i].name));
    printf("\n");
    for (size_t i = 0; i < table->ignored_count && i < SHOWN_IGNORED; i++)
        printf("not imported: \"" STR_FMT "\"; --map '" STR_FMT "=name' keeps it\n",
               STR_ARG(table->ignored[i]), STR_ARG(table->ignored[i]));
}

struct import_options {
    const char *data, *map;
    bool dry_run, replace;
};

static int import(const char *name, const char *path, const struct import_options *options)
{
    if (!data_name_is_good(str_view(name))) {
        fputs("letan table: the name of a table is a-z, then a-z 0-9 _\n", stderr);
        return EXIT_USAGE;
    }
    struct arena *arena = arena_new();
    struct sheet_table table;
    int code = EXIT_FOUND;
    if (read_table(name, path, options->map, arena, &table)) {
        struct store_import wish = {.table = table.table,
                                    .values = table.values,
                                    .words = table.words,
                                    .row_count = table.row_count,
                                    .replace = options->replace,
                                    .source = str_view(path)};
        struct asking asking = {0};
        print_columns(&table);
        code = options->dry_run ? EXIT_FINE : with_store(options->data, ask_import, &wish, &asking);
        if (options->dry_run)
            printf("%zu rows would be imported; nothing was changed (--dry-run)\n",
                   table.row_count);
        else if (asking.status == STORE_EXISTS)
            fputs("letan table: a column is stored as another kind, or the table has another first "
                  "column; --replace makes it anew\n",
                  stderr);
        else if (code != EXIT_FINE)
            fputs("letan table: the store could not be written\n", stderr);
        else
            printf("%zu rows: %zu new, %zu changed, %zu as before, %zu removed\n", table.row_count,
                   asking.result.added, asking.result.changed, asking.result.unchanged,
                   asking.result.removed);
    }
    arena_free(arena);
    return code;
}

/* ---- list ---- */

static void listed(void *ctx, enum store_status status, const struct store_table *tables,
                   size_t count)
{
    struct asking *asking = ctx;
    asking->status = status;
    for (size_t i = 0; i < count; i++) {
        printf(STR_FMT "\t%" PRId64 " rows\t" STR_FMT "\n", STR_ARG(tables[i].table.name),
               tables[i].rows, STR_ARG(tables[i].source));
        for (size_t k = 0; k < tables[i].table.column_count; k++) {
            const struct data_column *column = &tables[i].table.columns[k];
            printf("  " STR_FMT "\t%s%s\n", STR_ARG(column->name), data_kind_name(column->kind),
                   column->is_key ? "\tkey" : "");
        }
    }
    loop_stop(asking->loop);
}

static void ask_list(struct asking *asking, const void *ctx)
{
    (void)ctx;
    store_table_list(asking->store, listed, asking);
}

/* ---- export ---- */

static void print_line(struct asking *asking, const struct str *fields, size_t count)
{
    struct strbuf line = strbuf_new(asking->arena, 256);
    sheet_write_line(fields, count, &line);
    fwrite(line.data, 1, line.len, stdout);
}

static void page_is_here(void *ctx, const struct store_rows *rows)
{
    struct asking *asking = ctx;
    asking->status = rows->status;
    if (rows->status == STORE_OK && !asking->has_heading) {
        struct str *names = ARENA_ARRAY(asking->arena, struct str, rows->table.column_count);
        for (size_t i = 0; i < rows->table.column_count; i++)
            names[i] = rows->table.columns[i].name;
        print_line(asking, names, rows->table.column_count);
        asking->has_heading = true;
    }
    for (size_t i = 0; i < rows->count; i++)
        print_line(asking, rows->rows[i].values, rows->table.column_count);
    arena_reset(asking->arena);
    if (!rows->is_more) {
        loop_stop(asking->loop);
        return;
    }
    store_table_rows(asking->store, asking->table, rows->rows[rows->count - 1].id, STORE_PAGE_MAX,
                     page_is_here, asking);
}

static void ask_rows(struct asking *asking, const void *ctx)
{
    (void)ctx;
    store_table_rows(asking->store, asking->table, 0, STORE_PAGE_MAX, page_is_here, asking);
}

static int export(const char *name, const char *data)
{
    struct asking asking = {.arena = arena_new(), .table = str_view(name)};
    int code = with_store(data, ask_rows, NULL, &asking);
    if (asking.status == STORE_NOT_FOUND)
        fprintf(stderr, "letan table: there is no table %s; see letan table list\n", name);
    arena_free(asking.arena);
    return code;
}

int cmd_table(const struct cli *cli, int argc, char **argv)
{
    (void)cli;
    const char *rest[3];
    struct import_options wish = {.map = ""};
    size_t count;
    int code;
    const struct cli_option options[] = {{"--data", &wish.data, NULL},
                                         {"--map", &wish.map, NULL},
                                         {"--dry-run", NULL, &wish.dry_run},
                                         {"--replace", NULL, &wish.replace}};
    const struct cli_syntax syntax = {options, COUNT(options), help, rest, 3};
    if (!cli_parse(argc, argv, &syntax, &count, &code))
        return code;
    const char *verb = count > 0 ? rest[0] : "";
    struct asking asking = {0};
    if (strcmp(verb, "import") == 0 && count == 3 && (wish.data != NULL || wish.dry_run))
        return import(rest[1], rest[2], &wish);
    if (strcmp(verb, "list") == 0 && count == 1 && wish.data != NULL)
        return with_store(wish.data, ask_list, NULL, &asking);
    if (strcmp(verb, "export") == 0 && count == 2 && wish.data != NULL)
        return export(rest[1], wish.data);
    fputs(help, stderr);
    return EXIT_USAGE;
}
