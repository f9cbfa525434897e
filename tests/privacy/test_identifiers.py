"""Columns that identify people are found by name and by value; a cohort's own columns are not."""

import pyarrow as pa
import pytest

from analysis.privacy.identifier_names import recognise_name
from analysis.privacy.identifiers import (
    IdentifierHit,
    looks_like_national_number_or_name,
    scan_columns,
)

COHORT_COLUMNS = """
patient_id arm_planned arm_received condition substance sex age employment site therapist
prior_treatments comorbidity outside_psychotherapy other_medication self_pay arm_reason expectancy
dose_mg_per_kg visit day instrument score rater_blinded number drug mg mg_per_kg route purpose
minutes type timing hours_after_infusion training minutes_after_start measure value kind term
severity serious screening_number outcome reason item answer id participant participant_id
subject_id record_id treatment group time rownames bdi.pre bdi.2m phq9_baseline phq9_wk2 PHQ9_T0
pcl5_total_visit1 redcap_event_name redcap_repeat_instrument phq9_complete gym___0 USUBJID PARAMCD
AVISIT AVISITN ADY AVAL BASE CHG TRT01P ANL01FL drug length shaps who hamd relapse ttr race
marital education Reaction Days Subject instrument_name visit_name drug_name arm_name score_number
trip description zipped mobility tell death emailed_group planned
""".split()  # noqa: SIM905

IDENTIFYING = {
    "name": "name", "Name": "name", "first_name": "name", "FirstName": "name", "surname": "name",
    "Last Name": "name", "patient_name": "name", "initials": "name", "Vorname": "name",
    "next_of_kin_contact_phone": "name", "address": "address", "home_address_2": "address",
    "street": "address", "postcode": "address", "Post Code": "address", "zip": "address",
    "zip_code": "address", "PLZ": "address", "city": "address", "dob": "date of birth",
    "Date of Birth": "date of birth", "patient_dob": "date of birth", "birthDate": "date of birth",
    "discharge_date_4": "date", "date_of_death": "date", "phone": "telephone", "Phone 2":
    "telephone", "telephone_1": "telephone", "mobile": "telephone", "Mobile Number": "telephone",
    "tel": "telephone", "fax": "fax", "fax_no": "fax", "email": "e-mail", "E-mail": "e-mail",
    "Email Address": "address", "ssn": "national number", "social_security_number":
    "national number", "nhs_number": "national number", "NHS No": "national number", "passport_no":
    "national number", "mrn": "medical record", "Medical Record Number": "medical record",
    "hospital_number": "medical record", "health_plan_id": "health plan", "insurance_number":
    "health plan", "account_number": "account", "IBAN": "account", "licence": "licence",
    "driving_license_no": "licence", "license_plate": "vehicle", "vehicle_id": "vehicle", "VIN":
    "vehicle", "device_serial": "device", "serial_number": "device", "url": "web address",
    "website": "web address", "ip": "ip address", "ip_address": "address", "fingerprint":
    "biometric", "photo": "photograph", "patient_photo_file": "photograph", "username": "name",
}  # fmt: skip


@pytest.mark.parametrize("column", COHORT_COLUMNS)
def test_a_cohorts_own_columns_are_not_identifiers_by_name(column):
    assert recognise_name(column) is None


@pytest.mark.parametrize("column", IDENTIFYING)
def test_identifying_names(column):
    assert recognise_name(column) == IDENTIFYING[column]
    assert scan_columns({column: ["1", "2"]})[column].kind == "direct_identifier_column"


MORE_NAMES = """
cell_no contact_number twitter_handle hicn acct_no vrn mac home_page fingerprint_id voice_recording
image_file born Postleitzahl address_line_1 suburb patient_initials nok_name GPName employer
ssn_last4 social_sec_no hosp_num mr_no medical_rec_no vin_number sort_code web_site
patient_signature lat lon place_of_birth
""".split()  # noqa: SIM905


@pytest.mark.parametrize("column", MORE_NAMES)
def test_more_identifying_names(column):
    assert scan_columns({column: ["1", "2"]})[column].kind == "direct_identifier_column"


@pytest.mark.parametrize("column", ["comments", "study_comments", "Notes", "free text", "note_2"])
def test_free_text_by_name(column):
    assert scan_columns({column: ["a"]})[column] == IdentifierHit(
        "free_text_column", "name", "free text"
    )


