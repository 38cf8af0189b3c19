"""The same ticket page by three engines, each in a process of its own so that its memory can be told apart.

    python -m benchmarks.engines typst 3000 out.pdf

prints {"seconds": …, "megabytes": …}. What is measured: from the sheets to the bytes of the PDF, fonts loaded anew.
"""

from typing import Final

from appraisal.config.local.processes import ROOT

# Outlines in TrueType, which ReportLab can embed; scripts/engines.sh brings it. No program but the benchmark sees it.
TRUETYPE: Final = ROOT / ".make" / "fonts" / "wqy-microhei.ttc"
