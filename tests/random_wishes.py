"""Random wishes for the small random problems: some lines pinned, a depot or service left out."""

from hypothesis import strategies as st

from optimizer.dispatch.problem import DispatchProblem
from optimizer.dispatch.wishes import Pin, Wishes
from tests.builders import at

DEPOTS = ("D1", "D2")
SERVICES = ("CAR", "VAN", "NEXT")


@st.composite
def pins(draw: st.DrawFn, part_number: str, substitutes: list[str]) -> Pin:
    """A pin on a depot and service, at times on a part and a departure too."""
    return Pin(
        draw(st.sampled_from(DEPOTS)),
        draw(st.sampled_from(SERVICES)),
        draw(st.sampled_from((None, part_number, *substitutes))),
        # The second departure of whoever is ready at once is the full hour.
        draw(st.sampled_from((None, None, at(10, 50), at(11)))),
    )


@st.composite
def wishes_of(draw: st.DrawFn, asked: DispatchProblem) -> Wishes:
    """Pins for some lines, the same for all of a kit; what they are on is not left out."""
    chosen: dict[str, Pin] = {}
    kit: Pin | None = None
    for line in asked.lines:
        others = asked.network.substitutions.get(line.part_number, ())
        pin = draw(pins(line.part_number, [each.part_number for each in others]))
        if line.ship_together:
            kit = kit or pin
            pin = Pin(*kit.pair, pin.part_number, kit.departs_at)
        if draw(st.booleans()):
            chosen[line.line_id] = pin
    depots = set(DEPOTS) - {pin.depot_id for pin in chosen.values()}
    services = set(SERVICES) - {pin.service_id for pin in chosen.values()}
    return Wishes(
        chosen,
        frozenset(draw(st.sets(st.sampled_from(sorted(depots)), max_size=1)) if depots else ()),
        frozenset(draw(st.sets(st.sampled_from(sorted(services)), max_size=1)) if services else ()),
    )
