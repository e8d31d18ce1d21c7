"""Documents on paper: a Typst template and its data become a PDF. Pure.

The data reach the template as JSON, never as text of the template: what people type cannot be read as
markup. No file, no package and no font of the machine is used, so the same data give the same bytes.
The fonts are those that Typst carries (Libertinus Serif, SIL Open Font License).
"""

import json
from collections.abc import Mapping
from datetime import datetime


def typeset(*, template: str, data: Mapping[str, object], made_at: datetime) -> bytes:
    """The PDF of a template and its data; `made_at` is the instant that it says it was made.

    It keeps for years and reads aloud: PDF/A-2a and PDF/UA-1.
    """
    import typst  # 80 MB: loaded by who prints, not by every process

    compiler = typst.Compiler(
        input=template.encode(),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
    )
    pdf = compiler.compile(
        format="pdf", pdf_standards=["a-2a", "ua-1"], timestamp=made_at.replace(microsecond=0)
    )
    assert isinstance(pdf, bytes)
    return pdf
