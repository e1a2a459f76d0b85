"""An outside verifier needs `cryptography` and `rfc8785` and nothing else that is not Python's own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import truceline
from tests.unit.tlog.bundles import BOTH, bundle
from tests.unit.tlog.logs import NORTH, SOUTH

CHECK = """
import sys
from importlib.abc import MetaPathFinder

SOURCE, BUNDLE, POLICY = sys.argv[1:]
ALLOWED = {"truceline", "cryptography", "rfc8785", "_cffi_backend"} | set(sys.stdlib_module_names)
ROOMS = {"truceline", "truceline.lookup", "truceline.errors", "truceline.tlog"}


class OnlyThese(MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        room = ".".join(name.split(".")[:2])
        if name.partition(".")[0] not in ALLOWED or room.startswith("truceline") and room not in ROOMS:
            raise ImportError(f"{name} is not there")
        return None


sys.meta_path.insert(0, OnlyThese())
sys.path.insert(0, SOURCE)
try:
    import numpy
except ImportError:
    pass
else:
    sys.exit("the environment is not as small as it should be")

from pathlib import Path
from pkgutil import iter_modules

import truceline.tlog
for module in iter_modules(truceline.tlog.__path__):
    __import__(f"truceline.tlog.{module.name}")

from truceline.tlog.bundle import verify
from truceline.tlog.policy import parse_policy
from truceline.tlog.steps import is_proved

policy = parse_policy(Path(POLICY).read_bytes())
data = Path(BUNDLE).read_bytes()
assert not is_proved(verify(data.replace(b"shelling", b"shellinG"), policy))
print("proved" if is_proved(verify(data, policy)) else "not proved")
"""


def test_a_bundle_is_verified_where_nothing_else_is_installed(tmp_path: Path) -> None:
    files = {
        "check.py": CHECK.encode(),
        "bundle.json": bundle(NORTH, SOUTH).to_bytes(),
        "policy": BOTH.to_bytes(),
    }
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    source = Path(truceline.__file__).parents[1]
    arguments = [source, tmp_path / "bundle.json", tmp_path / "policy"]
    result = subprocess.run(
        [sys.executable, "-I", tmp_path / "check.py", *arguments], capture_output=True, text=True, check=False
    )
    assert (result.stdout, result.stderr) == ("proved\n", "")
