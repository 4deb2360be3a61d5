"""The form of a new RMA: what was entered, what is wrong with it, and the request it makes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from optimizer.calendars import zone
from rma_service.domain.listed import FormChoices, ListedSite
from rma_service.domain.rma_request import NewLine, NewRma
from rma_service.web.door import Form
from rma_service.web.faults import Fault

Texts = Mapping[str, str]

DATA = (
    ("yes", "Removed"),
    ("no", "Still on the part"),
    ("retained", "The part stays with the customer"),
)
"""What became of the data on the faulty part. Source: product.md, "The fault tag"."""

RMA_FIELDS = ("site_id", "priority")
TAG_FIELDS = (
    "platform",
    "product_serial",
    "part_number",
    "fault_code",
    "fault_observed_at",
    "data_removed",
    "faulty_serial",
    "symptom",
    "later",
)
CARRIED_OVER = ("platform", "product_serial", "fault_observed_at", "data_removed")
"""What a further fault tag most often has in common with the one before it."""

LONGEST = {"symptom": 2_000, "product_serial": 64, "faulty_serial": 64}
MOST_TAGS = 100


@dataclass(frozen=True, slots=True)
class EnteredTag:
    """One fault tag of the form with what is wrong, by field."""

    number: int
    entered: Texts
    wrong: Texts


@dataclass(frozen=True, slots=True)
class RmaForm:
    """The form as it was entered; `request` is there when nothing is wrong."""

    entered: Texts
    ship_together: bool
    wrong: Texts
    tags: tuple[EnteredTag, ...]
    faults: tuple[Fault, ...] = ()
    request: NewRma | None = field(default=None)


def empty_form(choices: FormChoices, site_id: str = "") -> RmaForm:
    """A form with one fault tag and nothing entered.

    The second priority is chosen: the most urgent one is for whoever says that it is.
    """
    second = [word for word, _ in choices.priorities[1:2]]
    entered = {"site_id": site_id, "priority": "".join(second)}
    return RmaForm(entered, False, _none_wrong(RMA_FIELDS), (empty_tag(1),))  # noqa: FBT003 - unchecked


def empty_tag(number: int, like: Texts | None = None) -> EnteredTag:
    """A fault tag with nothing entered but what it has in common with another one."""
    known = like or {}
    entered = {name: known.get(name, "") if name in CARRIED_OVER else "" for name in TAG_FIELDS}
    return EnteredTag(number, entered, _none_wrong(TAG_FIELDS))


def sent_form(form: Form) -> RmaForm:
    """The form as it was sent, not looked at yet; a button may have added or removed a tag."""
    numbers = [int(each) for each in form.texts("tag") if each.isdecimal() and len(each) < 4][  # noqa: PLR2004 - up to 999
        :MOST_TAGS
    ]
    removed = form.text("remove")
    tags = [_sent_tag(form, number) for number in numbers if str(number) != removed]
    if form.text("add") and len(tags) < MOST_TAGS:
        tags.append(further_tag(tags))
    return RmaForm(
        entered={name: form.text(name) for name in RMA_FIELDS},
        ship_together=bool(form.text("ship_together")),
        wrong=_none_wrong(RMA_FIELDS),
        tags=tuple(tags) or (empty_tag(1),),
    )


def only_tags(form: RmaForm, numbers: str) -> RmaForm:
    """The form with some of its fault tags, named by their numbers; with all if none is named."""
    wanted = set(numbers.split())
    kept = tuple(tag for tag in form.tags if str(tag.number) in wanted)
    return replace(form, tags=kept or form.tags)


def further_tag(tags: Sequence[EnteredTag]) -> EnteredTag:
    """One more fault tag after those that are there."""
    number = max((each.number for each in tags), default=0) + 1
    return empty_tag(number, tags[-1].entered if tags else None)


def checked_form(form: RmaForm, choices: FormChoices, now: datetime) -> RmaForm:
    """The form with a sentence for each field that cannot be used, or with the request it makes."""
    sites = {each.site_id: each for each in choices.sites}
    site = sites.get(form.entered["site_id"])
    wrong = _none_wrong(RMA_FIELDS) | _wrong_with_rma(form.entered, site, choices)
    tags = tuple(_checked_tag(each, choices, site, now) for each in form.tags)
    faults = (
        *_faults("", wrong),
        *(f for each in tags for f in _faults(f"{each.number}-", each.wrong)),
    )
    request = _request(form, site) if site and not faults else None
    return RmaForm(form.entered, form.ship_together, wrong, tags, faults, request)


def refused_form(form: RmaForm, sentences: Iterable[str]) -> RmaForm:
    """The form with what the record says against it; a line is led to by its number."""
    faults = tuple(Fault(each, _tag_named(each, form.tags)) for each in sentences)
    return RmaForm(form.entered, form.ship_together, form.wrong, form.tags, faults)


def _tag_named(sentence: str, tags: Sequence[EnteredTag]) -> str:
    """Where a sentence leads that begins with Line and the place of a fault tag."""
    head, _, _ = sentence.partition(":")
    place = head.removeprefix("Line ")
    if place.isdecimal() and 1 <= int(place) <= len(tags):
        return f"tag-{tags[int(place) - 1].number}"
    return ""


def _sent_tag(form: Form, number: int) -> EnteredTag:
    entered = {name: form.text(f"{number}-{name}") for name in TAG_FIELDS}
    return EnteredTag(number, entered, _none_wrong(TAG_FIELDS))


def _none_wrong(names: Iterable[str]) -> dict[str, str]:
    return dict.fromkeys(names, "")


def _wrong_with_rma(
    entered: Texts, site: ListedSite | None, choices: FormChoices
) -> dict[str, str]:
    wrong = {}
    if site is None:
        wrong["site_id"] = "Choose one of the sites."
    if entered["priority"] not in dict(choices.priorities):
        wrong["priority"] = "Choose one of the priorities."
    return wrong


def _checked_tag(
    tag: EnteredTag, choices: FormChoices, site: ListedSite | None, now: datetime
) -> EnteredTag:
    entered = tag.entered
    found = {
        "platform": _unknown(entered["platform"], choices.platforms, "Choose a platform"),
        "part_number": _unknown(entered["part_number"], choices.parts, "Choose a part"),
        "fault_code": _unknown(entered["fault_code"], choices.faults, "Choose what is wrong"),
        "data_removed": _unknown(entered["data_removed"], DATA, "Choose what became of the data"),
        "fault_observed_at": _wrong_instant(entered["fault_observed_at"], site, now),
    }
    if not entered["product_serial"] and not entered["later"]:
        found["product_serial"] = "Enter the serial number, or complete the tag later."
    for name, longest in LONGEST.items():
        if len(entered[name]) > longest:
            found[name] = f"Use at most {longest:,} characters."
    return EnteredTag(tag.number, entered, _none_wrong(TAG_FIELDS) | found)


def _unknown(value: str, choices: Sequence[tuple[str, str]], asked: str) -> str:
    if not value:
        return f"{asked}."
    return "" if value in dict(choices) else f"{asked}: {value[:40]} is none of them."


def _wrong_instant(text: str, site: ListedSite | None, now: datetime) -> str:
    at = local_instant_of(text, site.timezone if site else "UTC")
    if at is None:
        return "Enter date and time, such as 2026-11-23T08:35."
    return "This lies in the future." if site and at > now else ""


def local_instant_of(text: str, timezone: str) -> datetime | None:
    """Date and time on a wall clock as an instant; None when it is none. A zone may be written."""
    try:
        at = datetime.fromisoformat(text)
        placed = at if at.tzinfo else at.replace(tzinfo=zone(timezone))
        return placed.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _faults(before: str, wrong: Texts) -> Iterable[Fault]:
    tag = f"Fault tag {before.rstrip('-')}: " if before else ""
    for name, sentence in wrong.items():
        if sentence:
            yield Fault(f"{tag}{sentence}", f"{before}{name}")


def _request(form: RmaForm, site: ListedSite) -> NewRma:
    return NewRma(
        site_id=site.site_id,
        priority=form.entered["priority"],
        lines=tuple(_line(each.entered, site) for each in form.tags),
        ship_together=form.ship_together,
        partner_id=site.partner_id,
    )


def _line(entered: Texts, site: ListedSite) -> NewLine:
    observed_at = local_instant_of(entered["fault_observed_at"], site.timezone)
    if observed_at is None:
        raise ValueError("A form with a wrong instant makes no request.")
    return NewLine(
        platform=entered["platform"],
        part_number=entered["part_number"],
        product_serial=entered["product_serial"],
        fault_code=entered["fault_code"],
        fault_observed_at=observed_at,
        data_removed=entered["data_removed"],
        faulty_serial=entered["faulty_serial"] or None,
        symptom=entered["symptom"],
        form_complete=not entered["later"],
    )
