"""Every table that a directory may hold."""

from optimizer.files.business_tables import BUSINESS_TABLES
from optimizer.files.columns import Table
from optimizer.files.courier_tables import COURIER_TABLES
from optimizer.files.part_tables import PART_TABLES
from optimizer.files.place_tables import PLACE_TABLES

TABLES: dict[str, Table] = {
    table.name: table for table in (*PLACE_TABLES, *COURIER_TABLES, *PART_TABLES, *BUSINESS_TABLES)
}
"""The tables by their names, in the order of the documentation."""
