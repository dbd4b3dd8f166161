"""A Dovecot of the tests' own on loopback: certificate, accounts, deliveries, and what other programs do there."""

from __future__ import annotations

import ctypes
import os
import shutil
import signal
import smtplib
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import count
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from imapclient import IMAPClient

from alongside.channels.imap.wire import Server

PASSWORD = "correct horse battery"
PROGRAM = shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
# A package of its own in Debian; without it letters are put into the Maildir by hand.
LMTP = next(
    (
        Path(folder)
        for folder in ("/usr/lib/dovecot/lmtp", "/usr/libexec/dovecot/lmtp")
        if Path(folder).exists()
    ),
    None,
)
_numbers = count(1)


def free_port() -> int:
    return free_ports(1)[0]


def free_ports(number: int) -> list[int]:
    """All of them held until the last is found: else the same one may be given twice."""
    with ExitStack() as stack:
        held = [stack.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(number)]
        return [one.getsockname()[1] for one in held]


def make_certificate(folder: Path, name: str = "server") -> str:
    """A key and a certificate for 127.0.0.1 that nobody vouches for; returns its fingerprint."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .sign(key, hashes.SHA256())
    )
    (folder / f"{name}.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / f"{name}.key").write_bytes(private)
    return sha256(made.public_bytes(serialization.Encoding.DER)).hexdigest()


CONFIGURATION = """
base_dir = {base}/run
state_dir = {base}/state
log_path = {base}/log
protocols = imap {lmtp}
listen = 127.0.0.1
ssl = yes
ssl_cert = <{base}/server.pem
ssl_key = <{base}/server.key
mail_location = maildir:~/Maildir
mail_fsync = never
mail_max_userip_connections = 200
first_valid_uid = 1
auth_failure_delay = 0
default_internal_user = {internal}
default_internal_group = {group}
default_login_user = {login}
default_vsz_limit = 1G
passdb {{
  driver = passwd-file
  args = scheme=plain username_format=%u {base}/passwords/%u
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={base}/users/%u
}}
service imap-login {{
  chroot =
  process_min_avail = 1
  service_count = 0
  client_limit = 1000
  inet_listener imap {{
    port = {plain}
  }}
  inet_listener imaps {{
    port = {tls}
    ssl = yes
  }}
}}
service imap {{
  process_limit = 400
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
namespace inbox {{
  inbox = yes
  separator = /
  mailbox Sent {{
    auto = create
    special_use = \\Sent
  }}
  mailbox Drafts {{
    auto = create
    special_use = \\Drafts
  }}
}}
"""

DELIVERY = """
service lmtp {{
  chroot =
  inet_listener lmtp {{
    port = {port}
  }}
}}
protocol lmtp {{
  postmaster_address = postmaster@desk.example
}}
"""


class Dovecot:
    def __init__(self, base: Path) -> None:
        self.base = base
        self.plain, self.tls, self.lmtp = free_ports(3)
        self.fingerprint = make_certificate(base)
        self._process: subprocess.Popen[bytes] | None = None
        is_root = os.getuid() == 0
        self.uid, self.gid = (65534, 65534) if is_root else (os.getuid(), os.getgid())
        own = str(os.getuid()), str(os.getgid())
        names = {"internal": "dovecot", "login": "dovenull", "group": "dovecot"}
        if not is_root:
            import grp
            import pwd

            user = pwd.getpwuid(int(own[0])).pw_name
            names = {"internal": user, "login": user, "group": grp.getgrgid(int(own[1])).gr_name}
        (base / "passwords").mkdir()
        (base / "users").mkdir()
        os.chown(base / "users", self.uid, self.gid)
        text = CONFIGURATION.format(
            base=base,
            plain=self.plain,
            tls=self.tls,
            uid=self.uid,
            gid=self.gid,
            lmtp="lmtp" if LMTP else "",
            **names,
        )
        if LMTP:
            text += DELIVERY.format(port=self.lmtp)
        (base / "dovecot.conf").write_text(text)

    def start(self) -> None:
        deadline = time.monotonic() + 90
        self._begin()
        while time.monotonic() < deadline:
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.tls), timeout=1):
                return
            if self._process is not None and self._process.poll() is not None:
                said = (self.base / "errors").read_text()
                # One that was killed a moment ago may not have let go of its sockets yet.
                assert "already running" in said.splitlines()[-1], said
                self._begin()
            time.sleep(0.05)
        raise AssertionError((self.base / "log").read_text())

    def _begin(self) -> None:
        assert PROGRAM is not None
        with (self.base / "errors").open("ab") as errors:
            self._process = subprocess.Popen(
                [PROGRAM, "-F", "-c", str(self.base / "dovecot.conf")],
                stdout=subprocess.DEVNULL,
                stderr=errors,
                start_new_session=True,
                preexec_fn=_end_with_parent,  # noqa: PLW1509
            )

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            try:
                self._process.wait(10)
            except subprocess.TimeoutExpired:
                self.kill()
            self._process = None

    def kill(self) -> None:
        """The whole of it at once, as a power cut would."""
        if self._process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None
            (self.base / "run" / "master.pid").unlink(missing_ok=True)

    def account(self, name: str = "") -> Account:
        return Account(self, name or f"user{next(_numbers)}")


class Account:
    """One mailbox there; its folders are Maildirs that anybody may deliver into."""

    def __init__(self, dovecot: Dovecot, name: str) -> None:
        self.dovecot, self.name = dovecot, name
        self.address = f"{name}@desk.example"
        self.home = dovecot.base / "users" / self.address
        self._delivered = count()
        self.set_password(PASSWORD)

    @property
    def server(self) -> Server:
        return Server("127.0.0.1", self.dovecot.tls, "tls", self.address, self.dovecot.fingerprint)

    def set_password(self, password: str) -> None:
        path = self.dovecot.base / "passwords" / self.address
        is_change = path.exists()
        path.write_text(f"{self.address}:{{plain}}{password}\n")
        if is_change:
            # Dovecot looks at the time of the file, in whole seconds.
            time.sleep(1.1)

    def client(self) -> IMAPClient:
        """Another mail program, signed in."""
        made = IMAPClient("127.0.0.1", self.dovecot.plain, ssl=False)
        made.login(self.address, PASSWORD)
        return made

    def deliver(self, *raws: bytes, folder: str = "") -> None:
        """Into new/, as delivery agents do; `folder` as Maildir++ names it."""
        maildir = self.home / "Maildir" / (f".{folder}" if folder else "")
        if not (maildir / "new").is_dir():
            for part in ("", "cur", "new", "tmp"):
                for path in (self.home, self.home / "Maildir", maildir, maildir / part):
                    path.mkdir(exist_ok=True)
                    os.chown(path, self.dovecot.uid, self.dovecot.gid)
        for raw in raws:
            size, lines = len(raw), raw.count(b"\n") - raw.count(b"\r\n")
            number = next(self._delivered)
            name = f"{time.time_ns()}.M{number}P{os.getpid()}.tests,S={size},W={size + lines}"
            waiting = maildir / "tmp" / name
            waiting.write_bytes(raw)
            os.chown(waiting, self.dovecot.uid, self.dovecot.gid)
            waiting.rename(maildir / "new" / name)

    def receive(self, sender: str, raw: bytes) -> None:
        """As a mail server hands it over."""
        if LMTP is None:
            self.deliver(raw)
            return
        with smtplib.LMTP("127.0.0.1", self.dovecot.lmtp) as delivery:
            delivery.sendmail(sender, [self.address], raw)

    def letters(self, folder: str = "INBOX") -> list[bytes]:
        """What stands there, as the server gives it."""
        with self.client() as other:
            other.select_folder(folder, readonly=True)
            uids = other.search("ALL")
            found = other.fetch(uids, ["BODY.PEEK[]"]) if uids else {}
            return [found[uid][b"BODY[]"] for uid in sorted(found)]

    def renumber(self, folder: str = "") -> None:
        """UIDVALIDITY changes, as after a server was moved; call it while nobody is connected."""
        maildir = self.home / "Maildir" / (f".{folder}" if folder else "")
        for path in maildir.glob("dovecot*"):
            path.unlink()
        # Dovecot takes the time in seconds for the new one.
        time.sleep(1.1)

    def uids(self, folder: str = "INBOX") -> list[int]:
        with self.client() as other:
            other.select_folder(folder, readonly=True)
            return sorted(other.search("ALL"))


def _end_with_parent() -> None:
    """A killed run of the tests leaves no server behind; nor does the thread that started it (prctl(2))."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)


@contextmanager
def running_dovecot() -> Iterator[Dovecot]:
    base = Path(tempfile.mkdtemp(prefix="alongside-dovecot-"))
    base.chmod(0o755)
    made = Dovecot(base)
    try:
        made.start()
        yield made
    finally:
        made.stop()
        shutil.rmtree(base, ignore_errors=True)


def letters(numbers: Sequence[int], *, to: str = "me@desk.example") -> list[bytes]:
    """Short letters, each another."""
    return [
        (
            f"From: Mara Quill <mara@harlow.example>\r\nTo: {to}\r\nSubject: Oak {number}\r\n"
            f"Date: {(datetime(2026, 3, 2, tzinfo=UTC) + timedelta(minutes=number)):%a, %d %b %Y %H:%M:%S +0000}\r\n"
            f"Message-ID: <oak-{number}@harlow.example>\r\n\r\nThe oak number {number} is late.\r\n"
        ).encode()
        for number in numbers
    ]
