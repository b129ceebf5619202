"""Workbooks as programs write them, and what is in those that the portal wrote."""
import io
import re
import xml.etree.ElementTree as xml
import zipfile

CELL = '<c r="{}{}" t="inlineStr"><is><t xml:space="preserve">{}</t></is></c>'
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def column(place):
    return (chr(64 + place // 26) if place >= 26 else "") + chr(65 + place % 26)


def workbook(sheets):
    """A workbook of {name: rows}, as any program could write it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        names = list(sheets)
        book.writestr("[Content_Types].xml", '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>')
        book.writestr("xl/workbook.xml", f'<workbook xmlns:r="{RELATIONS}"><sheets>' + "".join(
            f'<sheet name="{name}" sheetId="{i + 1}" r:id="r{i}"/>' for i, name in enumerate(names)) + "</sheets></workbook>")
        book.writestr("xl/_rels/workbook.xml.rels", "<Relationships>" + "".join(
            f'<Relationship Id="r{i}" Type="{RELATIONS}/worksheet" Target="worksheets/{i}.xml"/>' for i in range(len(names))) + "</Relationships>")
        for i, name in enumerate(names):
            rows = "".join(f'<row r="{n}">' + "".join(CELL.format(column(c), n, escaped(text)) for c, text in enumerate(row)) + "</row>"
                           for n, row in enumerate(sheets[name], 1))
            book.writestr(f"xl/worksheets/{i}.xml", f"<worksheet><sheetData>{rows}</sheetData></worksheet>")
    return out.getvalue()


def escaped(text):
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("_x", "_x005F_x")


SPACE = {"x": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}


def sheets_in(book):
    """{name: rows of texts} of a workbook that the portal wrote, and {name: its XML}."""
    archive = zipfile.ZipFile(io.BytesIO(book))
    names = [s.get("name") for s in xml.fromstring(archive.read("xl/workbook.xml")).iterfind(".//x:sheet", SPACE)]
    texts = {name: archive.read(f"xl/worksheets/sheet{i}.xml").decode() for i, name in enumerate(names, 1)}
    has_shared = "xl/sharedStrings.xml" in archive.namelist()
    shared = [text_in(one) for one in xml.fromstring(archive.read("xl/sharedStrings.xml")).iterfind("x:si", SPACE)] if has_shared else []
    return {name: [row_in(row, shared) for row in xml.fromstring(text).iterfind(".//x:row", SPACE)] for name, text in texts.items()}, texts


def text_in(element):
    return "".join(t.text or "" for t in element.iterfind(".//x:t", SPACE))


def row_in(row, shared):
    """The texts of a row, each at its place."""
    cells = []
    for cell in row.iterfind("x:c", SPACE):
        letters = re.match("[A-Z]+", cell.get("r")).group()
        place = sum((ord(letter) - 64) * 26 ** i for i, letter in enumerate(reversed(letters))) - 1
        value = cell.find("x:v", SPACE)
        cells += [""] * (place - len(cells)) + [shared[int(value.text)] if cell.get("t") == "s" else text_in(cell) or (value.text if value is not None else "")]
    return cells
