"""What a file must pass before anything parses it.

A spreadsheet is a zip of XML. Both can be made to fill the memory of whoever opens them, and the
headers of a zip may lie about sizes, so the parts are really unpacked here, piece by piece, with
a running total.
"""

import datetime as dt
import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

MEGABYTE = 1_000_000
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_LOCAL_HEADER = struct.Struct("<4s5H3L2H")
_ATTRIBUTES = rb"""((?:\s++[\w:.\-]++\s*+=\s*+(?:"[^"]*+"|'[^']*+'))*+)\s*+(/?)>"""
"""Quoted values are passed over whole: a ">" inside one does not end the tag."""
_CELL = re.compile(rb"<(?:\w{1,20}+:)?c" + _ATTRIBUTES)
_ROW_TAG = re.compile(rb"<(?:\w{1,20}+:)?row" + _ATTRIBUTES)
_PLACE = re.compile(rb"""\sr\s*+=\s*+["']\s*+([A-Za-z]{1,3})([0-9]{1,7})""")
_NUMBER = re.compile(rb"""\sr\s*+=\s*+["']\s*+([0-9]{1,7})""")


_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")


@dataclass(frozen=True)
class Limits:
    """The most a workbook may hold. Sizes in bytes; `ratio` is unpacked size over packed size."""

    file_bytes: int = 20 * MEGABYTE
    unpacked_bytes: int = 100 * MEGABYTE
    ratio: int = 200
    ratio_from_bytes: int = 5 * MEGABYTE
    """Small parts may compress well for honest reasons; the ratio counts from this size."""
    parts: int = 2_000
    sheet_cells: int = 10_000_000
    """The reader lays a sheet out as a full rectangle: one cell far away costs all between."""
    rows: int = 20_000
    columns: int = 200


DEFAULT_LIMITS = Limits()


class UnsafeFileError(Exception):
    """The file must not be parsed. `code` is a message of the catalogue."""

    def __init__(self, code: str, **params: str) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


def check_file(data: bytes, limits: Limits) -> None:
    """Let a plain workbook within the limits pass.

    Raises: UnsafeFileError, with the message code that tells the author what is wrong.
    """
    if not data:
        raise UnsafeFileError("file_empty")
    if len(data) > limits.file_bytes:
        raise UnsafeFileError("file_too_large", limit=str(limits.file_bytes // MEGABYTE))
    if data.startswith(_OLE):
        if _ENCRYPTED in data:
            raise UnsafeFileError("file_encrypted")
        return
    if not data.startswith(b"PK"):
        raise UnsafeFileError("file_not_workbook")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, struct.error, OverflowError) as error:
        raise UnsafeFileError("file_damaged") from error
    if len(parts) > limits.parts:
        raise UnsafeFileError("file_unpacks_too_large")
    if not any(p.filename.lower() == "xl/workbook.xml" for p in parts):
        raise UnsafeFileError("file_not_workbook")
    total = 0
    for part in parts:
        if part.flag_bits & 0x1:
            raise UnsafeFileError("file_encrypted")
        inspector = _PartInspector(part.filename, limits)
        size = 0
        for piece in _unpack(data, part):
            size += len(piece)
            total += len(piece)
            if total > limits.unpacked_bytes or (
                size > limits.ratio_from_bytes and size > limits.ratio * max(part.compress_size, 1)
            ):
                raise UnsafeFileError("file_unpacks_too_large")
            inspector.feed(piece)


def _unpack(data: bytes, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield the part's real content in pieces, whatever size the header claims."""
    try:
        fields = _LOCAL_HEADER.unpack_from(data, part.header_offset)
    except struct.error as error:
        raise UnsafeFileError("file_damaged") from error
    if fields[0] != b"PK\x03\x04":
        raise UnsafeFileError("file_damaged")
    start = part.header_offset + _LOCAL_HEADER.size + fields[9] + fields[10]
    packed = data[start : start + part.compress_size]
    if len(packed) < part.compress_size:
        raise UnsafeFileError("file_damaged")
    if part.compress_type == zipfile.ZIP_STORED:
        yield packed
        return
    if part.compress_type != zipfile.ZIP_DEFLATED:
        raise UnsafeFileError("file_not_workbook")
    engine = zlib.decompressobj(-15)
    try:
        piece = engine.decompress(packed, MEGABYTE)
        while piece:
            yield piece
            piece = engine.decompress(engine.unconsumed_tail, MEGABYTE)
    except zlib.error as error:
        raise UnsafeFileError("file_damaged") from error
    if not engine.eof:
        raise UnsafeFileError("file_damaged")


class _PartInspector:
    """Looks through one part as it is unpacked, for declarations and for cells far away."""

    _OVERLAP = 1_000
    _LONGEST_TAG = 100_000

    def __init__(self, name: str, limits: Limits) -> None:
        lower = name.lower()
        self._name = name
        self._is_xml = lower.endswith((".xml", ".rels", ".vml"))
        self._is_sheet = lower.startswith("xl/worksheets/") and lower.endswith(".xml")
        self._limits = limits
        self._tail = b""
        self._rows = self._columns = 0

    def feed(self, piece: bytes) -> None:
        if not self._is_xml:
            return
        text = self._tail + piece
        # UTF-16 text holds a zero byte beside each letter: without them both spellings look alike.
        plain = text.replace(b"\0", b"") if b"\0" in text else text
        if b"<!DOCTYPE" in plain or b"<!ENTITY" in plain:
            raise UnsafeFileError("file_unsafe_xml", part=self._name)
        if self._is_sheet:
            self._measure(plain)
        # A tag that the piece cut in two is read again whole.
        cut = max(len(text) - self._OVERLAP, 0)
        if self._is_sheet and 0 <= (begun := text.rfind(b"<")) < cut:
            cut = begun
        self._tail = text[cut:]
        if len(self._tail) > self._LONGEST_TAG:
            raise UnsafeFileError("file_unpacks_too_large")

    def _measure(self, text: bytes) -> None:
        has_unplaced = False
        for attributes, closed in _CELL.findall(text):
            if closed:
                continue  # An empty cell only carries a format and is not laid out.
            place = _PLACE.search(attributes)
            if place is None:
                has_unplaced = True
                continue
            column = 0
            for letter in place[1].upper():
                column = column * 26 + letter - 64
            self._columns = max(self._columns, column)
            self._rows = max(self._rows, int(place[2]))
        if has_unplaced:
            # Cells that state no place of their own follow the number of their row.
            for attributes, _ in _ROW_TAG.findall(text):
                if number := _NUMBER.search(attributes):
                    self._rows = max(self._rows, int(number[1]))
        if self._rows * max(self._columns, 1) > self._limits.sheet_cells:
            raise UnsafeFileError("file_unpacks_too_large")


def cell_text(value: object) -> str:
    """Return a cell as the author sees it: 1.0 as "1", dates in ISO form, no control characters."""
    if isinstance(value, str):
        return _CONTROL.sub("", value.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat()
    if isinstance(value, (dt.date, dt.time)):
        return value.isoformat()
    return _CONTROL.sub("", str(value)).strip() if value is not None else ""
