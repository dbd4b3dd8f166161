"""Files as programs make them: PDFs by typst, OpenDocument by odfdo, Office's own by their parts."""

from __future__ import annotations

from email.message import EmailMessage
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import typst
from odfdo import Document, Paragraph
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DecodedStreamObject, NameObject

_TYPES = '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_S = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'


def pdf(*pages: str) -> bytes:
    return bytes(typst.compile("#pagebreak()\n".join(f"{page}\n" for page in pages).encode()))


def locked_pdf(text: str, password: str) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(BytesIO(pdf(text))))
    writer.encrypt(user_password=password, owner_password="theirs", algorithm="AES-256")
    made = BytesIO()
    writer.write(made)
    return made.getvalue()


def endless_pdf() -> bytes:
    """One page that is written letter by letter, so often that nobody reads it to its end."""
    writer = PdfWriter(clone_from=PdfReader(BytesIO(pdf("Hay"))))
    stream = DecodedStreamObject()
    stream.set_data(b"BT (a) Tj ET\n" * 400_000)
    writer.pages[0][NameObject("/Contents")] = writer._add_object(stream.flate_encode())
    made = BytesIO()
    writer.write(made)
    return made.getvalue()


def zipped(parts: dict[str, str]) -> bytes:
    made = BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as archive:
        for name, text in {"[Content_Types].xml": _TYPES, **parts}.items():
            archive.writestr(name, text)
    return made.getvalue()


def docx(body: str, **others: str) -> bytes:
    """`body`: what stands within w:body; `others`: by the name of the part."""
    parts = {f"word/{name}.xml": f"<w:{name} {_W}>{text}</w:{name}>" for name, text in others.items()}
    return zipped({"word/document.xml": f"<w:document {_W}><w:body>{body}</w:body></w:document>", **parts})


def xlsx(shared: str, cells: str) -> bytes:
    return zipped(
        {
            "xl/sharedStrings.xml": f"<sst {_S}>{shared}</sst>",
            "xl/worksheets/sheet1.xml": f"<worksheet {_S}><sheetData><row>{cells}</row></sheetData></worksheet>",
        }
    )


def pptx(*slides: str) -> bytes:
    return zipped(
        {
            f"ppt/slides/slide{number}.xml": f"<p {_A}><a:p><a:r><a:t>{text}</a:t></a:r></a:p></p>"
            for number, text in enumerate(slides, 1)
        }
    )


def odt(*lines: str) -> bytes:
    document = Document("text")
    document.body.clear()
    for line in lines:
        document.body.append(Paragraph(line))
    made = BytesIO()
    document.save(made)
    return made.getvalue()


def letter(*files: tuple[str, bytes], subject: str = "The files", number: int = 1) -> bytes:
    """A mail of Mara's with these files: name and content."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "Mara Quill <mara@harlow.example>", "me@desk.example", subject
    mail["Date"], mail["Message-ID"] = "Mon, 02 Mar 2026 09:00:00 +0000", f"<files{number}@id.example>"
    mail.set_content("Please have a look.\n")
    for name, content in files:
        mail.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return mail.as_bytes()
