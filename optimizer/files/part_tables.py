"""Tables of parts and of the stock of them."""

from optimizer.files.cells import (
    FLAG,
    INSTANT,
    NAME,
    TEXT,
    UN_NUMBER,
    integer,
    number,
    number_above,
    one_of,
)
from optimizer.files.columns import Column, Reference, Table
from optimizer.files.place_tables import DEPOT

PART = Reference("parts", "part_number")
PLATFORM = Reference("platforms", "platform")

CATEGORY = one_of(
    *("dimm", "hdd", "ssd", "psu", "fan", "raid", "scap", "bbu", "upsb", "nic", "optic", "gpu"),
    *("gpubase", "cpu", "hsink", "riser", "backpl", "misc", "board", "chassis", "server", "switch"),
)

NEVER = 9
"""Rank of a substitute that is never sent. Source: column rank of substitutions.csv."""

_RATE = number(0, 100)
_SIDE = number_above(0, 2_000)
_UNITS = integer(0, 1_000_000)
_COUNT = integer(1, 1_000_000)

PARTS = Table(
    "parts",
    "One row per part number, packed for shipping.",
    ("part_number",),
    (
        Column("part_number", NAME, "Name of the part in every table"),
        Column("description", TEXT, "For people"),
        Column("category", CATEGORY, "What it is; fault codes name categories"),
        Column("generation", TEXT, "For people", empty=True),
        Column("ship_weight_kg", number_above(0, 100_000), "One packed unit [kg]"),
        Column("length_cm", _SIDE, "Packed; sides may be turned [cm]"),
        Column("width_cm", _SIDE, "Packed [cm]"),
        Column("height_cm", _SIDE, "Packed [cm]"),
        Column("unit_value_cents", integer(0), "Order of magnitude [US cents]"),
        Column("annual_failure_rate_share", _RATE, "Failures per unit and year"),
        Column(
            "dangerous_goods",
            UN_NUMBER,
            "UN number when carriers treat the packed part as dangerous; empty: they do not",
            empty=True,
        ),
        Column("passenger_air_allowed", FLAG, "0: forbidden on passenger aircraft"),
        Column("cargo_air_allowed", FLAG, "0: forbidden on every aircraft"),
        Column("export_group", NAME, "Group of export_licences; empty: none needed", empty=True),
        Column("two_person", FLAG, "1: two people must lift it"),
        Column("data_bearing", FLAG, "1: it holds the customer's data"),
        Column("repairable", FLAG, "1: a returned unit can be repaired"),
        Column("lifecycle", one_of("active", "last_buy", "eol"), "Whether it can still be bought"),
    ),
)

SUBSTITUTIONS = Table(
    "substitutions",
    "Parts that may stand in for another one, unit for unit and in this direction only.",
    ("part_number", "substitute_part_number"),
    (
        Column("part_number", NAME, "Part asked for", PART),
        Column("substitute_part_number", NAME, "Part sent", PART),
        Column("rank", integer(1, NEVER), "Smaller is better; 9: never"),
        Column("price_cents", integer(0), "Added to the cost of a plan [US cents]"),
        Column("automatic", FLAG, "1: without asking anybody; only these are planned"),
        Column("note", TEXT, "For people", empty=True),
    ),
    needs_rows=False,
)

PLATFORMS = Table(
    "platforms",
    "Products that are installed at sites.",
    ("platform",),
    (
        Column("platform", NAME, "Name of the product"),
        Column("description", TEXT, "For people"),
        Column("introduced_year", integer(1970, 2100), "For people"),
        Column("expected_part_calls_per_unit_year", _RATE, "Sum over bom; for people"),
    ),
)

BOM = Table(
    "bom",
    "What is built into one unit of a platform.",
    ("platform", "part_number"),
    (
        Column("platform", NAME, "Product", PLATFORM),
        Column("part_number", NAME, "Part built in", PART),
        Column("quantity", _COUNT, "Units of the part in one product"),
        Column("annual_failure_rate_share", _RATE, "As in parts; for people"),
    ),
    needs_rows=False,
)

STOCK = Table(
    "stock",
    "Good units by depot and part; free = on hand - reserved.",
    ("depot_id", "part_number"),
    (
        Column("depot_id", NAME, "Depot", DEPOT),
        Column("part_number", NAME, "Part", PART),
        Column("on_hand", _UNITS, "Units on the shelf"),
        Column("reserved", _UNITS, "Units of them held for something else"),
        Column("base_stock", _UNITS, "Units that replenishment aims at"),
    ),
    needs_rows=False,
)

INBOUND = Table(
    "inbound",
    "Units on their way to a depot.",
    ("depot_id", "part_number", "available_at"),
    (
        Column("depot_id", NAME, "Depot", DEPOT),
        Column("part_number", NAME, "Part", PART),
        Column("quantity", _COUNT, "Units"),
        Column("available_at", INSTANT, "Usable from then on"),
    ),
    needs_rows=False,
)

DEPOT_REPLENISHMENT = Table(
    "depot_replenishment",
    "One row for every depot: where its stock comes from.",
    ("depot_id",),
    (
        Column("depot_id", NAME, "Depot", DEPOT),
        Column(
            "replenished_from", NAME, "Depot it is filled from; empty: factory", DEPOT, empty=True
        ),
        Column("lead_time_days", number_above(0, 10_000), "From order to shelf [days]"),
        Column("stock_line_target", integer(0), "Most part numbers held"),
        Column("annual_fixed_cost_cents", integer(0), "Cost of the depot a year [US cents]"),
    ),
)

PART_TABLES = (
    PARTS,
    SUBSTITUTIONS,
    PLATFORMS,
    BOM,
    STOCK,
    INBOUND,
    DEPOT_REPLENISHMENT,
)
