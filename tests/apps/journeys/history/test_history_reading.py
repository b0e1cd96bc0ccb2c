"""Files of every dialect become the same rows; what is no table is refused with a place."""

import codecs
import hashlib
import zipfile
from datetime import date, datetime
from itertools import islice

import openpyxl
import pytest

from maatwerk.apps.journeys.history import HistoryError, fingerprint, read_table
from maatwerk.kernel.tables import _delimited as delimited
from maatwerk.kernel.tables import _xlsx as xlsx

TEXT = "naam;maanden;score\nZoë;5,5;7\nAnaïs;12,25;6\n"
ROWS = [(2, ["Zoë", "5,5", "7"]), (3, ["Anaïs", "12,25", "6"])]


def refusal(path, **how):
    """The only problem of a file that cannot be read."""
    with pytest.raises(HistoryError) as caught:
        list(read_table(path, **how).rows())
    (problem,) = caught.value.problems
    return problem


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (TEXT.encode(), "utf-8"),
        (codecs.BOM_UTF8 + TEXT.encode(), "utf-8-sig"),
        (TEXT.encode("utf-16"), "utf-16"),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "utf-16"),
        (TEXT.encode("utf-16-le"), "utf-16-le"),
        (TEXT.encode("utf-16-be"), "utf-16-be"),
        (TEXT.encode("windows-1252"), "windows-1252"),
        (TEXT.replace("\n", "\r\n").encode(), "utf-8"),
        (TEXT.replace("\n", "\r").encode(), "utf-8"),
        (TEXT.strip().encode(), "utf-8"),
    ],
)
def test_every_encoding_gives_the_same_rows_and_is_named(write, content, encoding):
    table = read_table(write(content))
    assert table.encoding == encoding
    assert table.header == ("naam", "maanden", "score")
    assert table.delimiter == ";"
    assert table.decimal == "comma"
    assert list(table.rows()) == ROWS


def test_bytes_that_windows_1252_lacks_are_read_as_latin_1(write):
    assert read_table(write(b"a,b\n\x81\xe9,2\n")).encoding == "latin-1"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters_are_recognised(write, delimiter):
    lines = [["a", "b", "c"], ["1", "x", "2"], ["3", "y", "4"]]
    table = read_table(write("\n".join(delimiter.join(row) for row in lines)))
    assert table.delimiter == delimiter
    assert [row.cells for row in table.rows()] == lines[1:]


def test_excel_says_the_delimiter_in_a_first_line(write):
    table = read_table(write("sep=;\na,x;b\n1,5;2\n"))
    assert table.header == ("a,x", "b")
    assert list(table.rows()) == [(3, ["1,5", "2"])]


def test_quoted_cells_hold_delimiters_quotes_and_line_ends(write):
    table = read_table(write('a,b\n"x, y","say ""hi"""\n"two\nlines",3\n4,5\n'))
    assert list(table.rows()) == [(2, ["x, y", 'say "hi"']), (3, ["two\nlines", "3"]), (5, ["4", "5"])]


def test_blank_lines_are_passed_over_and_keep_their_number(write):
    assert list(read_table(write("a,b\n\n1,2\n,\n3,4\n\n")).rows()) == [(3, ["1", "2"]), (5, ["3", "4"])]


def test_a_stated_dialect_is_believed(write):
    path = write("a;b\n1.5;2\n")
    assert read_table(path, delimiter=",").header == ("a;b",)
    assert read_table(path, decimal="comma").decimal == "comma"


def test_decimal_points_beside_semicolons_are_seen(write):
    assert read_table(write("a;b\n1.5;x\n2.25;y\n")).decimal == "point"


def test_the_fingerprint_is_the_sha_256_of_the_bytes(write):
    content = TEXT.encode()
    path = write(content)
    assert fingerprint(path) == read_table(path).fingerprint == hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize(
    ("content", "code", "line"),
    [
        (b"", "file_empty", None),
        (b"\n \n", "file_empty", None),
        (codecs.BOM_UTF8, "file_empty", None),
        (b"a,b\n", "file_no_rows", None),
        (b"a,b\n1,2\n3,\x004\n", "nul_byte", 3),
        (bytes(range(256)) * 40, "file_is_binary", None),
        (b"%PDF-1.7 ...", "file_is_binary", None),
        (b"\x1f\x8b\x08\x00abc", "file_is_binary", None),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "file_old_excel", None),
        (b"PK\x03\x04garbage", "file_damaged", None),
        (b'a,b\n1,2\n"open,3\n4,5\n', "quote_open", 3),
        (b'a,b\n1,2\n"x"y,3\n', "quote_open", 3),
        (codecs.BOM_UTF8 + b"a,b\n1,2\n\xff,3\n", "not_decodable", 3),
        (codecs.BOM_UTF16_LE + "a,b\n1,2\n".encode("utf-16-le") + b"x", "not_decodable", 3),
        (b"a,,c\n1,2,3\n", "header_blank", 1),
        (b",".join(b"c%d" % at for at in range(2001)) + b"\n1,2\n", "too_many_columns", None),
    ],
)
def test_what_is_no_table_is_refused_with_its_place(write, content, code, line):
    problem = refusal(write(content))
    assert (problem.code, problem.line) == (code, line)
    assert problem.sentence


