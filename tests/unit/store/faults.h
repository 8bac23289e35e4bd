/*
 * A disk that fails when told to: a layer over SQLite's own access to files, for tests. Installed
 * as the default, so that the store under test opens through it and knows nothing.
 */
#ifndef TESTS_UNIT_STORE_FAULTS_H
#define TESTS_UNIT_STORE_FAULTS_H

#include <stdatomic.h>
#include <stdbool.h>

enum fault_kind { FAULT_WRITE = 1, FAULT_SYNC = 2 };

struct faults {
    _Atomic int kinds;    /* which calls are counted, and may fail */
    _Atomic long count;   /* of such calls since faults_set() */
    _Atomic long fail_at; /* this one fails; 0: none */
    _Atomic bool goes_on; /* and all after it */
    _Atomic bool kills;   /* instead of failing the process ends, as by kill -9 */
    _Atomic int code;     /* SQLite's result code */
};

extern struct faults faults;

void faults_install(void);

/* The n-th call from now (1: the next) of these kinds fails with this code, once or from then on.
 */
void faults_set(int kinds, long n, int code, bool goes_on);

/* The disk works again. */
void faults_clear(void);

#endif