VALUES = {
    "e-mail": ["a.b@clinic.org", "x_y@mail.example.co.uk"],
    "telephone": ["(415) 555-1212", "415-555-1212", "+44 20 7946 0958", "020 7946 0958",
                  "07700900123", "+1-202-555-0171"],
    "national number": ["943 476 5919", "9434765919"],
    "web address": ["https://clinic.example/p/12", "www.example.org"],
    "ip address": ["192.168.0.17", "10.0.0.1", "2001:db8:0:0:0:0:0:1", "fe80::1"],
    "device": ["00:1B:44:11:3A:B7", "356938035643809", "35-209900-176148-1"],
    "account": ["GB82 WEST 1234 5698 7654 32", "DE89370400440532013000", "4111 1111 1111 1111",
                "5500005555555559", "378282246310005"],
    "vehicle": ["1M8GDM9AXKP042788", "11111111111111111"],
    "photograph": ["IMG_0231.jpg", "face 12.PNG"], "biometric": ["voice_12.wav"],
    "medical record": ["MRN: 4820193", "MRN-00123456"],
    "date": ["1983-09-23", "23/09/1983", "09/23/1983", "23.9.1983", "23 Sep 1983", "Sep 23, 1983",
             "1983-09-23T10:00:00", "19830923", "23-SEP-83", "9/23/83"],
    "address": ["SW1A 1AA", "M1 1AE", "94110-1234", "12 Long Acre Road", "221b Baker Street",
                "Hauptstraße 12", "PO Box 17", "K1A 0B1", "1012 AB", "51.5074, -0.1278"],
    "name": ["Smith, Jane", "Jane Smith", "O'Brien, Mary", "Dr. Miller", "JONES, PETER",
             "Mrs Patel", "Mary-Ann McDonald"],
}  # fmt: skip
ONE_BY_ONE = [(kind, value) for kind, values in VALUES.items() for value in values]


@pytest.mark.parametrize(("kind", "value"), ONE_BY_ONE)
def test_identifying_values(kind, value):
    hit = scan_columns({"column": [value, value, ""]})["column"]
    assert hit == IdentifierHit("direct_identifier_values", "values", kind)


NUMBERS = [
    "078-05-1120", "943 476 5919", "AB123456C", "046 454 286", "811228-9874", "131052-308T",
    "111222333", "44051401359", "12345678Z", "1 84 12 76 451 089 46", "756.9217.0769.85",
    "RSSMRA85T10A562S", "529.982.247-25", "13097248022", "85.07.30-033.28", "86095742719",
    "1234567T", "1234567FA", "2341 2341 2346", "2123 45670 1", "1EG4-TE5-MK73",
]  # fmt: skip


@pytest.mark.parametrize("number", NUMBERS)
def test_national_numbers_pass_their_check(number):
    assert looks_like_national_number_or_name([number] * 3)
    assert scan_columns({"x": [number]})["x"].what == "national number"


@pytest.mark.parametrize(
    "number",
    ["000-05-1120", "943 476 5918", "046 454 287", "111222334", "44051401358", "12345678A",
     "756.9217.0769.84", "529.982.247-24", "1111111111", "13097248023", "85.07.30-033.29",
     "86095742718", "1234567U", "2341 2341 2347", "2123 45671 1", "ZAC5362"],
)  # fmt: skip
def test_numbers_that_fail_their_check_are_none(number):
    assert not looks_like_national_number_or_name([number] * 3)