def test_a_missing_file_and_an_unknown_encoding_are_named(tmp_path, write):
    assert refusal(tmp_path / "nowhere.csv").sentence.startswith("The file “nowhere.csv” is not there")
    assert refusal(write("a,b\n1,2\n"), encoding="klingon").code == "encoding_unknown"


def test_a_stated_encoding_that_does_not_fit_names_the_line(write):
    problem = refusal(write("a,b\n1,2\nZoë,3\n", encoding="latin-1"), encoding="utf-8")
    assert (problem.code, problem.line) == ("not_decodable", 3)


def test_every_repeated_title_is_named_with_its_columns(write):
    with pytest.raises(HistoryError) as caught:
        read_table(write("a,b,a,c,b\n1,2,3,4,5\n"))
    assert [(p.code, dict(p.values)["name"], dict(p.values)["positions"]) for p in caught.value.problems] == [
        ("header_repeated", "a", "1, 3"),
        ("header_repeated", "b", "2, 5"),
    ]


def test_a_line_without_end_is_not_read_into_memory(write, monkeypatch):
    monkeypatch.setattr(delimited, "LONGEST_LINE", 50)
    problem = refusal(write("a,b\n1,2\n" + "x" * 200 + ",3\n"))
    assert (problem.code, problem.line) == ("line_too_long", 3)


def test_rows_are_a_stream(write, monkeypatch):
    """The second of a million rows is there before the last has been looked at."""
    path = write("a,b\n" + "1,2\n" * 200_000)
    table = read_table(path)
    path.write_bytes(path.read_bytes()[:100_000] + b'"never closed\n')
    assert len(list(islice(table.rows(), 1000))) == 1000


def workbook(path, rows, *, sheet="Blad1", more=()):
    """Write a workbook with openpyxl, which shares no code with the reader under test."""
    book = openpyxl.Workbook()
    book.active.title = sheet
    for row in rows:
        book.active.append(row)
    for name in more:
        book.create_sheet(name).append(["other"])
    book.save(path)
    return path


def test_a_workbook_gives_texts_whole_numbers_and_dates(tmp_path):
    rows = [
        [],
        ["naam", "in dienst", "score", "weg"],
        ["Zoë", date(2024, 1, 31), 7.0, True],
        ["Anaïs", datetime(2024, 2, 1, 12, 30), 6.25, None],
    ]
    table = read_table(workbook(tmp_path / "a.xlsx", rows))
    assert (table.sheet, table.encoding, table.header) == ("Blad1", "", ("naam", "in dienst", "score", "weg"))
    assert list(table.rows()) == [
        (3, ["Zoë", "2024-01-31", "7", "TRUE"]),
        (4, ["Anaïs", "2024-02-01 12:30:00", "6.25", ""]),
    ]


def test_a_sheet_can_be_named(tmp_path):
    path = workbook(tmp_path / "a.xlsx", [["x"], [1]], more=("Tweede",))
    assert read_table(path, sheet="Blad1").header == ("x",)
    problem = refusal(path, sheet="Derde")
    assert problem.code == "sheet_missing"
    assert "Blad1, Tweede" in problem.sentence


def test_a_workbook_that_unpacks_to_too_much_is_not_opened(tmp_path, monkeypatch):
    path = workbook(tmp_path / "a.xlsx", [["x"], *([1] for _ in range(2000))])
    monkeypatch.setattr(xlsx, "LARGEST_UNPACKED", 20_000)
    assert refusal(path).code == "file_too_large_inside"


def test_one_stray_cell_at_the_far_end_is_refused(tmp_path):
    """The reader reserves memory for the whole rectangle: here that would be hundreds of gigabytes."""
    book = openpyxl.Workbook()
    book.active["A1"], book.active["A2"], book.active["XFD1048576"] = "x", 1, 1
    book.save(tmp_path / "a.xlsx")
    problem = refusal(tmp_path / "a.xlsx")
    assert problem.code == "file_too_many_cells"
    assert dict(problem.values)["columns"] == 16_384


def test_other_zip_files_and_broken_workbooks_are_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("hello.txt", "hello")
    assert refusal(tmp_path / "a.zip").code == "file_is_binary"
    whole = workbook(tmp_path / "a.xlsx", [["x"], [1]]).read_bytes()
    (tmp_path / "b.xlsx").write_bytes(whole[: len(whole) // 2])
    assert refusal(tmp_path / "b.xlsx").code == "file_damaged"


def test_an_impossible_date_in_a_workbook_names_its_row(tmp_path):
    """The reader's Rust panics on it, with something that `except Exception` does not catch."""
    book = openpyxl.Workbook()
    for row in (["a", "b"], [1, 2], [3, -1e18]):
        book.active.append(row)
    book.active["B3"].number_format = "yyyy-mm-dd"
    book.save(tmp_path / "a.xlsx")
    problem = refusal(tmp_path / "a.xlsx")
    assert (problem.code, problem.line) == ("row_unreadable", 3)


def test_an_empty_sheet_is_empty(tmp_path):
    assert refusal(workbook(tmp_path / "a.xlsx", [])).code == "file_empty"
