"""An uploaded file from the uploader to the cohort in use, or back out again."""

import io
import zipfile
from typing import Any

import pandas as pd
import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from analysis.core import Cohort, Finding, settings
from analysis.loading import (
    Decisions,
    Loaded,
    Mapping,
    MappingFault,
    UnreadableFile,
    read_mapping,
    write_template,
)
from analysis.privacy import report_k_anonymity
from analysis.words import say_k_anonymity, table_of_k_anonymity

from . import cached, mapping_form, panels, session

KEPT = (
    "The file itself is kept in memory only while this form is open, because it is read again "
    "when you change what its columns mean; it is dropped when you use it or put it away."
)


ENDINGS = [
    "csv", "tsv", "txt", "zip", "gz", "xlsx", "xlsm", "sav", "zsav", "por", "dta", "xpt",
    "sas7bdat", "parquet", "json", "ndjson",
]  # fmt: skip
"""Endings the uploader offers; the content alone decides what a file is."""


def drop_uploaded(file: Any) -> None:
    """Make the platform forget a file in its uploader; it would keep it for the whole session."""
    context = get_script_run_ctx()
    if context is not None:
        manager: Any = context.uploaded_file_mgr
        manager.remove_file(session_id=context.session_id, file_id=file.file_id)


def take_upload() -> None:
    """Draw the uploader; a file that arrives becomes the one being looked at."""
    file = st.file_uploader(
        "A cohort file: one table of scores (CSV, Excel, SPSS, Stata, SAS, Parquet), or a zip of "
        "tables named as in the template",
        type=ENDINGS,
        max_upload_size=settings.UPLOAD_LIMIT_BYTES // 1024**2,
        key=f"uploader_{session.upload_round()}",
    )
    if file is not None:
        session.keep_draft(file.name, file.getvalue())
        drop_uploaded(file)
        st.rerun()


def offer_template() -> None:
    """The files of an empty cohort, with the mapping that goes with them."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in write_template().items():
            archive.writestr(zipfile.ZipInfo(name), content)
    panels.offer_file(packed.getvalue(), "template.zip", "application/zip", "Template (zip)")


def look_at_draft() -> None:
    """What was read of the file being looked at, and what can be done with it."""
    held = session.draft()
    if held is None:
        return
    name, content, mapping = held
    loaded = _read(name, content, mapping)
    st.header("The file you uploaded")
    st.caption(KEPT)
    show_reading(loaded)
    use, away = st.columns(2)
    if loaded.cohort is not None and use.button("Use this cohort", type="primary"):
        session.remember_upload(loaded.cohort)
        cached.forget_session()
        st.rerun()
    if away.button("Put this file away"):
        _put_away()
    with st.expander("What its columns and labels mean", expanded=loaded.cohort is None):
        _map(loaded)


def _read(name: str, content: bytes, mapping: Mapping | None) -> Loaded:
    """The file as read; one that cannot be read is put away with one sentence."""
    try:
        return cached.load_cohort(content, name, mapping)
    except UnreadableFile as unread:
        said = f"{unread.refusal.sentence} {unread.refusal.mend}".strip()
    except MappingFault as fault:
        said = str(fault)
    session.note(f"{said} The cohort in use is as it was.")
    _put_away()
    raise AssertionError  # _put_away starts the page anew


def _put_away() -> None:
    session.drop_draft()
    cached.forget_files()
    st.rerun()


def _map(loaded: Loaded) -> None:
    sent = mapping_form.fill_in(loaded)
    if sent is not None:
        session.map_draft(sent)
        st.rerun()
    panels.offer_file(
        loaded.mapping.to_json(), "cohort.map.json", "application/json", "Save the mapping (JSON)"
    )
    file = st.file_uploader("Or use a saved mapping (JSON)", type=["json"],
                            key=f"mapping_{session.upload_round()}")  # fmt: skip
    if file is None:
        return
    try:
        session.map_draft(read_mapping(file.getvalue()))
    except MappingFault as fault:
        session.note(str(fault))
    drop_uploaded(file)
    st.rerun()


def show_reading(loaded: Loaded) -> None:
    """Rows accepted and rejected, what was found, what is still to be said."""
    rejected = loaded.rows_total - loaded.rows_accepted
    st.write(
        f"**{loaded.rows_accepted:,} rows accepted + {rejected:,} rejected = "
        f"{loaded.rows_total:,} rows in the file**; {loaded.participants:,} people, "
        f"{loaded.observations:,} scores."
    )
    if loaded.decisions is not None:
        panels.say(say_decisions(loaded.decisions))
    if loaded.needs:
        st.warning(f"Still to be said below before it can be used: {', '.join(loaded.needs)}.")
    if loaded.findings:
        panels.show_table(table_of_findings(loaded.findings))
    if loaded.rejected_rows:
        offer_rejected(loaded)
    if loaded.cohort is not None:
        show_k_anonymity(loaded.cohort)
    if loaded.preview:
        with st.expander("The first rows as they were read"):
            panels.show_table(pd.DataFrame(list(loaded.preview)))


def show_k_anonymity(cohort: Cohort) -> None:
    """How easily somebody in the file could be picked out; counts of few people are not shown."""
    found = report_k_anonymity(cohort)
    panels.say(say_k_anonymity(found))
    with st.expander("How alike people are, and what would make them more so"):
        panels.show_table(table_of_k_anonymity(found))


def say_decisions(read: Decisions) -> str:
    """How the file was taken apart: its kind, sheet, encoding, delimiter and header."""
    parts = [f"Read as {read.format if read.format != 'text' else read.encoding}"]
    parts += [f"sheet {panels.escape(read.sheet)}"] if read.sheet else []
    parts += [f"columns parted by {_name_mark(read.delimiter)}"] if read.delimiter else []
    parts += [f"decimal mark {_name_mark(read.decimal)}", f"header in row {read.header_row}"]
    return ", ".join(parts) + "."


def _name_mark(mark: str) -> str:
    names = {",": "a comma", ";": "a semicolon", "\t": "a tab", "|": "a bar", ".": "a point"}
    return names.get(mark, mark)


def table_of_findings(findings: tuple[Finding, ...]) -> pd.DataFrame:
    """One row a finding, worst first: how bad, what and where, how to mend it, how many rows."""
    order = {"error": 0, "warning": 1, "info": 2}
    return pd.DataFrame(
        [
            {
                "How bad": finding.severity,
                "What and where": finding.message,
                "How to mend it": finding.mend,
                "Rows": f"{len(finding.rows):,}" if finding.rows else "",
            }
            for finding in sorted(findings, key=lambda finding: order[finding.severity])
        ]
    )


def offer_rejected(loaded: Loaded) -> None:
    """The rejected rows with a reason each, for the person who uploaded them."""
    columns = ["table", "row", "code", "reason"]
    frame = pd.DataFrame(loaded.rejected_rows, columns=columns)
    panels.offer_rows(frame, "rejected-rows", "Rejected rows with reasons (CSV)")
