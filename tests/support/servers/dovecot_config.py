"""The configuration of a private Dovecot, for 2.3 and for the incompatible 2.4."""

from dataclasses import dataclass
from pathlib import Path

from tests.support.servers.accounts import Account


@dataclass(frozen=True, slots=True)
class Layout:
    """What a private Dovecot is told: its folder, its account and its three loopback ports."""

    folder: Path
    account: Account
    group: str
    imap_port: int
    imaps_port: int
    lmtp_port: int


# Dovecot runs without root here, so every service keeps one account and nothing is jailed.
SERVICES = """
base_dir = {folder}/run
instance_name = stafette-tests
log_path = {folder}/dovecot.log
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
first_valid_uid = 1
first_valid_gid = 1
mail_uid = {uid}
mail_gid = {gid}
ssl = yes
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    {address} = 127.0.0.1
    port = {imap_port}
  }}
  inet_listener imaps {{
    {address} = 127.0.0.1
    port = {imaps_port}
    ssl = yes
  }}
}}
service lmtp {{
  chroot =
  inet_listener lmtp {{
    {address} = 127.0.0.1
    port = {lmtp_port}
  }}
}}
namespace inbox {{
  inbox = yes
  separator = /
}}
"""

OLD = """
protocols = imap lmtp
mail_location = maildir:{folder}/mail/%u
ssl_cert = <{folder}/server.pem
ssl_key = <{folder}/server.pem
disable_plaintext_auth = no
auth_mechanisms = plain login
passdb {{
  driver = passwd-file
  args = scheme=PLAIN username_format=%u {folder}/users/%u
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/mail/%u
}}
"""

NEW_HEAD = """dovecot_config_version = 2.4.0
dovecot_storage_version = 2.4.0
"""

NEW = """
protocols {{
  imap = yes
  lmtp = yes
}}
mail_driver = maildir
mail_path = {folder}/mail/%{{user}}
ssl_server_cert_file = {folder}/server.pem
ssl_server_key_file = {folder}/server.pem
auth_allow_cleartext = yes
auth_mechanisms = plain login
passdb passwd-file {{
  default_password_scheme = plain
  passwd_file_path = {folder}/users/%{{user}}
}}
userdb static {{
  fields {{
    uid = {uid}
    gid = {gid}
    home = {folder}/mail/%{{user}}
  }}
}}
"""


def render(layout: Layout, version: str) -> str:
    """Return dovecot.conf for a version such as 2.3.19."""
    major, minor = (int(number) for number in version.split(".")[:2])
    new = (major, minor) >= (2, 4)
    words = {
        "folder": layout.folder,
        "user": layout.account.name,
        "group": layout.group,
        "uid": layout.account.uid,
        "gid": layout.account.gid,
        "imap_port": layout.imap_port,
        "imaps_port": layout.imaps_port,
        "lmtp_port": layout.lmtp_port,
        "address": "listen" if new else "address",
    }
    body = (SERVICES + (NEW if new else OLD)).format(**words)
    return (NEW_HEAD if new else "") + body
