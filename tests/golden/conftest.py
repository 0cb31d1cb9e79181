"""The sample year as clean tables, read once for all golden tests of it."""

from pathlib import Path

import pytest

from cchc_analysis.plan.register import Register, load_register
from cchc_analysis.sources.build import CleanTables, build
from cchc_analysis.sources.reference import Reference, load_reference


@pytest.fixture(scope="session")
def register(project: Path) -> Register:
    return load_register(project / "data" / "plan" / "2021")


@pytest.fixture(scope="session")
def reference(project: Path) -> Reference:
    return load_reference(project / "data" / "reference")


@pytest.fixture(scope="session")
def tables(project: Path, register: Register) -> CleanTables:
    return build(project / "data", list(register.items["item_id"]))


@pytest.fixture(scope="session")
def groups(reference: Reference) -> dict[str, list[str]]:
    return {
        "field": list(reference.fields), "unit": list(reference.units), "channel": ["online", "direct", "postal"],
        "procedure": list(reference.procedures["procedure"]),
    }  # fmt: skip
