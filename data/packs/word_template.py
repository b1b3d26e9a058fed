"""The shipped Word template of a layout: what a company starts from that wants its own."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from data.packs.layout import Bullets, Column, Element, Grid, Heading, Line
from data.packs.rfp_layout import RFP

SHIPPED = Path(__file__).with_name("rfp.docx")
"""The template of the request for proposal; `python -m data.packs.word_template` writes it anew."""
WIDTH_CM = 17.0
"""Width between the margins of A4."""
INDENT_CM = 0.2
"""Of tables: the padding of a cell, by which some programs hang them out to the left; borders stay inside."""
TABLE_CM = WIDTH_CM - INDENT_CM
FONT = "Arial"


def template_of(layout: Sequence[Element]) -> bytes:
    """A Word document with the fields of a layout, A4, page numbers at the foot."""
    from docx import Document
    from docx.shared import Cm, Pt

    made = Document()
    page = made.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = Cm(2)
    page.top_margin = page.bottom_margin = Cm(2)
    made.styles["Normal"].font.name, made.styles["Normal"].font.size = FONT, Pt(10)
    for element in layout:
        _write(made, element)
    _number_pages(page.footer.paragraphs[0])
    core = made.core_properties
    core.author, core.title, core.comments = "Steelyard", "Request for proposal", ""
    content = io.BytesIO()
    made.save(content)
    return content.getvalue()


def _write(made: Any, element: Element) -> None:
    if isinstance(element, Heading):
        _shown(made, element.when, lambda: _heading(made, element))
    elif isinstance(element, Line):
        _shown(made, element.when, lambda: made.add_paragraph(element.text))
    elif isinstance(element, Bullets):
        made.add_paragraph(f"{{%p for item in {element.rows} %}}")
        made.add_paragraph(element.text, style="List Bullet")
        made.add_paragraph("{%p endfor %}")
    else:
        _shown(made, element.rows, lambda: _table(made, element))


def _heading(made: Any, element: Heading) -> None:
    heading = made.add_heading(element.text, element.level)
    for run in heading.runs:
        run.font.name = FONT
    heading.paragraph_format.keep_with_next = True


def _shown(made: Any, when: str, write: Any) -> None:
    if when:
        made.add_paragraph(f"{{%p if {when} %}}")
    write()
    if when:
        made.add_paragraph("{%p endif %}")


def _table(made: Any, grid: Grid) -> None:
    """Header that is repeated on every page, the row that is repeated for every item."""
    from docx.shared import Cm

    table = made.add_table(rows=4, cols=len(grid.columns), style="Table Grid")
    table.autofit = False
    _indent(table)
    header, first, row, last = table.rows
    _mark(header, "w:tblHeader")
    for each in (header, row):
        _mark(each, "w:cantSplit")
    first.cells[0].text, last.cells[0].text = f"{{%tr for {grid.name} in {grid.rows} %}}", "{%tr endfor %}"
    for n, column in enumerate(grid.columns):
        table.columns[n].width = Cm(TABLE_CM * column.width)
        _cell(header.cells[n], column.header, column, is_bold=True)
        _cell(row.cells[n], column.text, column)
        for other in (first, last):
            other.cells[n].width = row.cells[n].width


def _cell(cell: Any, text: str, column: Column, is_bold: bool = False) -> None:
    from docx.shared import Cm, Pt

    cell.width = Cm(TABLE_CM * column.width)
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(2)
    run = paragraph.add_run(text)
    run.bold, run.font.size = is_bold, Pt(8.5)


def _indent(table: Any) -> None:
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls
    from docx.shared import Cm

    made = parse_xml(f'<w:tblInd {nsdecls("w")} w:w="{Cm(INDENT_CM).twips}" w:type="dxa"/>')
    table._tbl.tblPr.insert_element_before(made, "w:tblBorders", "w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook")


def _mark(row: Any, name: str) -> None:
    from docx.oxml import OxmlElement

    row._tr.get_or_add_trPr().append(OxmlElement(name))


def _number_pages(paragraph: Any) -> None:
    """`Reference ..., page N of M`."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    paragraph.add_run("Reference {{ stamp.run }}, page ")
    for name, after in (("PAGE", " of "), ("NUMPAGES", "")):
        field = f'<w:fldSimple {nsdecls("w")} w:instr="{name}"><w:r><w:t>1</w:t></w:r></w:fldSimple>'
        paragraph._p.append(parse_xml(field))
        paragraph.add_run(after)


if __name__ == "__main__":
    from data.packs.archive import fixed

    SHIPPED.write_bytes(fixed(template_of(RFP)))
