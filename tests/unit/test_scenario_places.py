"""Each change of a depot, a site, a border or a licence on the smallest network."""

import pytest

from optimizer.network import Border, Network, StockCell
from optimizer.whatif.scenario import FaultyScenario, apply, parse_scenario
from tests.builders import at, depot, network, part, receipt, site

HEAD = 'title = "What if?"\nwhy = "To know."\n'


def applied(text: str, on: Network) -> Network:
    return apply(parse_scenario(HEAD + text, "q.toml"), on)


def two_zones() -> Network:
    """Depot D1 in the EU, site S1 in Switzerland, a part that needs a licence."""
    swiss = site("S1", country="CH", customs_zone="CH")
    return network(parts=(part(export_group="3A090"),), sites=(swiss,))


def test_a_closed_depot_takes_its_shelves_vehicles_and_receipts_with_it() -> None:
    before = network(
        depots=(depot("D1"), depot("D2")),
        inbound={("D1", "P1"): (receipt(at(12)),), ("D2", "P1"): (receipt(at(12)),)},
    )

    after = applied('[[depots.close]]\ndepot = "D1"\n', before)

    assert set(after.depots) == {"D2"}
    assert set(after.stock) == {("D2", "P1")}
    assert set(after.vehicles) == {("D2", "CAR")}
    assert set(after.inbound) == {("D2", "P1")}


def test_depots_that_a_closed_one_replenished_are_replenished_by_the_one_above() -> None:
    chain = (
        depot("CDC"),
        depot("RDC", replenished_from="CDC"),
        depot("FSL", replenished_from="RDC"),
    )

    after = applied('[[depots.close]]\ndepot = "RDC"\n', network(depots=chain))

    assert after.depots["FSL"].replenished_from == "CDC"
    assert after.depots["CDC"].replenished_from is None


def test_stock_moves_before_its_depot_closes_whatever_their_order_in_the_file() -> None:
    text = '[[depots.close]]\ndepot = "D1"\n[[stock.move]]\nfrom_depot = "D1"\nto_depot = "D2"\n'

    after = applied(text, network(depots=(depot("D1"), depot("D2"))))

    assert after.stock == {("D2", "P1"): StockCell(2, 0, 1)}  # its own unit and the one of D1


def test_a_depot_opens_by_another_class_and_can_be_called_out() -> None:
    text = (
        '[[depots.opening]]\ndepot = "D1"\nopening_class = "office"\n'
        '[[depots.callout]]\ndepot = "D1"\nminutes = 45\n'
    )

    after = applied(text, network())

    assert after.depots["D1"].opening_class == "office"
    assert after.depots["D1"].callout_minutes == 45


def test_a_depot_loses_its_call_out() -> None:
    before = network(depots=(depot(callout_minutes=60),))

    after = applied('[[depots.no_callout]]\ndepot = "D1"\n', before)

    assert after.depots["D1"].callout_minutes is None


def test_a_site_receives_by_another_class() -> None:
    after = applied('[[sites.receiving]]\nsite = "S1"\nreceiving = "business"\n', network())

    assert after.sites["S1"].receiving == "business"


def test_a_border_closes_one_way() -> None:
    text = '[[customs.border]]\nfrom_zone = "EU"\nto_zone = "CH"\nallowed = false\n'

    after = applied(text, two_zones())

    assert after.borders["EU", "CH"] == Border(allowed=False, clearance_hours=None)
    assert after.borders["CH", "EU"] == Border(allowed=True, clearance_hours=2.0)


def test_clearance_at_a_border_takes_another_time() -> None:
    text = (
        '[[customs.border]]\nfrom_zone = "EU"\nto_zone = "CH"\nallowed = true\n'
        "clearance_hours = 0.5\n"
    )

    assert applied(text, two_zones()).borders["EU", "CH"] == Border(
        allowed=True, clearance_hours=0.5
    )


def test_a_border_that_stays_open_keeps_its_clearance() -> None:
    text = '[[customs.border]]\nfrom_zone = "EU"\nto_zone = "CH"\nallowed = true\n'

    # The smallest network takes two hours between zones.
    assert applied(text, two_zones()).borders["EU", "CH"] == Border(
        allowed=True, clearance_hours=2.0
    )


def test_a_licence_is_granted_from_one_zone_or_from_all() -> None:
    one = '[[customs.licence]]\nexport_group = "3A090"\nto_zone = "CH"\nheld = true\n'

    from_all = applied(one, two_zones())
    from_eu = applied(one + 'from_zone = "EU"\n', two_zones())

    held = {key for key, yes in from_all.licences.items() if yes}
    assert held == {("3A090", "CH", "CH"), ("3A090", "EU", "CH")}
    assert {key for key, yes in from_eu.licences.items() if yes} == {("3A090", "EU", "CH")}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('[[depots.close]]\ndepot = "D1"\n', "D1 is the last depot; one must stay open."),
        (
            '[[depots.close]]\ndepot = "d2"\n',
            'depot = "d2" is unknown; did you mean D1?',
        ),
        (
            '[[depots.opening]]\ndepot = "D1"\nopening_class = "ofice"\n',
            'opening_class = "ofice" is unknown; did you mean office?',
        ),
        (
            '[[depots.callout]]\ndepot = "D1"\nminutes = -1\n',
            "minutes = -1 lies before the call.",
        ),
        (
            '[[sites.receiving]]\nsite = "S9"\nreceiving = "always"\n',
            'site = "S9" is unknown; did you mean S1?',
        ),
        (
            '[[customs.border]]\nfrom_zone = "EU"\nto_zone = "CN"\nallowed = false\n',
            'to_zone = "CN" is unknown; did you mean CH?',
        ),
        (
            (
                '[[customs.border]]\nfrom_zone = "EU"\nto_zone = "CH"\nallowed = false\n'
                "clearance_hours = 1\n"
            ),
            "A border that is closed (allowed = false) has no clearance_hours.",
        ),
        (
            '[[customs.licence]]\nexport_group = "4A090"\nto_zone = "CH"\nheld = true\n',
            'export_group = "4A090" is unknown; did you mean 3A090?',
        ),
    ],
)
def test_a_change_of_places_that_cannot_be_made_is_refused_in_a_sentence(
    text: str, sentence: str
) -> None:
    kind = text.partition("]]")[0].strip("[")

    with pytest.raises(FaultyScenario) as refused:
        applied(text, two_zones())

    assert refused.value.faults == (f"q.toml, {kind}: {sentence}",)


def test_opening_a_closed_border_needs_its_clearance() -> None:
    closed = {("EU", "CH"): Border(allowed=False, clearance_hours=None)}
    text = '[[customs.border]]\nfrom_zone = "EU"\nto_zone = "CH"\nallowed = true\n'

    with pytest.raises(FaultyScenario, match="opening it needs clearance_hours"):
        applied(text, network(borders=closed))
