#include "app/tables.h"

#include "sheet/map.h"
#include "store/tables.h"

struct waiting {
    struct loop *loop;
    enum store_status status;
    size_t count;
};

static void counted(void *ctx, enum store_status status, const struct store_table *tables,
                    size_t count)
{
    struct waiting *waiting = ctx;
    (void)tables;
    waiting->status = status;
    waiting->count = count;
    loop_stop(waiting->loop);
}

static void imported(void *ctx, const struct store_import_result *result)
{
    struct waiting *waiting = ctx;
    waiting->status = result->status;
    loop_stop(waiting->loop);
}

static bool import(struct waiting *waiting, struct store *store, const struct embedded_file *file,
                   struct str name, struct err *err)
{
    struct arena *arena = arena_new();
    struct report report = report_new(arena);
    struct sheet sheet;
    struct sheet_table table;
    bool ok = sheet_read(file->plain, str_view(file->path), arena, &report, &sheet) &&
              sheet_to_table(&sheet, name, NULL, 0, arena, &report, &table);
    if (ok) {
        struct store_import wish = {.table = table.table,
                                    .values = table.values,
                                    .words = table.words,
                                    .row_count = table.row_count,
                                    .source = str_view(file->path)};
        store_table_import(store, &wish, imported, waiting);
        loop_run(waiting->loop);
        ok = waiting->status == STORE_OK;
    } else {
        report_print(&report, stderr);
    }
    arena_free(arena);
    return ok || err_set(err, ERR_IO, "%s could not be stored", file->path);
}

bool tables_first(struct loop *loop, struct store *store, const struct embedded *embedded,
                  struct err *err)
{
    struct waiting waiting = {.loop = loop};
    store_table_list(store, counted, &waiting);
    loop_run(loop);
    if (waiting.status != STORE_OK)
        return err_set(err, ERR_IO, "the tables could not be read");
    if (waiting.count > 0)
        return true;
    for (size_t i = 0; i < embedded->count; i++) {
        struct str path = str_view(embedded->files[i].path);
        if (str_starts(path, STR("tables/")) && str_ends(path, STR(".csv")) &&
            !import(&waiting, store, &embedded->files[i], str_sub(path, 7, path.len - 4), err))
            return false;
    }
    return true;
}
