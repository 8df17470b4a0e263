"""Profiles are read as they were written; what is damaged is one clear line, in bounded memory."""

from __future__ import annotations

import gzip
import tracemalloc
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from escapelens.profiles import decode as decoding
from escapelens.profiles.bench import is_text, read_benchmarks
from escapelens.profiles.decode import decode
from escapelens.profiles.model import KINDS, Frame, Malformed, Profile, Sample
from profiles.encode import encode, message, number, packed, varint, zipped

ORDER = ("alloc_objects", "alloc_space", "inuse_objects", "inuse_space")
A = Frame("example.com/p.New", "/src/p/p.go", 12, 10)
B = Frame("main.main", "/src/cmd/main.go", 30, 20)
SMALL = Profile(ORDER, (Sample(((A, B),), (3, 96, 1, 32), 32), Sample(((B,),), (1, 8, 0, 0), 8)), 1_700_000_000)

names = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=12)
lines = st.integers(0, 1 << 20)
frames = st.builds(Frame, names, names, lines, lines)
locations = st.lists(frames, min_size=1, max_size=3).map(tuple)
values = st.tuples(*[st.integers(-(1 << 63), (1 << 63) - 1)] * 4)
samples = st.builds(Sample, st.lists(locations, max_size=4).map(tuple), values, st.integers(0, 1 << 40))
profiles = st.builds(Profile, st.just(ORDER), st.lists(samples, max_size=5).map(tuple), st.integers(0, 1 << 62))


@given(profiles)
def test_what_was_written_is_read(profile: Profile) -> None:
    assert decode(encode(profile)) == profile
    assert decode(zipped(profile)) == profile


@given(st.binary(max_size=200))
def test_anything_is_a_profile_or_malformed(data: bytes) -> None:
    for text in (data, b"\x1f\x8b" + data, gzip.compress(data, 1)):
        try:
            decode(text)
        except Malformed as error:
            assert str(error) and "\n" not in str(error)


@given(st.data())
def test_damaged_profiles_are_malformed_or_others(data: st.DataObject) -> None:
    raw = bytearray(encode(SMALL))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(raw) - 1))
        raw[at] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(raw)))
    for text in (bytes(raw), bytes(raw[:cut]), zipped(SMALL)[:cut]):
        try:
            profile = decode(text)
        except Malformed as error:
            assert str(error) and "\n" not in str(error)
        else:
            assert all(len(sample.values) == len(profile.kinds) for sample in profile.samples)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "it is empty"),
        (b"package main\n", "a field in it has the unknown wire type"),
        (zipped(SMALL)[:-9], "it is cut off"),
        (b"\x1f\x8b\x08nothing", "its compression is damaged"),
        (message(2, b"")[:-1], "it is cut off"),
        (b"\xff" * 20, "a number in it has no end"),
        (message(6, b"") + message(2, packed(1, [9])), "it names a place that it does not have"),
        (message(6, b"") + message(2, packed(2, [1])), "a sample in it has 1 values, not 0"),
        (message(6, b"") + message(4, message(4, number(1, 7))), "it names a function that it does not have"),
        (message(6, b"") + message(1, number(1, 5)), "it names a text that it does not have"),
        (message(1, b""), "it is no profile"),
    ],
)
def test_each_kind_of_damage_is_named(data: bytes, why: str) -> None:
    with pytest.raises(Malformed, match=f"^{why}"):
        decode(data)


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decoding, "EXPANDED", 1 << 20)
    monkeypatch.setattr(decoding, "ENTRIES", 10_000)
    bomb = zlib.compressobj(9, wbits=31)
    zeros = b"".join([bomb.compress(bytes(64 << 20)), bomb.flush()])
    many = message(6, b"") + message(4, number(1, 1)) + message(2, packed(1, [1]) * 20_000)
    tracemalloc.start()
    for data, why in ((zeros, "expands to more than 1 MiB"), (many, "more than 10,000 entries")):
        with pytest.raises(Malformed, match=why):
            decode(data)
    assert tracemalloc.get_traced_memory()[1] < 16 << 20
    tracemalloc.stop()


def test_a_number_written_at_length_is_the_same_number() -> None:
    long = b"".join(bytes([byte | 0x80]) for byte in varint(5)) + b"\x00"
    assert decode(message(6, b"") + varint(9 << 3) + long).time == 5


def test_a_base_is_subtracted_stack_by_stack() -> None:
    before = Profile(ORDER, (Sample(((A, B),), (1, 32, 1, 32), 32), Sample(((A,),), (5, 40, 5, 40), 8)))
    after = SMALL.minus(before)
    assert [sample.values for sample in after.samples] == [(2, 64, 0, 0), (1, 8, 0, 0)]
    assert SMALL.minus(SMALL).samples == ()
    with pytest.raises(Malformed, match="the base has inuse_space, the profile alloc_objects, "):
        SMALL.minus(Profile(("inuse_space",), ()))


def test_other_profiles_say_what_they_have() -> None:
    cpu = decode(encode(Profile(("samples", "cpu"), ())))
    with pytest.raises(Malformed, match=r"^no alloc_space in it: it has samples, cpu$"):
        cpu.index(KINDS[0])


BENCH = b"""goos: linux
pkg: example.com/p
BenchmarkNew-8         \t 1000000\t      1042 ns/op\t     512 B/op\t       7 allocs/op
BenchmarkNew-8         \t 1000000\t      1038 ns/op\t     512 B/op\t       9 allocs/op
BenchmarkRead/small-8  \t     100\t     10.5 ns/op\t  24.52 MB/s\t      48 B/op\t       1 allocs/op
BenchmarkPlain         \t     200\t     55562 ns/op
BenchmarkBroken-8      \t 100
PASS
"""


def test_benchmarks_are_read_with_their_allocations() -> None:
    new, small, plain = read_benchmarks(BENCH)
    assert (new.name, new.runs, new.ns, new.bytes, new.allocs) == ("BenchmarkNew", 2_000_000, 1040, 512, 8)
    assert (small.name, small.function, small.allocs) == ("BenchmarkRead/small", "BenchmarkRead", 1)
    assert (plain.name, plain.allocs, plain.bytes) == ("BenchmarkPlain", None, None)
    assert is_text(BENCH) and not is_text(zipped(SMALL)) and not is_text(encode(SMALL))
    with pytest.raises(Malformed, match="no benchmark's line in it"):
        read_benchmarks(b"PASS\nok\n")
