"""The results of a run, and whether they meet the targets. Pure functions."""

from collections.abc import Iterator, Mapping, Sequence
from statistics import median
from typing import NamedTuple


class Sample(NamedTuple):
    """One design, one kind of request, one round."""

    requests: int
    seconds: float
    processor_seconds: float

    @property
    def per_second(self) -> float:
        return self.requests / self.seconds

    @property
    def milliseconds(self) -> float:
        """Processor time of the server process per request."""
        return self.processor_seconds / self.requests * 1000


class Target(NamedTuple):
    """Ours has to answer at least `ratio` times as many requests per second as `peer`."""

    request: str
    peer: str
    ratio: float


TARGETS = (
    Target("PUT", "plain", 2),
    Target("GET", "plain", 5),
    Target("PUT", "fastapi", 1),
    Target("GET", "fastapi", 1),
)

#: Design -> its samples, one per round; the designs' rounds are interleaved.
Rounds = Mapping[str, Sequence[Sample]]


def times_faster(rounds: Rounds, peer: str) -> float:
    """The median of the rounds' ratios of our requests per second to the peer's."""
    pairs = zip(rounds["ours"], rounds[peer], strict=True)
    return median(ours.per_second / theirs.per_second for ours, theirs in pairs)


def times_cheaper(rounds: Rounds, peer: str) -> float:
    """The same for the processor time per request."""
    pairs = zip(rounds["ours"], rounds[peer], strict=True)
    return median(theirs.milliseconds / ours.milliseconds for ours, theirs in pairs)


def table(found: Mapping[tuple[str, str], Rounds]) -> str:
    """`found` is keyed by database and request; a Markdown table."""
    lines = [
        "| database | request | design | requests/s | server CPU ms | ours: times as fast | times as cheap |",
        "| --- | --- | --- | ---: | ---: | ---: | ---: |",
    ]
    for (database, request), rounds in found.items():
        for design, samples in rounds.items():
            speed = median(sample.per_second for sample in samples)
            cost = median(sample.milliseconds for sample in samples)
            ratios = (times_faster(rounds, design), times_cheaper(rounds, design))
            against = " | ".join("" if design == "ours" else f"{ratio:.2f}" for ratio in ratios)
            shown = f"{speed:.0f}" if speed >= 20 else f"{speed:.2f}"
            lines.append(f"| {database} | {request} | {design} | {shown} | {cost:.2f} | {against} |")
    return "\n".join(lines)


def shortfalls(found: Mapping[tuple[str, str], Rounds], targets: Sequence[Target] = TARGETS) -> Iterator[str]:
    """A line for each missed target."""
    for (database, request), rounds in found.items():
        for target in targets:
            if target.request != request:
                continue
            reached = times_faster(rounds, target.peer)
            if reached < target.ratio:
                yield (
                    f"{request} on {database}: {reached:.2f} times {target.peer}, "
                    f"at least {target.ratio:.2g} are wanted"
                )
