"""Files into registers: read whole or not at all, with one report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from importlib import resources
from typing import Any

from sqlalchemy.orm import Session

from surveyapp.core import audit
from surveyapp.core.access import Actor, Permission
from surveyapp.core.errors import Invalid
from surveyapp.core.i18n import gettext as _
from surveyapp.core.i18n import ngettext
from surveyapp.registry import queries, store
from surveyapp.registry.importing import (
    KINDS,
    Kind,
    Plan,
    RegisterReport,
    Verdict,
    match,
    read_rows,
)
from surveyapp.registry.importing.bank import BANK_KINDS
from surveyapp.registry.importing.columns import Record, read_records
from surveyapp.registry.importing.reading import Rows
from surveyapp.registry.importing.report import Findings
from surveyapp.registry.models import County, SkrGroup, Unit, UnitKind
from surveyapp.registry.service.bank import import_bank

SHIPPED = ("counties", "groups", "municipalities", "collections")
"""Registers that come with the product, in the order they need each other."""

KEPT_CHANGES = 200
"""Changes named in the audit trail; the counts are always whole."""


@dataclass
class _Parents:
    """What rows may refer to, by code. New ones come from the file itself or are made on the way."""

    known: dict[str, dict[str, Any]]
    counties: list[dict[str, Any]]
    groups: list[dict[str, Any]]


def import_register(
    session: Session,
    actor: Actor,
    kind_code: str,
    content: bytes,
    filename: str,
    *,
    dry_run: bool = False,
    collection: str = "",
    year: int | None = None,
    others: Sequence[bytes] = (),
) -> RegisterReport:
    """Read a file into a register and report on every row; a dry run or any fault writes nothing.

    Rows are known by their codes, so the same file twice changes nothing the second time. What the
    register has and the file does not name is kept. Only for the question bank: `collection` and
    `year` hold for rows that do not say their own, and `others` are files read together with the
    first (pages of Kolada's list, options of a catalogue).

    Raises:
        Forbidden: the actor may not change registers.
        Invalid: there is no such register.
    """
    actor.require(Permission.REGISTRY_MANAGE)
    if kind_code not in KINDS:
        message = _("Välj vilket register filen hör till.")
        raise Invalid(message, {"kind": [message]})
    kind = KINDS[kind_code]
    if kind in BANK_KINDS:
        report = import_bank(
            session,
            kind,
            (content, *others),
            filename,
            dry_run=dry_run,
            collection=collection,
            year=year,
        )
    else:
        _refuse_bank_choices(collection, year, others)
        report = _import(session, kind, content, filename, dry_run=dry_run)
    if report.verdict is Verdict.STORED:
        report = _remember(session, actor, report)
    return report


def _refuse_bank_choices(collection: str, year: int | None, others: Sequence[bytes]) -> None:
    if collection or year is not None:
        message = _("Insamling och år väljs bara för frågebanken.")
        raise Invalid(message, {"collection" if collection else "year": [message]})
    if others:
        message = _("Läs in en fil i taget i det här registret.")
        raise Invalid(message, {"file": [message]})


def load_shipped_registers(session: Session, actor: Actor) -> dict[str, int]:
    """Add counties, groups, municipalities and collections that are missing; change none.

    Returns how many were added, by register. Safe to run at every start: what an administrator has
    changed stands.
    """
    added = {}
    folder = resources.files("surveyapp.registry").joinpath("data")
    names = {"groups": "skr_groups.csv", "collections": "national_collections.csv"}
    for code in SHIPPED:
        name = names.get(code, f"{code}.csv")
        content = folder.joinpath(name).read_bytes()
        report = _import(session, KINDS[code], content, name, dry_run=False, may_update=False)
        assert not report.faults, report.faults
        added[code] = report.taken
        if report.taken:
            _remember(session, actor, report)
        if code == "collections":
            _fill_windows(session, content)
    return added


def _fill_windows(session: Session, content: bytes) -> None:
    """Give collections of an older release their months, where the window still says the same."""
    rows = read_rows(content, KINDS["collections"].names(), Findings())
    assert rows is not None
    shipped = {record.key[0]: record.values for record in _records_of("collections", rows)}
    for collection in queries.list_collections(session):
        facts = shipped.get(collection.code)
        if (
            facts is not None
            and collection.window_from is None
            and collection.window_to is None
            and collection.collection_window == facts["collection_window"]
        ):
            collection.window_from = facts["window_from"]
            collection.window_to = facts["window_to"]
    session.flush()


def _records_of(kind_code: str, rows: Rows) -> list[Record]:
    return read_records(KINDS[kind_code], rows, Findings())


def _import(
    session: Session,
    kind: Kind,
    content: bytes,
    filename: str,
    *,
    dry_run: bool,
    may_update: bool = True,
) -> RegisterReport:
    findings = Findings()
    rows = read_rows(content, kind.names(), findings)
    records = read_records(kind, rows, findings) if rows is not None else []
    parents = _parents(session, kind, records)
    records = _resolved(kind, records, parents, findings)
    stored = _stored(session, kind, records)
    _check_against(kind, records, stored, findings)
    plan = match(
        [(record.key, record.values) for record in records],
        stored,
        identity=kind.identity,
        may_update=may_update,
    )
    refused = bool(findings.faults)
    if not refused and not dry_run:
        _write(session, kind, plan, parents)
    return RegisterReport(
        kind=kind.code,
        filename=filename,
        verdict=Verdict.REFUSED if refused else Verdict.TRIED if dry_run else Verdict.STORED,
        rows=len(rows.rows) if rows is not None else 0,
        taken=len(plan.inserts),
        changed=len(plan.updates),
        unchanged=plan.unchanged,
        absent=0 if refused else _absent(kind, records, stored),
        faults=tuple(sorted(findings.faults, key=lambda fault: fault.row)),
        changes=tuple((str(key[-1]), names) for key, names in plan.changes),
        remarks=(*findings.remarks, *_parent_remarks(parents)),
    )


def _remember(session: Session, actor: Actor, report: RegisterReport) -> RegisterReport:
    data = report.as_json()
    data["changes"] = data["changes"][:KEPT_CHANGES]
    event = audit.record(session, actor, queries.IMPORTED, "register", report.kind, report=data)
    session.flush()
    return replace(report, event_id=event.id)


def _parents(session: Session, kind: Kind, records: Sequence[Record]) -> _Parents:
    """Return what the rows may refer to; a file with the names of counties and groups adds them."""
    tables = {reference.table for reference in kind.references}
    known: dict[str, dict[str, Any]] = {}
    counties: dict[str, dict[str, Any]] = {}
    groups: dict[str, dict[str, Any]] = {}
    if "county" in tables:
        known["county"] = {county.code: county.code for county in queries.list_counties(session)}
        known["skr_group"] = {group.code: group.code for group in queries.list_skr_groups(session)}
        for record in records:
            county, group = record.cells["county_code"], record.cells["skr_group_code"]
            if record.cells.get("county") and county not in known["county"]:
                counties.setdefault(
                    county,
                    {
                        "code": county,
                        "name": record.cells["county"],
                        "region": record.cells.get("region", ""),
                    },
                )
            if record.cells.get("skr_group") and group not in known["skr_group"]:
                groups.setdefault(group, {"code": group, "name": {"sv": record.cells["skr_group"]}})
        known["county"] |= {code: code for code in counties}
        known["skr_group"] |= {code: code for code in groups}
    if "municipality" in tables:
        known["municipality"] = {
            unit.code: unit
            for unit in queries.list_units(session)
            if unit.kind == UnitKind.MUNICIPALITY.value
        }
    return _Parents(known, list(counties.values()), list(groups.values()))


def _resolved(
    kind: Kind, records: Sequence[Record], parents: _Parents, findings: Findings
) -> list[Record]:
    """Return the rows with references in place; those that refer to nothing are refused."""
    titles = {
        "county": (_("Länet finns inte i registret."), _("Läs in länen först, eller rätta koden.")),
        "skr_group": (
            _("SKR-gruppen finns inte i registret."),
            _("Läs in SKR-grupperna först, eller rätta koden."),
        ),
        "municipality": (
            _("Kommunen finns inte i registret."),
            _("Läs in kommunerna först, eller rätta koden."),
        ),
    }
    resolved = []
    for record in records:
        values = dict(record.values)
        is_whole = True
        for reference in kind.references:
            wanted = values[reference.attribute]
            if wanted not in parents.known[reference.table]:
                what, mend = titles[reference.table]
                findings.refuse(record.row, reference.column, str(wanted), what, mend)
                is_whole = False
                continue
            found = parents.known[reference.table][wanted]
            if isinstance(found, Unit):
                values |= {
                    "parent_id": found.id,
                    "county_code": found.county_code,
                    "skr_group_code": found.skr_group_code,
                }
            else:
                values[reference.attribute] = found
        if is_whole:
            resolved.append(replace(record, values=values))
    return resolved


def _stored(
    session: Session, kind: Kind, records: Sequence[Record]
) -> dict[tuple[Any, ...], dict[str, Any]]:
    if not records:
        return {}
    names = {*records[0].values, *kind.key, kind.identity}
    if kind.model is Unit:
        names.add("kind")
    rows = queries.list_values(session, kind.model, sorted(names))
    return {tuple(row[name] for name in kind.key): row for row in rows}


def _check_against(
    kind: Kind,
    records: Sequence[Record],
    stored: Mapping[tuple[Any, ...], dict[str, Any]],
    findings: Findings,
) -> None:
    """Refuse rows that would turn a municipality into a district, or that nothing is stored for."""
    for record in records:
        found = stored.get(record.key)
        code = str(record.key[-1])
        if found is None and not kind.may_insert:
            findings.refuse(
                record.row,
                "code",
                code,
                _("Kommunen finns inte i registret."),
                _("Läs in kommunerna först, eller rätta koden."),
            )
        elif (
            found is not None
            and found.get("kind") != record.values.get("kind", found.get("kind"))
            and kind.model is Unit
        ):
            findings.refuse(
                record.row,
                "code",
                code,
                _("Koden hör redan till en kommun eller stadsdel av annat slag."),
                _("Använd en annan kod."),
            )


def _absent(
    kind: Kind,
    records: Sequence[Record],
    stored: Mapping[tuple[Any, ...], dict[str, Any]],
) -> int:
    kinds = {record.values.get("kind") for record in records}
    others = [row for row in stored.values() if kind.model is not Unit or row["kind"] in kinds]
    if not kind.may_insert:
        return 0
    keys = {record.key for record in records}
    return len(others) - sum(1 for key in keys if key in stored)


def _parent_remarks(parents: _Parents) -> list[str]:
    remarks = []
    if parents.counties:
        remarks.append(
            ngettext(
                "%(num)s län lades till ur filen.",
                "%(num)s län lades till ur filen.",
                len(parents.counties),
            )
        )
    if parents.groups:
        remarks.append(
            ngettext(
                "%(num)s SKR-grupp lades till ur filen.",
                "%(num)s SKR-grupper lades till ur filen.",
                len(parents.groups),
            )
        )
    return remarks


def _write(session: Session, kind: Kind, plan: Plan, parents: _Parents) -> None:
    store.insert_rows(session, County, parents.counties)
    store.insert_rows(session, SkrGroup, parents.groups)
    store.insert_rows(session, kind.model, plan.inserts)
    store.update_rows(session, kind.model, plan.updates)
    session.flush()
