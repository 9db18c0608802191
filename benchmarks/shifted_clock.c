/* A clock that is wrong by SHIFT_SECONDS, from the start or after so many looks at it: for faults.py.
 * Only the clock of the day is shifted; the one that measures durations never jumps on a real system either. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>

static long shift(void) {
    static long seconds, after, looks;
    static int known;
    if (!known) {
        const char *text = getenv("SHIFT_SECONDS"), *calls = getenv("SHIFT_AFTER_CALLS");
        seconds = text ? atol(text) : 0;
        after = calls ? atol(calls) : 0;
        known = 1;
    }
    return ++looks > after ? seconds : 0;
}

int clock_gettime(clockid_t clock, struct timespec *now) {
    static int (*real)(clockid_t, struct timespec *);
    if (!real) real = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
    int result = real(clock, now);
    if (result == 0 && clock == CLOCK_REALTIME) now->tv_sec += shift();
    return result;
}

time_t time(time_t *where) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (where) *where = now.tv_sec;
    return now.tv_sec;
}
