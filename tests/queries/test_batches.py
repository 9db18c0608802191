"""Files for many economies lie in the folder that was named, whatever the graph says."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from clauseway.graph.engine import GraphDamaged
from clauseway.queries.batches import Batch, left_over


@pytest.mark.parametrize("code", ["../x", "/x", "a/b", "..", "", "a\\b", "A\x00"])
def test_a_code_that_leads_out_of_the_folder_is_refused(tmp_path: Path, code: str) -> None:
    batch = Batch("coverage", "csv", date(2026, 11, 22), "1a2b", "machine-coded", True)
    (tmp_path / "x.csv").write_text("kept")
    with pytest.raises(GraphDamaged, match="can name no file"):
        left_over(batch, tmp_path / "out", [("CHN", "China"), (code, "x")])
    assert [path.name for path in tmp_path.iterdir()] == ["x.csv"]
