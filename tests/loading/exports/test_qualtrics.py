"""Qualtrics: three header rows, previews, identifiers, scores named by their question."""

from analysis.loading import Mapping

from .reading import adds_up, load, means, rows_of

NAMES = (
    "StartDate,EndDate,Status,IPAddress,Progress,Finished,RecordedDate,ResponseId,"
    "RecipientLastName,RecipientEmail,LocationLatitude,DistributionChannel,participant_id,arm,"
    "condition,visit,SC0,gad7_total"
)
ASKED = (
    "Start Date,End Date,Response Type,IP Address,Progress,Finished,Recorded Date,Response ID,"
    "Recipient Last Name,Recipient Email,Location Latitude,Distribution Channel,participant_id,"
    "arm,condition,visit,PHQ-9,GAD-7 total"
)
IDS = ",".join('"{""ImportId"":""' + name + '""}"' for name in NAMES.split(","))
DAY = "2024-01-03 10:00:00"


def respond(number: str, status: str, finished: str, rest: str, when: str = DAY) -> str:
    sent = f"{when},{when},{status},203.0.113.7,100,{finished},{when},R_{number}"
    return f"{sent},,,51.2,anonymous,{rest}"


RESPONSES = (
    respond("0", "Survey Preview", "True", "TEST,Infusion only,depression,baseline,1,1"),
    respond("1", "IP Address", "True", "P01,Infusion only,depression,baseline,21,15"),
    respond("2", "IP Address", "True", "P02,KAP,depression,baseline,20,14"),
    respond("3", "IP Address", "True", "P01,Infusion only,depression,week 4,12,9",
            "2024-01-31 09:00:00"),
    respond("4", "IP Address", "False", "P02,KAP,depression,week 4,9,", "2024-01-31 09:00:00"),
)  # fmt: skip
WHOLE = "\n".join((NAMES, ASKED, IDS, *RESPONSES)) + "\n"


def test_headers_are_no_rows_and_previews_are_rejected() -> None:
    found = load(WHOLE)
    assert (found.outcome, found.shape) == ("accepted", "qualtrics")
    assert adds_up(found, 5)
    assert found.rows_rejected == {"not_analysis_record": 1}
    assert rows_of(found, "not_analysis_record") == [("Status", (4,))]
    assert rows_of(found, "header_rows") == [("", (2, 3))]
    assert rows_of(found, "response_not_finished") == [("Finished", (8,))]
    assert found.rejected_rows[0][1:3] == (4, "not_analysis_record")


def test_scores_are_found_by_name_and_by_question() -> None:
    found = load(WHOLE)
    assert (found.participants, found.observations, found.needs) == (2, 7, ())
    assert found.instruments == ("PHQ9", "GAD7")
    assert means(found)["PHQ9", "infusion_plus_psychotherapy", "week 4"] == (1, 9.0)
    assert means(found)["GAD7", "infusion_only", "baseline"] == (1, 15.0)


def test_what_identifies_people_is_dropped() -> None:
    found = load(WHOLE)
    dropped = {"IPAddress", "RecipientLastName", "RecipientEmail", "LocationLatitude", "EndDate"}
    assert dropped <= set(found.dropped_columns)
    assert "203.0.113.7" not in " ".join(f.message for f in found.findings)


def test_status_may_be_a_number_and_the_response_the_only_id() -> None:
    text = (
        "StartDate,Status,Finished,ResponseId,arm,phq9_baseline,phq9_wk2\n"
        "2024-01-03,1,1,R_a,KAP,1,1\n2024-01-03,0,1,R_b,KAP,20,10\n2024-01-03,0,1,R_c,TAU,21,15\n"
    )
    found = load(text, Mapping(arms={"TAU": "infusion_only"}))
    assert (found.shape, found.rows_rejected) == ("qualtrics", {"not_analysis_record": 1})
    assert (found.participants, found.observations) == (2, 4)
