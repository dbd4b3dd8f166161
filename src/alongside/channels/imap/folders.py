"""A server's folder names and flags in, shown names and roles out (RFC 3501 §5.1.3, RFC 6154)."""

from __future__ import annotations

from typing import Literal

from imapclient.imap_utf7 import decode
from msgspec import Struct

Role = Literal["inbox", "sent", "drafts", "trash", "junk", "archive", "all", "flagged", ""]
# What is neither said to anybody nor wanted by anybody.
LEFT_OUT: frozenset[Role] = frozenset({"drafts", "junk"})

_BY_FLAG: dict[bytes, Role] = {
    b"\\sent": "sent",
    b"\\drafts": "drafts",
    b"\\trash": "trash",
    b"\\junk": "junk",
    b"\\spam": "junk",
    b"\\archive": "archive",
    b"\\all": "all",
    b"\\allmail": "all",
    b"\\flagged": "flagged",
    b"\\starred": "flagged",
    b"\\inbox": "inbox",
}
_CLOSED = {b"\\noselect", b"\\nonexistent"}
# Names that mail programs give where the server names no role, folded to lower case.
_NAMES: dict[Role, str] = {
    "sent": "sent|sent items|sent messages|sent mail|gesendet|gesendete elemente|gesendete objekte|envoyés|"
    "éléments envoyés|messages envoyés|enviados|elementos enviados|mensajes enviados|itens enviados|"
    "posta inviata|inviati|elementi inviati|inviata|verzonden|verzonden items|skickat|skickade objekt|"
    "sendte elementer|sendt|sendt post|lähetetyt|wysłane|elementy wysłane|odeslaná pošta|odeslané|"
    "отправленные|надіслані|gönderilmiş öğeler|gönderilenler|elküldött|elküldött elemek|trimise|"
    "已发送|已傳送郵件|送信済み|送信済みメール|보낸 편지함|المرسلة|נשלחו",
    "drafts": "draft|drafts|entwürfe|brouillons|borradores|rascunhos|bozze|concepten|utkast|kladder|"
    "luonnokset|wersje robocze|koncepty|rozepsané|черновики|чернетки|taslaklar|piszkozatok|ciorne|草稿|下書き",
    "trash": "trash|deleted|deleted items|deleted messages|bin|papierkorb|gelöschte elemente|corbeille|"
    "éléments supprimés|papelera|elementos eliminados|lixeira|itens excluídos|cestino|posta eliminata|"
    "prullenbak|verwijderde items|papperskorgen|borttagna objekt|papirkurv|roskakori|kosz|koš|корзина|"
    "кошик|çöp kutusu|kuka|coș de gunoi|已删除|ごみ箱",
    "junk": "junk|junk e-mail|junk email|spam|bulk mail|unerwünscht|junk-e-mail|indésirables|courrier indésirable|"
    "correo no deseado|lixo eletrônico|posta indesiderata|ongewenste e-mail|skräppost|søppelpost|roskaposti|"
    "wiadomości-śmieci|nevyžádaná pošta|спам|önemsiz|levélszemét|垃圾邮件|迷惑メール",
    "archive": "archive|archives|archiv|archivo|arquivo|archivio|archief|arkiv|arkisto|archiwum|архив",
}  # fmt: skip
_BY_NAME: dict[str, Role] = {
    name: role for role, names in _NAMES.items() for name in names.replace("\n", "").split("|")
}


class FoundFolder(Struct, frozen=True):
    """`raw` is the name as the server writes it (mUTF-7, byte for byte as latin-1); `name` is for people."""

    raw: str
    name: str
    role: Role


def found_folders(listed: list[tuple[tuple[bytes, ...], bytes | None, bytes]]) -> list[FoundFolder]:
    """Every folder that can be opened, once; a role goes to the first that the server gives it."""
    found: dict[str, tuple[bytes, frozenset[bytes], bytes]] = {}
    for flags, delimiter, name in listed:
        lowered = frozenset(flag.lower() for flag in flags if isinstance(flag, bytes))
        if isinstance(name, bytes) and name and not lowered & _CLOSED:
            found.setdefault(name.decode("latin-1"), (name, lowered, delimiter or b""))
    flagged = {raw: _role_by_flag(raw, flags) for raw, (_, flags, _) in found.items()}
    taken: set[Role] = {role for role in flagged.values() if role}
    folders = []
    for raw, (name, _, delimiter) in found.items():
        shown = shown_name(name)
        role: Role = flagged[raw] or _role_by_name(shown, delimiter.decode("latin-1"), taken)
        if role:
            taken.add(role)
        folders.append(FoundFolder(raw, shown, role))
    return folders


def _role_by_flag(raw: str, flags: frozenset[bytes]) -> Role:
    if raw.upper() == "INBOX":
        return "inbox"
    return next((role for flag, role in _BY_FLAG.items() if flag in flags), "")


def _role_by_name(shown: str, delimiter: str, taken: set[Role]) -> Role:
    last = shown.rpartition(delimiter)[2] if delimiter else shown
    role = _BY_NAME.get(last.casefold().strip(), "")
    return "" if role in taken else role


def shown_name(raw: bytes) -> str:
    """The name for people; what is no mUTF-7 is shown byte for byte."""
    try:
        name = str(decode(raw))
    except (ValueError, LookupError):
        name = raw.decode("latin-1")
    cleaned = "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in name)
    return cleaned.encode("utf-8", "replace").decode()[:500]
