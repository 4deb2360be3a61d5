"""The smallest directory in which every table has a row: two depots, one site, three services."""

from pathlib import Path

_RULES = """\
intercity_from_geodesic_km,50,km,m
urban_road_km_each_end,10,km,m
peak_morning_from,420,minute_of_local_day,m
peak_morning_to,600,minute_of_local_day,m
peak_evening_from,960,minute_of_local_day,m
peak_evening_to,1140,minute_of_local_day,m
peak_on_business_days_only,1,boolean,m
peak_time_factor_urban,1.5,ratio,m
night_from,1320,minute_of_local_day,m
night_to,360,minute_of_local_day,m
night_time_factor_urban,0.75,ratio,m
handover_origin_minutes,10,minute,m
parking_access_minutes,6,minute,m
handover_site_minutes,15,minute,m
vehicle_slot_minutes,60,minute,m
city_scope_km,30,km,m
tail_lift_or_dock_above_kg,70,kg,m
dedicated_same_landmass,1,boolean,m
dedicated_same_customs_zone,1,boolean,m
customs_opens,480,minute_of_local_day,m
customs_closes,1080,minute_of_local_day,m
export_licence_lead_days,20,calendar_day,m
flight_first_departure_utc,360,minute_of_utc_day,m
flight_block_base_minutes,35,minute,m
flight_km_per_minute,13,km/minute,m
night_surcharge_from,1200,minute_of_local_day,m
night_surcharge_to,420,minute_of_local_day,m
weekend_surcharge_on_public_holidays,1,boolean,m
callout_stays_open_until_departure,1,boolean,m
emergency_cost_cents,60000,cent,m
"""

_SERVICE_COLUMNS = (
    "service_id,name,kind,mode,scope,countries,max_piece_kg,max_length_cm,max_width_cm,"
    "max_height_cm,max_length_plus_girth_cm,max_shipment_kg,volumetric_divisor_cm3_per_kg,max_km,"
    "operates,operates_on_public_holidays,from_local,to_local,collection_cutoff_local,"
    "collect_minutes,transit_days_min,transit_days_max,deliver_by_local,saturday_delivery,people,"
    "tail_lift,needs_dock,passenger_air,cargo_air_only,timetabled_flight,accepts_dangerous_goods,"
    "speed_factor_urban,speed_factor_intercity,price_base_cents,price_per_km_cents,"
    "price_per_kg_cents,price_min_cents,night_surcharge_share,weekend_surcharge_share,"
    "tender_minutes,recovery_minutes,customs_clearance_hours_override,estimate\n"
)

