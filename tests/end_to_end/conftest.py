"""A copy of the project, and the report of its first quarter, made once for all tests that look at them."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from command import cchc, copy_project, without_pages


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_project(tmp_path_factory.mktemp("e2e") / "project")


@pytest.fixture(scope="session")
def report_of(first_quarter: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The report of a period of the sample year with its papers, made once for the tests that look at it; the first quarter with all pages."""
    other = without_pages(copy_project(tmp_path_factory.mktemp("year") / "project"))

    @cache
    def made(period: str) -> Path:
        if period == first_quarter.name:
            return first_quarter
        done = cchc(other, "report", period)
        assert done.returncode == 0, done.stderr
        return other / "report" / period

    return made


@pytest.fixture(scope="session")
def first_quarter(project: Path) -> Path:
    """The report of the first quarter, made once for the tests that look at it."""
    done = cchc(project, "report", "2021-Q1", TZ="Asia/Ho_Chi_Minh")
    assert done.returncode == 0, done.stderr
    return project / "report" / "2021-Q1"
