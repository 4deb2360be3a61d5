"""What a policy file may not say: every fault with file, line and key, in words."""

from pathlib import Path

import pytest

from rma_service.policies.load import FaultyPoliciesError, load_policies

TEXT = """\
policy: small
document: Small Care
version: "1"
effective_from: "2020-01-01"
running_contracts: {rule: follow, clause: "1", why: It says so.}
service_levels: [gold, silver]
priorities: [high, low]
events:
  at: {type: instant}
  until: {type: instant}
  on: {type: date}
  n: {type: count, default: 1}
  yes: {type: flag}
  hub: {type: word, words: [east, west]}
  there: {type: zone}
  halts: {type: intervals}
order:
  - [at, until]
params:
  shift: {type: choice, default: early, alternatives: [late], clause: "1", why: Why not.}
  hours: {type: windows, default: ["09:00-17:00"], alternatives: [], clause: "1", why: Why not.}
  waits: {type: counts_by_priority, default: {high: 1}, alternatives: [], clause: "1", why: So.}
clocks:
  site: {place: timezone}
  tokyo: {zone: Asia/Tokyo}
  asked: {by_event: {event: hub, clocks: {east: site, west: tokyo}}}
  read: {by_reading: {param: shift, zones: {early: UTC, late: Asia/Tokyo}}}
calendars:
  site: {clock: site}
coverage:
  office: {calendar: site, windows: {param: hours}}
  shop: {calendar: site, windows: ["10:00-18:00"]}
  open_end: {always: true}
  asked: {by_reading: {param: shift, coverages: {early: office, late: shop}}}
tables:
  ends: {rows: {east: {end: "2025-01-31"}, west: {end: "2026-06-30"}}}
define:
  instants:
    first: {event: at}
    second: {elapsed: {after: {use: first}, hours: 1}}
  dates:
    day: {local_date: {of: {use: first}, clock: site}}
    end: {table: {table: ends, row: {event: hub}, column: end}}
  tests:
    early: {reading: {param: shift, equals: early}}
targets:
  - target: answer
    when: {priority: [high]}
    clause: Small 1
    quote: the answer
    register: [S-1]
    coverage: office
    needs: [at]
    start: {use: first}
    stop: {event: until}
    pauses: {event: halts}
    branches:
      - if: {use: early}
        kind: answer
        due_date: {use: day}
        due_at:
          business_days:
            {after: {use: received_at}, days: 1, coverage: office, halts: {event: halts}}
      - kind: answer
        due_at: {elapsed: {after: {use: received_at}, hours: {param: waits, by: priority}}}
        times: {every: {minutes: 60, after: {use: received_at}, until: {use: due_at}}}
uses:
  response: answer
"""


RING = "        start_at: {use: takeover_at}\n        takeover_at: {use: start_at}\n"
IF = "if: {use: early}\n        "


def _faults(folder: Path, old: str, new: str) -> list[tuple[int | None, str, str]]:
    """Faults of the text with other words in one place: line, key and problem."""
    assert TEXT.count(old) == 1, old
    path = folder / "small.yaml"
    path.write_text(TEXT.replace(old, new), "utf-8")
    with pytest.raises(FaultyPoliciesError) as refused:
        load_policies(folder)
    assert {fault.file for fault in refused.value.faults} == {str(path)}
    return [(fault.line, fault.key, fault.problem) for fault in refused.value.faults]


def _line(words: str) -> int:
    """Number of the only line that has these words, from 1."""
    (number,) = [i for i, line in enumerate(TEXT.splitlines(), 1) if words in line]
    return number


def test_the_text_itself_has_no_fault(tmp_path: Path) -> None:
    (tmp_path / "small.yaml").write_text(TEXT, "utf-8")
    assert list(load_policies(tmp_path)) == ["small"]