TABLES = {
    "countries": "country,region,customs_zone,weekend\nDE,EMEA,EU,sat;sun\nCH,EMEA,CH,sat;sun\n",
    "depots": (
        "depot_id,name,city,country,subdivision,region,customs_zone,landmass,latitude,longitude,"
        "timezone,opening_class,pick_pack_minutes,callout_minutes,nearest_airport,airport_km,tier\n"
        "FRA1,North,Frankfurt,DE,HE,EMEA,EU,eurasia,50.1,8.6,Europe/Berlin,always,25,,FRA,9,fsl_a\n"
        "ZRH1,South,Zurich,CH,,EMEA,CH,eurasia,47.4,8.5,Europe/Zurich,office,35,60,ZRH,8,fsl_b\n"
    ),
    "sites": (
        "site_id,customer,partner_id,site_type,city,country,subdivision,region,customs_zone,"
        "landmass,latitude,longitude,timezone,receiving,dock,two_person_ok,nearest_airport,"
        "airport_km\n"
        "S1,Acme,PA01,colo,Mainz,DE,RP,EMEA,EU,eurasia,50,8.3,Europe/Berlin,business,1,1,FRA,20\n"
        "S2,Acme,PA01,colo,Basel,CH,BS,EMEA,CH,eurasia,47.6,7.6,Europe/Zurich,always,1,1,ZRH,70\n"
    ),
    "airports": (
        "iata,icao,name,country,region,customs_zone,landmass,latitude,longitude,timezone,size\n"
        "FRA,EDDF,Frankfurt,DE,EMEA,EU,eurasia,50.0,8.6,Europe/Berlin,hub\n"
        "ZRH,LSZH,Zurich,CH,EMEA,CH,eurasia,47.5,8.5,Europe/Zurich,main\n"
    ),
    "opening_classes": (
        "opening_class,used_by,always_open,day_basis,holiday_rule\n"
        "always,depot;site,1,weekday,open\n"
        "office,depot,0,weekday,callout\n"
        "business,site,0,business_day,closed\n"
    ),
    "opening_hours": (
        "opening_class,weekday,opens_local,closes_local\n"
        "office,mon,08:00,12:00\n"
        "office,mon,13:00,24:00\n"
        "business,business_day,09:00,18:00\n"
    ),
    "travel": (
        "country,circuity_intercity,urban_kmh,intercity_kmh,cv_urban,cv_intercity\n"
        "DE,1.3,26,95,0.3,0.1\n"
        "CH,1.35,27,88,0.3,0.1\n"
    ),
    "circuity_knots": "geodesic_km,circuity\n0.5,1.9\n11,1.5\n",
    "travel_rules": "parameter,value,unit,meaning\n" + _RULES,
    "courier_services": _SERVICE_COLUMNS
    + (
        "CAR,Car,dedicated,road,customs_zone,ALL,40,90,50,65,,70,,400,mon;tue,1,00:00,24:00,,45,,,,"
        "1,1,0,0,0,0,,1,1,1,1800,90,0,2800,0.25,0.25,,,,0\n"
        "DAY,Parcel,scheduled,mixed,world,DE;CH,70,,,,,,5000,,business_day,0,16:30,17:00,16:30,,1,"
        "2,09:00,0,1,0,0,0,0,,0,1,1,7800,0,520,7800,0,0,,,,1\n"
        "FLY,Flight,air,air,world,ALL,70,,,,,,6000,,mon,1,00:00,24:00,,60,,,,1,1,0,0,1,0,1,0,1,1,"
        "26000,0,350,32000,0.15,0.2,90,60,,1\n"
    ),
    "courier_vehicles": (
        "depot_id,service_id,weekdays,from_local,to_local,vehicles\n"
        "FRA1,CAR,mon;tue,00:00,07:00,2\n"
        "FRA1,CAR,mon;tue,07:00,24:00,4\n"
    ),
    "customs": (
        "from_zone,to_zone,allowed,clearance_hours\nEU,EU,1,0\nEU,CH,1,2.5\nCH,EU,0,\nCH,CH,1,0\n"
    ),
    "export_licences": (
        "export_group,from_zone,to_zone,licence_held\n3A090,EU,CH,1\n3A090,CH,EU,0\n"
    ),
    "express_lanes": (
        "from_region,to_region,price_multiplier,transit_days_add\n"
        "domestic,domestic,1.0,0\n"
        "same_customs_zone,same_customs_zone,1.0,0\n"
        "EMEA,EMEA,1.25,1\n"
    ),
    "flights": "from_airport,to_airport,departures_per_day,block_minutes\nFRA,ZRH,4,55\n",
    "parts": (
        "part_number,description,category,generation,ship_weight_kg,length_cm,width_cm,height_cm,"
        "unit_value_cents,annual_failure_rate_share,dangerous_goods,passenger_air_allowed,"
        "cargo_air_allowed,export_group,two_person,data_bearing,repairable,lifecycle\n"
        "DIMM,Memory,dimm,DDR5,0.17,20,8,3,4500,0.005,,1,1,,0,0,0,active\n"
        "GPU,Accelerator,gpu,,4,40,30,15,900000,0.02,UN3481,1,1,3A090,0,0,1,active\n"
    ),
    "substitutions": (
        "part_number,substitute_part_number,rank,price_cents,automatic,note\n"
        "DIMM,GPU,2,4000,1,\n"
        "GPU,DIMM,9,18000,0,never\n"
    ),
    "platforms": (
        "platform,description,introduced_year,expected_part_calls_per_unit_year\nP1,Server,2021,0.3\n"
    ),
    "bom": "platform,part_number,quantity,annual_failure_rate_share\nP1,DIMM,8,0.005\n",
    "stock": "depot_id,part_number,on_hand,reserved,base_stock\nFRA1,DIMM,3,1,4\nZRH1,GPU,0,0,1\n",
    "inbound": "depot_id,part_number,quantity,available_at\nZRH1,GPU,1,2026-11-24T06:00:00Z\n",
    "depot_replenishment": (
        "depot_id,replenished_from,lead_time_days,stock_line_target,annual_fixed_cost_cents\n"
        "FRA1,,21,140,100\n"
        "ZRH1,FRA1,7,40,100\n"
    ),
    "partners": "partner_id,name,countries\nPA01,Acme Partner,DE;CH\nPA02,Borealis Partner,CH\n",
    "contracts": (
        "contract_id,partner_id,site_id,policy,service_level,starts_on,ends_on,retention_service\n"
        "CO1,PA01,S1,care,gold,2024-01-01,2027-12-31,0\n"
    ),
    "installed_base": "site_id,platform,quantity,contract_id,mean_age_years\nS1,P1,2,CO1,3.5\n",
    "fault_codes": "fault_code,part_categories,meaning\nMEM,dimm;gpu,Memory error\n",
    "requests": (
        "rma_number,line_id,partner_id,contract_id,site_id,platform,product_serial,part_number,"
        "faulty_serial,priority,requested_at,part_deemed_necessary_at,form_completed_at,"
        "fault_observed_at,fault_code,data_removed,ship_together\n"
        "R1,R1-1,PA01,CO1,S1,P1,S1-P1-0001,DIMM,F1,P1,2026-11-23T08:00:00Z,2026-11-23T07:50:00Z,"
        "2026-11-23T08:00:00Z,2026-11-23T07:00:00Z,MEM,yes,1\n"
        "R1,R1-2,PA01,CO1,S1,P1,S1-P1-0001,DIMM,,P1,2026-11-23T08:00:00Z,2026-11-23T07:50:00Z,,"
        "2026-11-23T07:00:00Z,MEM,no,1\n"
    ),
    "relocations": (
        "relocation_id,partner_id,contract_id,platform,product_serial,from_site_id,to_site_id,"
        "relocated_on,notice_received_at\n"
        "REL1,PA01,CO1,P1,S1-P1-0002,S1,S2,2027-06-01,2027-06-02T08:00:00Z\n"
    ),
    "special_cases": "case_id,line_id,expectation\nkit,R1-1,Both parts leave together\n",
}
"""The text of every file, by the name of its table."""


def write_directory(folder: Path) -> Path:
    """Write the directory and give its folder."""
    for name, text in TABLES.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8", newline="")
    return folder


def change(folder: Path, table: str, line: int, column: str, value: str) -> None:
    """Put a value into one cell, into a new last column where none has the name.

    No cell of these tables holds a comma.
    """
    path = folder / f"{table}.csv"
    # Only a line feed ends a row here: splitlines() would break rows at signs that a cell may hold.
    rows = [row.split(",") for row in path.read_text(encoding="utf-8").split("\n")]
    if column not in rows[0]:
        rows = [[*row, "" if place else column] for place, row in enumerate(rows) if row != [""]]
        rows.append([""])
    rows[line - 1][rows[0].index(column)] = value
    path.write_text("\n".join(map(",".join, rows)), encoding="utf-8", newline="")