LEGITIMATE = {
    "study ids": ["SYN-0001", "SYN-1532"], "padded ids": ["0012", "0013"],
    "site ids": ["01-001", "02-114"], "long ids": ["P0000001", "P0999999"],
    "scores": ["12", "27", "12.5", "-9", "12,5", "999", "8.669219881703"],
    "days": ["-28", "0", "365"], "instruments": ["PHQ-9", "GAD-7", "PHQ9", "QIDS-SR16", "CAPS-5"],
    "arms": ["infusion_only", "Infusion + psychotherapy", "Infusion only", "BtheB", "TAU"],
    "long arms": ["Intravenous ketamine infusions plus eight sessions of psychotherapy at clinic",
                  "Intravenous ketamine infusions with no psychotherapy but journaling at home"],
    "visits": ["baseline", "Week 12", "Day 1", "Month 6", "enrollment_arm_1", "Visit 2"],
    "conditions": ["Depression, Anxiety", "Major Depression", "complex_ptsd"],
    "comorbidity": ["ptsd;ocd", "none", "depression;anxiety"],
    "dose": ["0.5", "0.5 mg/kg", "75 mg"],
    "bands": ["18-34", "35-54", "55+", "21-49"], "levels": [">6m", "1_yes", "0_no SOD"],
    "times": ["10:30", "12:45:00"], "events": ["nausea", "Blood pressure raised", "Head Ache"],
    "months": ["01/2024", "2024-01", "Jan 2024"], "races": ["Black or African American", "Asian"],
    "therapists": ["T01", "therapist 4", "SITE1-T03"], "fractions": ["12/27", "3/4"],
    "postal-like": ["A1B", "12 AB", "2024 Q1"], "vin-like ids": ["STUDY0001SITE0042"],
    "mrn-like": ["MR 12", "chart 3"], "sixteen digits": ["1234567890123456"],
    "versions": ["1.2.3.4.5"], "ratings": ["7.5, 8.0"], "letters": ["P1A 2B3 4"],
    "reasons": ["Uncontrolled hypertension", "Current psychosis or mania", "Lives too far away"],
}  # fmt: skip


@pytest.mark.parametrize("kind", LEGITIMATE)
def test_values_of_a_cohort_are_let_be(kind):
    assert scan_columns({"column": LEGITIMATE[kind] * 20}) == {}
    assert not looks_like_national_number_or_name(LEGITIMATE[kind] * 20)


def test_a_column_is_judged_by_the_share_of_its_filled_cells():
    few = ["12"] * 95 + ["a@b.org"] * 5 + [""] * 900
    assert scan_columns({"x": few}) == {}
    assert scan_columns({"x": [*few, "a@b.org"]})["x"].what == "e-mail"
    assert scan_columns({"x": ["", " "]}) == {}
    assert scan_columns({"x": []}) == {}


def test_ten_digit_ids_pass_the_nhs_check_by_chance_only():
    ids = [str(1_000_000_000 + 7_919_393 * n) for n in range(1000)]
    assert scan_columns({"x": ids}) == {}
    assert not looks_like_national_number_or_name(ids)


def test_dates_are_expected_in_a_column_of_dates():
    column = {"infusion_date": ["2024-01-02", "2024-02-03"]}
    assert scan_columns(column)["infusion_date"].what == "date"
    assert scan_columns(column, date_columns=["infusion_date"]) == {}
    assert scan_columns({"d": ["a@b.org"]}, date_columns=["d"])["d"].what == "e-mail"


def test_many_unlisted_names_with_a_comma():
    names = [f"{a}{b}son, {b.title()}{a.lower()}il" for a in "BCDFG" for b in "aeiou"]
    assert looks_like_national_number_or_name(names)
    assert not looks_like_national_number_or_name(names[:5])


def test_first_names_alone_are_names_where_there_are_several():
    names = ["Anna", "Karl", "Maria", "Peter", "Julia", "Sophie"]
    assert scan_columns({"x": names})["x"].what == "name"
    assert looks_like_national_number_or_name(names)
    assert scan_columns({"site": ["Victoria", "Charlotte", "Paris"] * 9}) == {}
    assert scan_columns({"x": [*names, *["Nausea", "Headache"] * 9]}) == {}


def test_sentences_are_free_text_and_repeated_labels_are_not():
    sentences = [f"She said number {n} that the visions were of her own old home" for n in range(9)]
    assert scan_columns({"x": sentences})["x"].by == "free_text"
    assert scan_columns({"x": ["1"] * 80 + sentences})["x"].kind == "free_text_column"
    assert scan_columns({"x": ["1"] * 400 + sentences}) == {}
    one = "The patient reported that " + "she was calm and then very much afraid " * 3
    assert scan_columns({"x": [one]})["x"].by == "free_text"


def test_every_form_of_a_column_is_counted_alike():
    texts = ["a@b.org", "1", "1", ""]
    array = pa.array(texts)
    dictionary = pa.chunked_array([array[:2].dictionary_encode(), array[2:].dictionary_encode()])
    forms = (texts, array, dictionary, {"a@b.org": 1, "1": 2, "": 1}, pa.array([*texts, None]))
    for form in forms:
        assert scan_columns({"x": form})["x"].what == "e-mail"
    assert scan_columns(pa.table({"x": dictionary, "y": ["1", "2", "3", "4"]})).keys() == {"x"}
