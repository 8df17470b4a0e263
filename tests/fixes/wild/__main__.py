"""`make fixes`: every offer in code from the wild, each made alone, shown to the compiler, vet, gofmt and the tests.

What was found before is not asked again (`.cache/fixes`): a run that was interrupted goes on where it was. Exit status
1 if the oracle has anything against an offer, 3 if the time was too short.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures import as_completed as completed

from fixes.wild.corpora import CORPORA, Place, places
from fixes.wild.offers import Offer, offers
from fixes.wild.oracle import Verdict, verdict
from fixes.wild.table import Asked, table, write

HELP = f"{', '.join(CORPORA[:2])}, a module as path@version or the folder of one; repeatable, default: all of the table"


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="fixes.wild", description=__doc__)
    parser.add_argument("--corpus", action="append", help=HELP)
    parser.add_argument("--package", action="append", help="only this package of the corpus; repeatable")
    parser.add_argument("--kind", action="append", help="only offers of this kind; repeatable")
    parser.add_argument("--sample", type=int, default=0, help="only N packages of each corpus, drawn with --seed")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--offers", action="store_true", help="find offers and ask no oracle")
    parser.add_argument("--minutes", type=float, default=0, help="begin nothing new after that time")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--verbose", action="store_true", help="print every offer, not only those with something wrong")
    parser.add_argument("--write", action="store_true", help="write the table into docs/fixes.md and README.md")
    args = parser.parse_args(argv)

    deadline = time.monotonic() + args.minutes * 60 if args.minutes else float("inf")
    kinds = frozenset(kind.replace("-", "_") for kind in args.kind or ())
    asked: list[Asked] = []
    packages: dict[str, tuple[int, int]] = {}
    left = 0
    for corpus in args.corpus or CORPORA:
        chosen = [p for p in places(corpus) if not args.package or p.package in args.package]
        if args.sample:
            chosen = random.Random(args.seed).sample(chosen, min(args.sample, len(chosen)))
        late = 0
        for place, answers in _run(chosen, kinds, deadline, args.offers, args.jobs):
            if answers is None:
                late += 1
                continue
            for offer, said in answers:
                asked.append(Asked(place, offer, said))
                _report(asked[-1], args.verbose)
        packages[corpus] = len(chosen) - late, len(chosen)
        left += late
    asked.sort(key=lambda a: (a.place.corpus, a.place.package, a.offer.where))
    text = table(asked, packages)
    print(text)
    if args.write:
        write(text)
    if left:
        print(f"{left} packages are left for another run")
        return 3
    return 1 if any(a.verdict.wrong(a.offer) for a in asked) else 0


def _run(
    chosen: list[Place], kinds: frozenset[str], deadline: float, only_offers: bool, jobs: int
) -> Iterator[tuple[Place, list[tuple[Offer, Verdict]] | None]]:
    """Packages with their answers, as they come; None where the time was too short."""
    if jobs == 1 or len(chosen) == 1:
        yield from ((p, _package(p, kinds, deadline, only_offers)) for p in chosen)
        return
    with ProcessPoolExecutor(jobs) as pool:
        futures = {pool.submit(_package, p, kinds, deadline, only_offers): p for p in chosen}
        yield from ((futures[future], future.result()) for future in completed(futures))


def _package(
    place: Place, kinds: frozenset[str], deadline: float, only_offers: bool
) -> list[tuple[Offer, Verdict]] | None:
    if time.monotonic() > deadline:
        return None
    found: list[tuple[Offer, Verdict]] = []
    for offer in offers(place):
        if kinds and offer.kind not in kinds:
            continue
        if only_offers:
            found.append((offer, Verdict(gone=offer.gone, new=offer.new)))
            continue
        if time.monotonic() > deadline:
            return None
        found.append((offer, verdict(place, offer)))
    return found


def _report(asked: Asked, verbose: bool) -> None:
    wrong = asked.verdict.wrong(asked.offer)
    if wrong or verbose:
        print(f"{asked.place.package}/{asked.offer.where}: {asked.offer.kind}: {asked.offer.title}", flush=True)
    for question, said in wrong.items():
        print(f"    {question}: {said}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
