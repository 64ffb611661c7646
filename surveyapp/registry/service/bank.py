"""Files into the question bank: whatever the format, one plan, written whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.orm import Session

from surveyapp.core import clock
from surveyapp.core.i18n import gettext as _
from surveyapp.core.i18n import ngettext
from surveyapp.registry import queries, store
from surveyapp.registry.importing.bank import ATTRIBUTES, KOLADA, content_hash
from surveyapp.registry.importing.columns import Kind, Record, read_records
from surveyapp.registry.importing.editions import BankPlan, plan_bank
from surveyapp.registry.importing.formats import BankFile, read_bank
from surveyapp.registry.importing.matching import Key, Values
from surveyapp.registry.importing.reading import Rows
from surveyapp.registry.importing.report import Findings, RegisterReport, Verdict
from surveyapp.registry.models import BankEdition, BankQuestion, Collection

_EMPTY: Values = {
    **dict.fromkeys(ATTRIBUTES, ""),
    "text": {},
    "description": {},
    "options": [],
    "seen_on": None,
}
"""A question of which nothing is known."""

MOST_NAMED = 20
"""Questions that a remark names by their codes."""


@dataclass(frozen=True)
class _Bank:
    """The part of the bank that a file is about."""

    collections: dict[str, int]
    """Code -> id."""
    ids: dict[Key, int]
    """(collection's code, question's code) -> id."""
    questions: dict[Key, Values]
    editions: dict[Key, dict[int, dict[str, Any]]]
    edition_ids: dict[tuple[Key, int], int]


def import_bank(
    session: Session,
    kind: Kind,
    contents: Sequence[bytes],
    filename: str,
    *,
    dry_run: bool,
    collection: str = "",
    year: int | None = None,
) -> RegisterReport:
    """Read files into the question bank and report on every row.

    The format is seen by the content. `collection` and `year` hold for rows that do not say their
    own. A collection that the file itself describes is added when no other is named.
    """
    findings = Findings()
    file = read_bank(contents, findings, is_kolada=kind.code == KOLADA)
    known = {found.code: found.id for found in queries.list_collections(session)}
    records: list[Record] = []
    offered: Values | None = None
    if file is not None:
        file, offered = _placed(file, collection, year, known, findings)
        if not findings.faults:
            records = read_records(file.kind, file.rows, findings)
    records = _resolved(records, known, offered, findings)
    bank = _stored(session, known, records)
    plan = plan_bank(
        [(r.key, r.cells.get("year"), _content(r.values)) for r in records],
        bank.questions,
        bank.editions,
    )
    refused = bool(findings.faults)
    if not refused and not dry_run:
        _write(session, plan, bank, offered)
    wanted = {record.key for record in records}
    return RegisterReport(
        kind=kind.code,
        filename=filename,
        verdict=Verdict.REFUSED if refused else Verdict.TRIED if dry_run else Verdict.STORED,
        rows=len(file.rows.rows) if file is not None else 0,
        taken=plan.taken,
        changed=plan.changed,
        unchanged=plan.unchanged,
        absent=0 if refused else sum(key not in wanted for key in bank.questions),
        faults=tuple(sorted(findings.faults, key=lambda fault: fault.row)),
        changes=tuple(plan.changes),
        remarks=(*findings.remarks, *([] if refused else _remarks(plan, offered, known))),
    )


def _placed(
    file: BankFile,
    collection: str,
    year: int | None,
    known: Mapping[str, int],
    findings: Findings,
) -> tuple[BankFile, Values | None]:
    """Give rows without a collection or a year the chosen ones; tell what collection to add."""
    offered = file.collection if not collection else None
    code = collection or (offered["code"] if offered else "")
    if collection and collection not in known:
        _refuse_collection(findings, 0, collection)
        return file, None
    needs_place = "collection_id" in file.kind.needed()
    if not code and needs_place and "collection_id" not in file.rows.columns:
        findings.refuse(
            0,
            "collection_id",
            "",
            _("Filen säger inte vilken insamling frågorna hör till."),
            _("Välj insamlingen, eller skriv --collection KOD efter kommandot."),
        )
        return file, None
    added = {"collection_id": code} if code else {}
    if year is not None:
        added["year"] = str(year)
    rows = tuple(
        (number, {**cells, **{name: cells.get(name) or value for name, value in added.items()}})
        for number, cells in file.rows.rows
    )
    columns = tuple(dict.fromkeys((*file.rows.columns, *added)))
    is_new = offered is not None and offered["code"] not in known
    return replace(file, rows=Rows(columns, rows)), offered if is_new else None


def _resolved(
    records: Sequence[Record],
    known: Mapping[str, int],
    offered: Values | None,
    findings: Findings,
) -> list[Record]:
    codes = {*known, *([offered["code"]] if offered else [])}
    found = []
    for record in records:
        if record.key[0] in codes:
            found.append(record)
        else:
            _refuse_collection(findings, record.row, str(record.key[0]))
    return found


def _refuse_collection(findings: Findings, row: int, code: str) -> None:
    findings.refuse(
        row,
        "collection_id",
        code,
        _("Insamlingen finns inte i registret."),
        _("Läs in insamlingarna först, eller rätta koden."),
    )


def _content(values: Values) -> Values:
    return {name: value for name, value in values.items() if name != "collection_id"}


def _stored(session: Session, known: Mapping[str, int], records: Sequence[Record]) -> _Bank:
    codes = {found: code for code, found in known.items()}
    used = sorted({known[record.key[0]] for record in records if record.key[0] in known})
    names = ["id", "collection_id", *ATTRIBUTES]
    ids: dict[Key, int] = {}
    questions: dict[Key, Values] = {}
    for row in queries.list_values(session, BankQuestion, names, used) if used else []:
        key = (codes[row["collection_id"]], row["code"])
        ids[key] = row["id"]
        questions[key] = {name: row[name] for name in ATTRIBUTES}
    keys = {found: key for key, found in ids.items()}
    editions: dict[Key, dict[int, dict[str, Any]]] = {}
    edition_ids: dict[tuple[Key, int], int] = {}
    for edition in queries.list_editions_of(session, used) if used else []:
        key = keys[edition.bank_question_id]
        editions.setdefault(key, {})[edition.year] = dict(edition.content)
        edition_ids[key, edition.year] = edition.id
    return _Bank(dict(known), ids, questions, editions, edition_ids)


def _write(session: Session, plan: BankPlan, bank: _Bank, offered: Values | None) -> None:
    if offered is not None:
        added = Collection(**offered)
        session.add(added)
        session.flush()
        bank.collections[added.code] = added.id
    now = clock.now()
    inserts, updates = [], []
    for key, values in plan.questions.items():
        said = {name: value for name, value in values.items() if value not in ("", {}, [], None)}
        row = {**_EMPTY, **values, "content_hash": content_hash(said), "changed_at": now}
        if key in bank.ids:
            updates.append({"id": bank.ids[key], **row})
        else:
            inserts.append({"collection_id": bank.collections[key[0]], **row})
    store.insert_rows(session, BankQuestion, inserts)
    store.update_rows(session, BankQuestion, updates)
    _write_editions(session, plan, bank, is_grown=bool(inserts))
    session.flush()


def _write_editions(session: Session, plan: BankPlan, bank: _Bank, *, is_grown: bool) -> None:
    if not plan.editions:
        return
    ids = bank.ids
    if is_grown:
        codes = {found: code for code, found in bank.collections.items()}
        used = sorted({bank.collections[key[0]] for key, _year in plan.editions})
        rows = queries.list_values(session, BankQuestion, ["id", "collection_id", "code"], used)
        ids = {(codes[row["collection_id"]], row["code"]): row["id"] for row in rows}
    now = clock.now()
    inserts, updates = [], []
    for (key, year), content in plan.editions.items():
        row = {"content": content, "content_hash": content_hash(content), "changed_at": now}
        if (key, year) in bank.edition_ids:
            updates.append({"id": bank.edition_ids[key, year], **row})
        else:
            inserts.append({"bank_question_id": ids[key], "year": year, **row})
    store.insert_rows(session, BankEdition, inserts)
    store.update_rows(session, BankEdition, updates)


def _remarks(plan: BankPlan, offered: Values | None, known: Mapping[str, int]) -> list[str]:
    remarks = []
    if offered is not None and offered["code"] not in known:
        remarks.append(
            _("Insamlingen %(code)s läggs till ur filen.", code=offered["code"])
            if offered["checked"] == "read"
            else _(
                "Insamlingen %(code)s läggs till ur filen. Uppgifterna om den är inte kontrollerade.",
                code=offered["code"],
            )
        )
    if plan.older:
        remarks.append(
            ngettext(
                "%(num)s rad gäller ett äldre år. Den är sparad som det årets; frågans egen text står kvar.",
                "%(num)s rader gäller ett äldre år. De är sparade som det årets; frågornas egen text står kvar.",
                plan.older,
            )
        )
    if plan.lost:
        named = [f"{key[-1]} ({', '.join(languages)})" for key, languages in plan.lost.items()]
        remarks.append(
            ngettext(
                "Antalet svarsalternativ är ett annat för en fråga. De språk som filen inte har är borttagna ur alternativen: %(codes)s.",
                "Antalet svarsalternativ är ett annat för %(num)s frågor. De språk som filen inte har är borttagna ur alternativen: %(codes)s.",
                len(named),
                codes=", ".join(named[:MOST_NAMED]) + (" …" if len(named) > MOST_NAMED else ""),
            )
        )
    return remarks
