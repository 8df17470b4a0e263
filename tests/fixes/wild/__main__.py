"""`make fixes`: every offer in code from the wild, each made alone, shown to the compiler, vet, gofmt and the tests.

First all packages are searched for offers, then the oracle is asked, packages with offers of rare kinds first. What was
found before is not asked again (`.cache/fixes`): a run that was interrupted goes on where it was. Exit status 1 if the
oracle has anything against an offer, 3 if the time was too short.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures import as_completed as completed
from typing import Any

from fixes.wild.corpora import CORPORA, Place, places
from fixes.wild.offers import Offer, offers, sought
from fixes.wild.oracle import Verdict, answered, verdicts
from fixes.wild.table import Asked, table, write

HELP = f"{', '.join(CORPORA[:2])}, a module as path@version or the folder of one; repeatable, default: all of the table"


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="fixes.wild", description=__doc__)
    parser.add_argument("--corpus", action="append", help=HELP)
    parser.add_argument("--package", action="append", help="only this package of the corpus; repeatable")
    parser.add_argument("--kind", action="append", help="only offers of this kind; repeatable")
    parser.add_argument("--sample", type=int, default=0, help="only N packages of each corpus, drawn with --seed")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--offers", action="store_true", help="count offers and ask no oracle")
    parser.add_argument(
        "--minutes", type=float, default=0, help="begin nothing new after that time, half of it to find offers"
    )
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--verbose", action="store_true", help="print every offer, not only those with something wrong")
    parser.add_argument("--write", action="store_true", help="write the table into docs/fixes.md and README.md")
    args = parser.parse_args(argv)

    now, span = time.monotonic(), args.minutes * 60 or float("inf")
    kinds = frozenset(kind.replace("-", "_") for kind in args.kind or ())
    chosen: list[Place] = []
    for corpus in args.corpus or CORPORA:
        here = [p for p in places(corpus) if not args.package or p.package in args.package]
        chosen += random.Random(args.seed).sample(here, min(args.sample, len(here))) if args.sample else here
    found = {
        place: [offer for offer in offered if not kinds or offer.kind in kinds]
        for (place,), offered in _run(_offers, [(place,) for place in chosen], now + span / 2, args.jobs)
    }
    if args.offers:
        print(_counted(found))
        return 0
    asked: list[Asked] = []
    done: list[Place] = []
    for (place, offered), said in _run(_verdicts, rare_first(found), now + span, args.jobs):
        done.append(place)
        for offer, v in zip(offered, said, strict=True):
            asked.append(Asked(place, offer, v))
            _report(asked[-1], args.verbose)
    asked.sort(key=lambda a: (a.place.corpus, a.place.package, a.offer.where))
    through, there = Counter(p.corpus for p in done), Counter(p.corpus for p in chosen)
    text = table(asked, {corpus: (through[corpus], there[corpus]) for corpus in there})
    print(text)
    if args.write:
        write(text)
    if len(done) < len(chosen):
        print(f"{len(chosen) - len(done)} packages are left for another run; {_counted(found)}")
        return 3
    return 1 if any(a.verdict.wrong(a.offer) for a in asked) else 0


def _run(ask: Any, about: list[Any], deadline: float, jobs: int) -> Iterator[tuple[Any, Any]]:
    """What was asked about, with its answer, as they come; without those that the time was too short for."""
    if jobs == 1 or len(about) == 1:
        answers = ((of, ask(*of, deadline)) for of in about)
        yield from ((of, answer) for of, answer in answers if answer is not None)
        return
    with ProcessPoolExecutor(jobs) as pool:
        futures = {pool.submit(ask, *of, deadline): of for of in about}
        for future in completed(futures):
            if (answer := future.result()) is not None:
                yield futures[future], answer


def _offers(place: Place, deadline: float) -> list[Offer] | None:
    return offers(place) if sought(place) or time.monotonic() < deadline else None


def _verdicts(place: Place, offered: list[Offer], deadline: float) -> list[Verdict] | None:
    return verdicts(place, offered) if answered(place, offered) or time.monotonic() < deadline else None


def rare_first(found: dict[Place, list[Offer]]) -> list[tuple[Place, list[Offer]]]:
    """Packages with offers of rare kinds before those with common ones."""
    count = Counter(offer.kind for offered in found.values() for offer in offered)
    return sorted(found.items(), key=lambda pair: min((count[offer.kind] for offer in pair[1]), default=0))


def _counted(found: dict[Place, list[Offer]]) -> str:
    count = Counter(offer.kind for offered in found.values() for offer in offered)
    kinds = ", ".join(f"{kind} {n}" for kind, n in count.most_common())
    return f"{count.total()} offers were found in {len(found)} packages: {kinds}"


def _report(asked: Asked, verbose: bool) -> None:
    wrong = asked.verdict.wrong(asked.offer)
    if wrong or verbose:
        print(f"{asked.place.package}/{asked.offer.where}: {asked.offer.kind}: {asked.offer.title}", flush=True)
    for question, said in wrong.items():
        print(f"    {question}: {said}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
