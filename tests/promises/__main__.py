"""`python -m promises [COUNT [SEED]]`: functions of std, sampled, that we call allocation-free beside what the machine
counts.

COUNT: how many are sampled (default 300); `all` takes every one that can be called. SEED: another sample. Exit status 1
if one that we call free allocates.
"""

from __future__ import annotations

import random
import sys

from promises.std import callable_functions, measured


def main(args: list[str]) -> int:
    functions = callable_functions()
    total = len(functions)
    if args != ["all"]:
        count, seed = (int(word) for word in (*args, *("300", "1")[len(args) :]))
        functions = random.Random(seed).sample(functions, min(count, total))
    functions.sort(key=lambda f: (f.package, f.function))
    counts = measured(functions)
    ran = [(f, allocs) for f, allocs in zip(functions, counts, strict=True) if allocs]
    wrong = [(f, allocs) for f, allocs in ran if f.free and any(allocs)]
    free = sum(f.free for f, _ in ran)
    nothing = sum(not any(allocs) for _, allocs in ran)
    for f, allocs in wrong:
        print(f"WRONG {f.package}: {f.function}: {allocs}")
    print(f"{len(functions)} of {total} functions, {len(ran)} of them ran; {nothing} allocated nothing in any run")
    print(f"{free} are called allocation-free, {len(wrong)} of these allocated")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
