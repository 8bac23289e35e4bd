/* The SQLite store keeps the contract of store.h. */
#include "conformance.h"

#include "base/log.h"

int main(void)
{
    static const struct backend sqlite = {store_open};
    log_setup(2, LOG_FORMAT_TEXT, LOG_ERROR);
    return conformance_run("store/sqlite", &sqlite);
}
