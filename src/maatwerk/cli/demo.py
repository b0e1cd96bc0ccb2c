"""`maatwerk demo` and `maatwerk reset`."""

import argparse
import fcntl
import os
import shutil
import sys
from pathlib import Path

from maatwerk.cli.output import Stop, _, say
from maatwerk.cli.parsing import in_readers_words, speaking_to
from maatwerk.cli.runtime import data_folder, database, set_up_django
from maatwerk.cli.serve import add_address_flags, check_port, supervise
from maatwerk.cli.serve import in_terminal_language as spoken


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `demo` and `reset`."""
    demo = commands.add_parser("demo", help=_("load the demo organisation (once) and serve it until Ctrl-C"))
    add_address_flags(demo)
    demo.add_argument(
        "--data",
        type=Path,
        metavar="FILE",
        help=_("a real file of people once hired, instead of simulated ones"),
    )
    demo.add_argument("--map", type=Path, metavar="MAP.toml", help=_("what the columns of that file mean"))
    demo.add_argument("--load-only", action="store_true", help=_("load and stop"))
    demo.set_defaults(run=run_demo)
    reset = commands.add_parser("reset", help=_("remove all data of this folder and start over"))
    reset.set_defaults(run=run_reset)


def run_demo(arguments: argparse.Namespace) -> int:
    """Load what is missing, then serve; a second run continues where the first was."""
    if bool(arguments.data) != bool(arguments.map):
        raise Stop(
            _("Give --data and --map together: a file, and what its columns mean."), code="data_and_map"
        )
    if not arguments.load_only:
        check_port(arguments.host, arguments.port)
    with database(_say_aside):
        from maatwerk.cli.demo_data import load_demo, load_real, load_rest

        at = (arguments.host, arguments.port)
        slug = load_real(arguments.data, arguments.map) if arguments.data else load_demo(_say_now)
        if arguments.load_only:
            return 0
        if arguments.data:
            return supervise(*at, ready=_welcome(*at, slug))
        os.environ["MAATWERK_DEMO"] = "yes"
        return supervise(*at, ready=_welcome(*at, slug), then=load_rest)


def _say_aside(sentence: str) -> None:
    """Say what takes long beside the output, before Django can translate it."""
    with speaking_to(()):
        said = in_readers_words(sentence)
    sys.stderr.write(f"{said} …\n")
    sys.stderr.flush()


def _say_now(text: str) -> None:
    """Say it at once, also into a file: who waits for a load wants to see how far it is."""
    say(text)
    sys.stdout.flush()


def _welcome(host: str, port: int, slug: str) -> str:
    from maatwerk.cli.demo_data import ACCOUNTS, PASSWORD, SLUG
    from maatwerk.cli.demo_own import candidate_link

    link = candidate_link() if slug == SLUG else ""
    as_candidate = [
        spoken(_("  or look as a candidate:  %(address)s"), address=f"http://{host}:{port}{link}"),
        "",
    ]
    lines = [
        "",
        spoken(_("  Maatwerk is at  %(address)s"), address=f"http://{host}:{port}/o/{slug}/"),
        "",
        spoken(_("  Sign in with the password  %(password)s  as"), password=PASSWORD),
        *(f"    {account.email:<34} {spoken(account.about)}" for account in ACCOUNTS),
        "",
        *(as_candidate if link else ()),
        spoken(
            _("  or at a terminal:  %(command)s"),
            command=f"./maat log verify -o {slug} --as auditor@demo.example",
        ),
        "",
        spoken(_("  Ctrl-C stops everything; run this again to go on; ./maat reset starts over.")),
        "",
    ]
    return "\n".join(lines)


def run_reset(arguments: argparse.Namespace) -> int:
    """Stop the embedded server and remove everything in the data folder."""
    from maatwerk.kernel.postgres.cluster import Cluster

    folder = data_folder()
    has_content = folder.exists() and any(folder.iterdir())
    set_up_django()  # for the language of what is said; it may make the folder
    if not has_content:
        say(spoken(_("There is nothing to remove.")))
        return 0
    if not (folder / "secret-key").exists() or not (folder / "in-use").exists():
        raise Stop(
            _("%(folder)s does not look like a data folder of Maatwerk; nothing was removed."),
            code="not_ours",
            folder=folder,
        )
    if _in_use(folder):
        raise Stop(
            _("The demo is in use by another program; stop it first (Ctrl-C), then run this again."),
            code="in_use",
        )
    Cluster(folder).destroy()
    shutil.rmtree(folder)
    say(spoken(_("All data is removed.")))
    return 0


def _in_use(folder: Path) -> bool:
    """Tell whether somebody works with the embedded server of this folder."""
    with (folder / "in-use").open("r+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False
