"""A letter as DOCX, to be edited with any word processor. In: a letter. Out: bytes, the same each time.

Pitfall: only what every word processor reads is used: paragraphs, bold, size and alignment.
"""

from __future__ import annotations

from xml.sax.saxutils import escape

from veilleur.evidence.dossier.letters.letter import Letter
from veilleur.evidence.dossier.tables import package

_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_PARTS = {
    "[Content_Types].xml": (
        f'{_XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        'wordprocessingml.document.main+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'{_XML}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
        'officeDocument" Target="word/document.xml"/></Relationships>'
    ),
}
_PAGE = (
    '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/>'
    '<w:pgMar w:top="1417" w:right="1417" w:bottom="1417" w:left="1417"/></w:sectPr>'
)


def docx(letter: Letter) -> bytes:
    """The letter."""
    body = [
        _paragraph(letter.note, size=16, is_italic=True),
        *(_paragraph(line, space=0) for line in letter.sender),
        *(_paragraph(line, indent=4800, space=0) for line in letter.to),
        _paragraph(""),
        _paragraph(letter.place, indent=4800),
        _paragraph(letter.how, is_italic=True),
        _paragraph(letter.subject, is_bold=True, space=0),
        _paragraph(letter.reference),
        *(_paragraph(text) for text in letter.paragraphs),
        _paragraph(""),
        *(_paragraph(line, indent=4800, space=0) for line in letter.sign),
        _paragraph(""),
        _paragraph(letter.enclosed_title, is_bold=True, space=0),
        *(_paragraph(f"– {line}", space=0) for line in letter.enclosed),
    ]
    document = f'{_XML}<w:document xmlns:w="{_WORD}"><w:body>{"".join(body)}{_PAGE}</w:body></w:document>'
    return package({**_PARTS, "word/document.xml": document})


def _paragraph(
    text: str,
    *,
    size: int = 22,
    is_bold: bool = False,
    is_italic: bool = False,
    indent: int = 0,
    space: int = 160,
) -> str:
    """A paragraph. size: half points. indent, space below: twentieths of a point."""
    marks = ("<w:b/>" if is_bold else "") + ("<w:i/>" if is_italic else "")
    return (
        f'<w:p><w:pPr><w:spacing w:after="{space}"/><w:ind w:left="{indent}"/></w:pPr><w:r><w:rPr>{marks}'
        f'<w:sz w:val="{size}"/></w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'
    )
