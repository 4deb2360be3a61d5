"""Tables of business: partners, contracts, what is installed, and the requests."""

from optimizer.files.cells import (
    COUNTRIES,
    DAY,
    FLAG,
    INSTANT,
    NAME,
    READINGS,
    TEXT,
    WORD,
    integer,
    list_of,
    number,
    one_of,
)
from optimizer.files.columns import Column, Reference, Table
from optimizer.files.part_tables import CATEGORY, PART, PLATFORM
from optimizer.files.place_tables import PARTNER, SITE

CONTRACT = Reference("contracts", "contract_id")

PARTNERS = Table(
    "partners",
    "Service partners, who request parts for their customers.",
    ("partner_id",),
    (
        Column("partner_id", NAME, "Name of the partner in every table"),
        Column("name", TEXT, "For people"),
        Column("countries", COUNTRIES, "Countries that it serves"),
        Column(
            "certified_until",
            DAY,
            "Last day of its certification; what it bought does not end with it",
            empty=True,
            optional=True,
        ),
    ),
)

_ORDER = (
    ("order_type", WORD, "How the service was ordered, in a word of the policy, such as renewal"),
    ("po_start_date", DAY, "First day of service that the purchase order lists"),
    ("po_confirmed_date", DAY, "The purchase order was confirmed"),
    ("contract_signed_date", DAY, "The contract was signed"),
    ("shipment_date", DAY, "The product was shipped"),
    ("installation_sold", FLAG, "1: installation or commissioning was sold with the product"),
    ("acceptance_date", DAY, "The customer accepted for the first time"),
    ("activation_date", DAY, "The software was activated"),
    ("warranty_end_date", DAY, "Last day of the warranty of the product"),
    ("previous_service_end_date", DAY, "Last day of the service before this one"),
    ("term_months", integer(1, 240), "Months of service, when ends_on is empty"),
)
"""Facts of an order by which its first and last day are known where it names none."""

CONTRACTS = Table(
    "contracts",
    "What was bought for a site.",
    ("contract_id",),
    (
        Column("contract_id", NAME, "Name of the contract in every table"),
        Column("partner_id", NAME, "Partner", PARTNER),
        Column("site_id", NAME, "Site", SITE),
        Column("policy", WORD, "Support policy, a file of the policies' directory"),
        Column("service_level", WORD, "Service level of that policy"),
        Column(
            "starts_on",
            DAY,
            "First covered day, on the site's calendar; empty: it follows from the facts below",
            empty=True,
        ),
        Column("ends_on", DAY, "Last covered day; empty: by term_months", empty=True),
        Column("retention_service", FLAG, "1: the customer keeps parts that hold data"),
        Column(
            "params",
            READINGS,
            "Parameters of the policy that this contract reads otherwise",
            empty=True,
            optional=True,
        ),
        *(Column(name, kind, meaning, empty=True, optional=True) for name, kind, meaning in _ORDER),
    ),
)

INSTALLED_BASE = Table(
    "installed_base",
    "Units of a platform at a site, with the contract that covers them.",
    ("site_id", "platform"),
    (
        Column("site_id", NAME, "Site", SITE),
        Column("platform", NAME, "Product", PLATFORM),
        Column("quantity", integer(0, 1_000_000), "Units; serial numbers run from 1 to it"),
        Column("contract_id", NAME, "Contract that covers them", CONTRACT),
        Column("mean_age_years", number(0, 100), "For people"),
    ),
    needs_rows=False,
)

FAULT_CODES = Table(
    "fault_codes",
    "Faults that a fault tag may name.",
    ("fault_code",),
    (
        Column("fault_code", NAME, "Name of the fault"),
        Column("part_categories", list_of(CATEGORY), "Categories of parts that can have it"),
        Column("meaning", TEXT, "For people"),
    ),
)

REQUESTS = Table(
    "requests",
    "Open lines: one row is one faulty unit, its fault tag and its own replacement.",
    ("line_id",),
    (
        Column("rma_number", NAME, "Authorized case; of one partner and one site"),
        Column("line_id", NAME, "Name of the line"),
        Column("partner_id", NAME, "Partner who asks", PARTNER),
        Column("contract_id", NAME, "Contract that is called upon", CONTRACT),
        Column("site_id", NAME, "Where the part must arrive", SITE),
        Column("platform", NAME, "Product that failed", PLATFORM),
        Column("product_serial", NAME, "Its serial number, SITE-PLATFORM-NNNN"),
        Column("part_number", NAME, "Part that failed", PART),
        Column("faulty_serial", NAME, "Serial number of the part; may come later", empty=True),
        Column("priority", NAME, "A priority of the contract's policy"),
        Column("requested_at", INSTANT, "The RMA number was given"),
        Column("part_deemed_necessary_at", INSTANT, "A part was decided to be necessary"),
        Column("form_completed_at", INSTANT, "Empty: the form is not complete", empty=True),
        Column("fault_observed_at", INSTANT, "The fault was seen"),
        Column("fault_code", NAME, "What failed", Reference("fault_codes", "fault_code")),
        Column("data_removed", one_of("yes", "no", "retained"), "Whether data was wiped"),
        Column("ship_together", FLAG, "1: all lines of the RMA form a kit"),
    ),
    needs_rows=False,
    required=False,
)

RELOCATIONS = Table(
    "relocations",
    "Equipment that was moved to another site of its partner, and when that was told.",
    ("relocation_id",),
    (
        Column("relocation_id", NAME, "Name of the move"),
        Column("partner_id", NAME, "Partner who told of it, and whose both sites are", PARTNER),
        Column("contract_id", NAME, "Contract that covers the equipment", CONTRACT),
        Column("platform", NAME, "Product that was moved", PLATFORM),
        Column("product_serial", NAME, "The unit; empty: all under the contract", empty=True),
        Column("from_site_id", NAME, "Site of the contract, or of an earlier move", SITE),
        Column("to_site_id", NAME, "Site where it stands from then on", SITE),
        Column("relocated_on", DAY, "Day of the move"),
        Column("notice_received_at", INSTANT, "The vendor was told"),
    ),
    needs_rows=False,
    required=False,
)

SPECIAL_CASES = Table(
    "special_cases",
    "Lines of the demonstration that show something special; for people and tests.",
    ("case_id", "line_id"),
    (
        Column("case_id", WORD, "Name of the case"),
        Column("line_id", NAME, "A line of the demonstration's requests"),
        Column("expectation", TEXT, "What is special, in words"),
    ),
    needs_rows=False,
    required=False,
)

BUSINESS_TABLES = (
    PARTNERS,
    CONTRACTS,
    INSTALLED_BASE,
    FAULT_CODES,
    REQUESTS,
    RELOCATIONS,
    SPECIAL_CASES,
)
