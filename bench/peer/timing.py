"""How long something takes that is done again and again, measured as Timing.java does."""
import time

WARMING, SECONDS = 2, 8


def median(values):
    return sorted(values)[len(values) // 2]


def per_run(run, period, most):
    """Milliseconds a run; of every `period` runs, from the first on, one does more than the others."""
    for _ in range(WARMING):
        run()
    rare, common, began, i = [], [], time.perf_counter(), WARMING
    least = 2 if period == 1 else period - WARMING + 1
    while len(rare) + len(common) < least or len(rare) + len(common) < most and time.perf_counter() - began < SECONDS:
        started = time.perf_counter()
        run()
        (common if i % period else rare).append(1000 * (time.perf_counter() - started))
        i += 1
    return median(rare) if period == 1 else (median(rare) + (period - 1) * median(common)) / period
