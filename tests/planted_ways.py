"""Planted faults of lines and of the ways they take: a scene, what is wrong in it, and the code.

Each row is planted alone into a legal plan of tests.planted_scenes.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta, timezone

from optimizer.dispatch.wishes import Pin, Wishes
from optimizer.network import Border, StockCell
from tests import builders as b
from tests.planted_faults import (
    Row,
    answer,
    asked_for,
    day,
    every,
    later,
    more,
    on,
    open_from,
    option,
    service,
    whole,
)

TOKYO = timezone(timedelta(hours=9))
STRANGE = b.line("L9")
CLOSED = {("EU", "CH"): Border(allowed=False, clearance_hours=None)}

LINES: Mapping[str, Row] = {
    "a line missing": ("three_lines", whole(lines=lambda each: each[1:]), "line_missing"),
    "a line twice": ("three_lines", whole(lines=lambda each: (*each, each[0])), "line_twice"),
    "a foreign line": (
        "one_line",
        whole(lines=lambda each: (*each, b.line_plan(line=STRANGE))),
        "line_invented",
    ),
    "a line set aside that is planned": (
        "set_aside",
        whole(lines=lambda each: (*each, b.line_plan(line=STRANGE))),
        "line_invented",
    ),
    "a line answered as another": ("one_line", answer(line=b.line(site_id="S9")), "line_changed"),
    "a line released earlier than it is": (
        "one_line",
        answer(line=b.line(released_at=b.at(9))),
        "line_changed",
    ),
    "a line set aside lost": ("set_aside", whole(set_aside=()), "set_aside"),
    "a line set aside that is not": ("one_line", whole(set_aside=(b.set_aside(),)), "set_aside"),
    "another now": ("one_line", whole(now=b.at(9)), "now"),
}

WAYS: Mapping[str, Row] = {
    "an unknown depot": ("one_line", option(depot_id="D9"), "unknown"),
    "an unknown service": ("one_line", option(service_id="JET"), "unknown"),
    "an unknown part": ("one_line", option(part_number="P9"), "unknown"),
    "another depot, with what was there": ("one_line", option(depot_id="D1"), "planned_arrival"),
    "a depot without stock": (
        "no_other_way",
        on(stock={("D1", "P1"): StockCell(0, 0, 1)}),
        "stock",
    ),
    "a depot where all is reserved": (
        "no_other_way",
        on(stock={("D1", "P1"): StockCell(1, 1, 1)}),
        "stock",
    ),
    "the last unit twice": ("three_lines", on(stock={("D2", "P1"): StockCell(2, 0, 2)}), "stock"),
    "an inbound unit before its receipt": (
        "no_other_way",
        on(stock={}, inbound={("D1", "P1"): (b.receipt(b.at(12)),)}),
        "stock_before_receipt",
    ),
    "the unit on hand for both": (
        "waiting",
        option(1, ready_at=b.at(10, 30), departs_at=b.at(10, 50)),
        "stock_before_receipt",
    ),
    "a substitute that is none": ("one_line", option(part_number="P3"), "part"),
    "a substitute that needs approval": (
        "one_line",
        every(option(part_number="P2"), on(substitutions={})),
        "part",
    ),
    "a kit from two depots": ("kit", option(1, depot_id="D1"), "kit"),
    "a kit by two services": ("kit", option(1, service_id="VAN"), "kit"),
    "a kit at two departures": ("kit", option(1, departs_at=b.at(11)), "kit"),
    "half a kit": ("kit", answer(1, option=None), "kit"),
    "instants of another zone": (
        "one_line",
        option(departs_at=lambda at: at.astimezone(TOKYO)),
        "not_utc",
    ),
    "instants without a zone": (
        "one_line",
        option(planned_arrival_at=lambda at: at.replace(tzinfo=None)),
        "not_utc",
    ),
    "instants of another century": ("one_line", option(departs_at=later(1e8)), "far_instant"),
    "packed a minute early": ("one_line", option(ready_at=later(-1)), "ready"),
    "packed a minute late": ("one_line", option(ready_at=later(1)), "ready"),
    "released ignored": ("one_line", asked_for(lines=(b.line(released_at=b.at(10, 15)),)), "ready"),
    "a depot that is closed when it packs": ("no_other_way", open_from(720, 1080), "ready"),
    "leaves before it is packed": (
        "one_line",
        option(departs_at=later(-21)),
        "departs_before_ready",
    ),
    "leaves a minute before it is collected": (
        "one_line",
        option(departs_at=later(-1)),
        "departs_before_ready",
    ),
    "leaves off the slots": ("one_line", option(departs_at=later(5)), "departure"),
    "leaves in the twelfth slot": ("one_line", option(departs_at=b.at(22)), "departure"),
    "leaves later than 48 hours after due": (
        "no_other_way",
        asked_for(lines=(b.line(target=b.target(b.at(10, day=20))),), now=b.at(8, day=20)),
        "departure",
    ),
    "leaves outside operating hours": (
        "one_line",
        service("CAR", from_minute=660),
        "operating_hours",
    ),
    "leaves on a day of rest": ("one_line", service("CAR", operates=("tue",)), "operating_hours"),
    "a collection a day later": ("by_post", option(departs_at=day(24)), "departure"),
    "a collection before it is packed": (
        "by_post",
        option(departs_at=b.at(10)),
        "departs_before_ready",
    ),
    "a collection on a Saturday": ("by_post", option(departs_at=day(28)), "operating_hours"),
    "another cut-off": ("by_post", service("NEXT", collection_cutoff_minute=945), "departure"),
    "a cut-off that was missed": (
        "by_post",
        service("NEXT", collection_cutoff_minute=615),
        "departure",
    ),
    "a collection from a depot that has closed": ("by_post", open_from(480, 990), "depot_closed"),
    "a second flight": ("by_air", option(departs_at=later(60)), "departure"),
    "an airplane outside its hours": ("by_air", service("FLY", to_minute=600), "operating_hours"),
    "no flight": ("by_air", on(flights={}), "no_flight"),
    "a transit day less": (
        "by_post",
        option(planned_arrival_at=day(25), margin_minutes=more(1440)),
        "planned_arrival",
    ),
    "a transit day less in the median": (
        "by_post",
        option(median_arrival_at=day(24)),
        "median_arrival",
    ),
    "a flight that takes ten minutes longer": (
        "by_air",
        on(flights={("AAA", "BBB"): replace(b.flights(AAA_BBB=6)["AAA", "BBB"], block_minutes=70)}),
        "planned_arrival",
    ),
    "an earlier flight": ("by_air", on(flights=b.flights(AAA_BBB=4)), "planned_arrival"),
    "customs that take an hour more": (
        "by_air",
        on(borders={("EU", "CH"): Border(allowed=True, clearance_hours=3.0)}),
        "planned_arrival",
    ),
    "an aircraft that is faster than it is": (
        "by_charter",
        option(planned_arrival_at=later(-2), margin_minutes=more(2)),
        "planned_arrival",
    ),
    "an arrival a minute early": (
        "one_line",
        option(planned_arrival_at=later(-1), margin_minutes=more(1)),
        "planned_arrival",
    ),
    "a median a minute early": ("one_line", option(median_arrival_at=later(-1)), "median_arrival"),
    "the median for the confidence": (
        "at_risk",
        option(planned_arrival_at=b.at(12, 1), margin_minutes=4.0),
        "planned_arrival",
    ),
    "receiving hours ignored": (
        "closed_site",
        option(planned_arrival_at=b.at(19, 1), median_arrival_at=b.at(19, 1)),
        "receiving_hours",
    ),
    "a peak hour ignored": (
        "one_line",
        on(rules=b.rules(peak_morning_from=660, peak_morning_to=720)),
        "planned_arrival",
    ),
    "a slow service": ("one_line", service("CAR", speed_factor_urban=0.5), "planned_arrival"),
    "too certain": ("at_risk", option(on_time_probability=more(0.001)), "probability"),
    "too certain by post": ("by_post", option(on_time_probability=0.75), "probability"),
    "too certain by air": ("by_air", option(on_time_probability=0.999), "probability"),
    "a chance that is no number": (
        "one_line",
        option(on_time_probability=float("nan")),
        "probability",
    ),
    "a hand-over with a chance": ("handed_over", option(on_time_probability=0.9), "probability"),
    "a margin with the wrong sign": ("one_line", option(margin_minutes=-124.0), "margin"),
    "a margin of the median": ("at_risk", option(margin_minutes=4.0), "margin"),
    "a margin of the arrival where handing over counts": (
        "handed_over",
        option(margin_minutes=-61.0),
        "margin",
    ),
    "more than ten days late": (
        "no_other_way",
        asked_for(lines=(b.line(target=b.target(b.at(11, day=13))),)),
        "late",
    ),
    "a cent too much": ("one_line", option(cost_cents=more(1)), "cost"),
    "a cent too little": ("one_line", option(cost_cents=more(-1)), "cost"),
    "a substitute for nothing": ("pinned", option(cost_cents=7500), "cost"),
    "the surcharge of the night forgotten": (
        "on_saturday_night",
        option(cost_cents=9000),
        "cost",
    ),
    "the surcharge of the weekend forgotten": (
        "on_saturday_night",
        option(cost_cents=7500),
        "cost",
    ),
    "odd cents on the last line": (
        "group",
        every(option(0, cost_cents=4666), option(2, cost_cents=4667)),
        "cost",
    ),
    "a car for each of a group": (
        "group",
        every(*(option(n, cost_cents=7000) for n in range(3))),
        "cost",
    ),
    "a car for nothing": ("group", option(2, cost_cents=0), "cost"),
    "a group in one car too few": (
        "group",
        on(vehicles={("D1", "CAR"): (b.vehicle_hours(),)}),
        "vehicle",
    ),
    "no vehicle": ("no_other_way", on(vehicles={}), "vehicle"),
    "a vehicle twice in a slot": (
        "three_lines",
        on(vehicles={("D2", "CAR"): (b.vehicle_hours("D2", vehicles=2),)}),
        "vehicle",
    ),
    "the return forgotten": (
        "no_other_way",
        on(vehicles={("D1", "CAR"): (b.vehicle_hours(to_minute=720),)}),
        "vehicle",
    ),
    "a vehicle that an earlier plan has": (
        "no_other_way",
        on(vehicles_out={("D1", "CAR", b.at(11)): 1}),
        "vehicle",
    ),
    "a closed border": ("by_air", on(borders=CLOSED), "customs"),
    "an excluded depot": (
        "one_line",
        asked_for(wishes=Wishes(excluded_depots=frozenset({"D2"}))),
        "excluded",
    ),
    "an excluded service": (
        "one_line",
        asked_for(wishes=Wishes(excluded_services=frozenset({"CAR"}))),
        "excluded",
    ),
    "a pin ignored": ("one_line", asked_for(wishes=Wishes({"L1": Pin("D1", "CAR")})), "pinned"),
    "a pinned part ignored": ("pinned", option(part_number="P1"), "pinned"),
    "a pinned departure ignored": ("pinned", option(departs_at=b.at(11)), "pinned"),
    "a pin of a mate ignored": (
        "kit",
        asked_for(wishes=Wishes({"L2": Pin("D1", "CAR")})),
        "pinned",
    ),
}