@pytest.mark.parametrize(
    ("old", "new", "key", "problem"),
    [
        # Sections.
        ('effective_from: "2020-01-01"', 'effective_from: "2020-02-30"', "effective_from",
         "'2020-02-30' is no date such as 2026-11-23."),
        ("at: {type: instant}", "at: {type: moment}", "events.at.type", "is not one of"),
        ("hub: {type: word, words: [east, west]}", "hub: {type: word}", "events.hub",
         "an event of type word, and only one, lists its words"),
        ("yes: {type: flag}", "yes: {type: flag, words: [y]}", "events.yes",
         "an event of type word, and only one, lists its words"),
        ("- [at, until]", "- [at, on]", "order.0", "event 'on' is not of type instant"),
        ("- [at, until]", "- [at, never]", "order.0", "no event is named 'never'"),
        ('["09:00-17:00"]', '["09:00-00:00"]', "params.hours.default",
         "'09:00-00:00' closes before it opens; write '09:00-24:00' for midnight."),
        ('["10:00-18:00"]', '["10:00-00:00"]', "coverage.shop.windows", "write '10:00-24:00'"),
        ('["10:00-18:00"]', '["00:00-23:59"]', "coverage.shop.windows", "{always: true}"),
        ('["10:00-18:00"]', '["18:00-10:00"]', "coverage.shop.windows", "open before they close"),
        ("tokyo: {zone: Asia/Tokyo}", "null: {zone: Asia/Tokyo}", "clocks",
         "its key None is no word; write it in quotes"),
        ("effective_from: ", "7: ", "document", "its key 7 is no word; write it in quotes"),
        ("{clock: site}\n", "{clock: site, half_days_closed: {reading: {param: no, equals: x}}}\n",
         "calendars.site.half_days_closed.reading.param", "no parameter is named 'no'"),
        ("zone: Asia/Tokyo", "zone: Asia/Atlantis", "clocks.tokyo.zone", "is no IANA time zone"),
        ("zones: {early: UTC, late: Asia/Tokyo}", "zones: {early: UTC}",
         "clocks.read.by_reading.zones", "parameter 'shift' may say 'late', which is not here"),
        ("clocks: {east: site, west: tokyo}", "clocks: {east: site}",
         "clocks.asked.by_event.clocks", "event 'hub' may say 'west', which is not here"),
        ("clocks: {east: site, west: tokyo}", "clocks: {east: site, west: oslo}",
         "clocks.asked.by_event.clocks.west", "no clock is named 'oslo' before this one"),
        ("site: {clock: site}", "site: {clock: oslo}", "calendars.site.clock",
         "no clock is named 'oslo'"),
        ("calendar: site, windows: {param: hours}", "calendar: oslo, windows: {param: hours}",
         "coverage.office.calendar", "no calendar is named 'oslo'"),
        ("windows: {param: hours}", "windows: {param: shift}", "coverage.office.windows",
         "parameter 'shift' is not of type windows"),
        ("coverages: {early: office, late: shop}", "coverages: {early: office, late: bar}",
         "coverage.asked.by_reading.coverages.late", "no coverage is named 'bar' before this one"),
        ('west: {end: "2026-06-30"}', 'west: {close: "2026-06-30"}',
         "define.dates.end.table.column", "row 'west' has no column 'end'"),
        ('west: {end: "2026-06-30"}', 'west: {end: "2026-06-31"}', "tables.ends.rows.west.end",
         "'2026-06-31' is no date such as 2026-11-23."),
        ('{east: {end: "2025-01-31"}, west: {end: "2026-06-30"}}', '{east: {end: "2025-01-31"}}',
         "define.dates.end.table.row", "the table has no row 'west'"),
        # Definitions.
        ("first: {event: at}", "first: {event: atr}", "define.instants.first.event",
         "no event is named 'atr'"),
        ("first: {event: at}", "first: {event: on}", "define.instants.first.event",
         "event 'on' is not of type instant"),
        ("first: {event: at}", "first: {use: second}", "define.instants.second.elapsed.after.use",
         "'first' is defined by itself: first -> second -> first"),
        ("{after: {use: first}, hours: 1}", "{after: {use: day}, hours: 1}",
         "define.instants.second.elapsed.after.use", "no definition is named 'day'"),
        ("{after: {use: first}, hours: 1}", "{after: {use: first}}",
         "define.instants.second.elapsed", "needs 'minutes' or 'hours', and one of them only"),
        ("{after: {use: first}, hours: 1}", "{after: {use: first}, hours: 1, minutes: 2}",
         "define.instants.second.elapsed", "needs 'minutes' or 'hours', and one of them only"),
        ("equals: early", "equals: noon", "define.tests.early.reading.equals",
         "parameter 'shift' never says 'noon'"),
        # Targets.
        ("when: {priority: [high]}", "when: {priority: [urgent]}", "targets.0.when.priority.0",
         "the policy has no priority 'urgent'"),
        ("when: {priority: [high]}", "when: {priority: [high, low]}",
         "targets.0.branches.1.due_at.elapsed.hours", "'waits' says nothing for 'low'"),
        ("    when: {priority: [high]}\n", "", "targets.0.branches.1.due_at.elapsed.hours",
         "'waits' is by priority, but the target is for every one"),
        ("    coverage: office\n", "    coverage: bar\n", "targets.0.coverage",
         "no coverage is named 'bar'"),
        ("needs: [at]", "needs: [at, bread]", "targets.0.needs.1", "no event is named 'bread'"),
        ("stop: {event: until}", "stop: {event: hub}", "targets.0.stop.event",
         "event 'hub' is not of type instant or date"),
        (", halts: {event: halts}", "", "targets.0.pauses.event",
         "nothing in this target is halted by 'halts'"),
        ("coverage: office, halts", "coverage: open_end, halts",
         "targets.0.branches.0.due_at.business_days.coverage",
         "coverage 'open_end' runs around the clock and has no windows"),
        ("due_date: {use: day}", "due_date: {use: received_at}",
         "targets.0.branches.0.due_date.use", "'received_at' is of type instant, not date"),
        ("due_date: {use: day}", "due_date: {use: end_date}", "targets.0.branches.0",
         "'end_date' is used where it is not known"),
        ("        times: {", f"{RING}        times: {{", "targets.0.branches.1.start_at",
         "'start_at' is defined by itself: start_at -> takeover_at -> start_at"),
        ("- if: {use: early}\n        kind", "- kind", "targets.0.branches.0",
         "every branch but the last must have an 'if'"),
        ("- kind: answer\n        due_at", f"- {IF}kind: answer\n        due_at",
         "targets.0.branches", "the last branch must have no 'if'"),
        ("- if: {use: early}", "- if: {before: {first: {use: due_at}, second: {event: at}}}",
         "targets.0.branches.0.if", "'due_at' is used where it is not known"),
        ("response: answer", "response: question", "uses.response",
         "no target is named 'question'"),
        ("response: answer", "replacement: answer", "targets.0.branches.0.kind",
         "is neither 'arrive_by' nor 'ship_by'"),
        ("response: answer", "lunch: answer", "uses.lunch", "is not known here; allowed: "),
    ],
)  # fmt: skip
def test_a_file_that_says_what_cannot_be_is_refused_with_its_key(
    tmp_path: Path, old: str, new: str, key: str, problem: str
) -> None:
    faults = _faults(tmp_path, old, new)
    assert any(key == at and problem in words for _, at, words in faults), faults


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('effective_from: "2020-01-01"', 'effective_from: "soon"', "effective_from:"),
        ("- [at, until]", "- [at, never]", "- [at, until]"),
        ("first: {event: at}", "first: {event: atr}", "first: {event: at}"),
        ("equals: early", "equals: noon", "early: {reading"),
        ('west: {end: "2026-06-30"}', 'west: {end: "2026-06-31"}', "ends: {rows"),
        ("needs: [at]", "needs: [at, bread]", "needs: [at]"),
        ("coverage: office, halts", "coverage: open_end, halts", "coverage: office, halts"),
        ("until: {use: due_at}", "until: {use: dew_at}", "until: {use: due_at}"),
        ("response: answer", "response: question", "response: answer"),
    ],
)
def test_a_fault_behind_the_schema_names_the_line_of_the_very_word(
    tmp_path: Path, old: str, new: str, words: str
) -> None:
    ((line, _, _),) = _faults(tmp_path, old, new)
    assert line == _line(words)


def test_every_fault_of_one_part_is_told_at_once(tmp_path: Path) -> None:
    old = "    first: {event: at}\n    second: {elapsed: {after: {use: first}, hours: 1}}\n"
    new = "    first: {event: bread}\n    second: {elapsed: {after: {event: wine}, hours: 1}}\n"
    told = [problem for _, _, problem in _faults(tmp_path, old, new)]
    assert "no event is named 'bread'" in told
    assert "no event is named 'wine'" in told


def test_an_entry_that_an_earlier_one_leaves_nothing_is_refused(tmp_path: Path) -> None:
    entry = TEXT[TEXT.index("  - target: answer") : TEXT.index("\nuses:") + 1]
    again = entry.replace("S-1", "S-2")
    ((line, key, problem),) = _faults(tmp_path, "\nuses:\n", f"\n{again}uses:\n")
    assert key == "targets.1"
    assert problem == "an earlier entry of 'answer' holds for all of it"
    assert line == _line("response: answer") - 1
