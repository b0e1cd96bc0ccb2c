"""`python -m maatwerk.science` compiles the statistics once, so that nobody waits for it later."""

import signal
import sys

from maatwerk.science.warming import STEPS, warm


def main() -> int:
    """Compile all kernels, saying how far it is; 1 when there is no place to keep them."""
    sys.stdout.write("Compiling statistics (once, up to a minute) …\n")
    try:
        for place, subject in enumerate(warm(), start=1):
            sys.stdout.write(f"  {subject} ({place} of {len(STEPS)})\n")
            sys.stdout.flush()
    except RuntimeError as error:
        if "no locator available" not in str(error):
            raise
        sys.stderr.write("No folder to keep compiled code in. Name one you may write in NUMBA_CACHE_DIR.\n")
        return 1
    return 0


if __name__ == "__main__":
    # a script starts what it puts in the background deaf to Ctrl-C, which is to stop everything
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    raise SystemExit(main())
