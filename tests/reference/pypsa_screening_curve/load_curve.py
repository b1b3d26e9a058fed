"""The straight load curve of the screening-curve example as tables; run as a program it writes them anew."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).parent


def tables(steps: int) -> dict[str, str]:
    """Blocks and shape of the load 1000 - 1000 z, z = 0, 1/(steps-1), .., 1, each step 1/steps of an hour.

    Returns
    -------
    Texts by file name: hours of every block [h], and its load relative to the highest.
    """
    blocks = "".join(f"z{n},{1 / steps!r}\n" for n in range(steps))
    factors = "".join(f"load-curve,z{n},{1 - n / (steps - 1)!r}\n" for n in range(steps))
    return {
        f"blocks-{steps}.csv": "id,hours\n" + blocks,
        f"shape-{steps}.csv": "shape,block,mean\n" + factors,
    }


if __name__ == "__main__":
    for count in (21, 1001):
        for name, text in tables(count).items():
            (FOLDER / name).write_text(text, encoding="utf-8")
