"""Columns that by their name identify a person: HIPAA Safe Harbor, 45 CFR 164.514(b)(2)(i)."""

import re
from functools import lru_cache
from typing import Final

_NUMBER: Final = r"(id|no|nr|num|number|code)"

_NAMED: Final[tuple[tuple[str, str], ...]] = (
    ("name", r"names?|nom|prenom|vorname|nachname|nombre|apellidos?|(.*_)?(initials|signature)|"
     r"(user|screen|nok|gp)_?name|employer(_name)?|relatives?|"
     r"login|.*(surname|forename|firstname|lastname|fullname)s?(_\d+)?|"
     r"(.*_)?(first|last|full|given|family|middle|maiden|patient|participant|subject|client|"
     r"person|contact|kin|partner|spouse|mother|father|parent|guardian|carer|caregiver|relative|"
     r"preferred|nick)s?_?names?(_\w+)?|(.*_)?(next_of_kin|emergency_contact)(_.*)?"),
    ("address", r"(.*_)?(address(es)?|addr|adresse|street|strasse|rue|post_?codes?|postal(_.*)?|"
     r"plz|postleitzahl|zip|zip_?codes?|city|town|village|suburb|county|precinct|house_" + _NUMBER +
     r")(_?\d+)?|(.*_)?address_line_?\d*|(.*_)?(latitude|longitude|gps|geocode)(_.*)?|lat|lon|"
     r"residence|(place_of_)?birth_?place|place_of_birth|gp_practice"),
    ("date of birth", r"(.*_)?(dob|date_?of_?birth|birth_?dates?|birth_?day|geburtsdatum)(_.*)?|"
     r"born"),
    ("date", r"(.*_)?(admission|discharge|death|service|visit|enrol(l)?ment|consent|infusion|"
     r"assessment|withdraw(al)?)_?dates?(_\d+)?|dates?_?of_?(admission|discharge|death|service|"
     r"visit|consent|infusion|assessment|enrol(l)?ment|withdrawal)|date_?(enrolled|admitted|"
     r"discharged|consented|visit|died)(_\d+)?|(.*_)?dod|visitdat|visdt"),
    ("telephone", r"(.*_)?(tele)?(phones?|fon|phone_?" + _NUMBER + r")(_\w+)?(_?\d+)?|telephones?"
     r"(_?\d+)?|(.*_)?(mobile|tel|cell_?phone|pager|handy)(_?" + _NUMBER + r")?(_?\d+)?|"
     r"cell(_?" + _NUMBER + r")?|contact_" + _NUMBER + r"|whatsapp|skype"),
    ("fax", r"(.*_)?(tele)?fax(_?" + _NUMBER + r")?(_?\d+)?"),
    ("e-mail", r"(.*_)?e_?mails?(_\w+)?(_?\d+)?|mail"),
    ("national number", r"(.*_)?(ssn(_.*)?|social_sec(urity)?(_.*)?|nhs|nhs_?" + _NUMBER +
     r"|chi_number|nino|national_insurance(_.*)?|national_?" + _NUMBER +
     r"|personnummer|cpr_?" + _NUMBER + r"|bsn|pesel|ahv(_.*)?|passport(_.*)?|"
     r"identity_card(_.*)?|tax_?" + _NUMBER + r"|aadhaar|codice_fiscale|dni|nir)"),
    ("medical record", r"(.*_)?(mrn|mr_no|medical_?rec(ord)?s?(_.*)?|hosp(ital)?_?" + _NUMBER +
     r"|chart_?" + _NUMBER + r"|health_?record_?" + _NUMBER + r")"),
    ("health plan", r"(.*_)?(health_?plan(_.*)?|insurance_?(policy(_.*)?|" + _NUMBER + r")|policy_?"
     + _NUMBER + r"|beneficiary(_.*)?|member_?" + _NUMBER + r"|medicare(_.*)?|medicaid(_.*)?|"
     r"hicn|mbi)"),
    ("account", r"(.*_)?(acc(oun)?ts?(_?" + _NUMBER + r")?|iban|bic|sort_?code|bank(_.*)?|"
     r"credit_?card(_.*)?)"),
    ("licence", r"(.*_)?(licen[cs]es?|licen[cs]e_?" + _NUMBER + r"|certificate_?" + _NUMBER + r")"),
    ("vehicle", r"(.*_)?(vehicle(_.*)?|vin(_?" + _NUMBER + r")?|vrn|"
     r"(number|licen[cs]e|registration)?_?plates?(_?" + _NUMBER + r")?)"),
    ("device", r"device|(.*_)?(device_?(" + _NUMBER + r"|serial|identifier)(_.*)?|serial(_?" +
     _NUMBER + r")?|imei|mac_?addr(ess)?|udi)|mac"),
    ("web address", r"(.*_)?(urls?|web_?site|home_?page|web_?(page|address)|(facebook|linkedin|"
     r"instagram|twitter)(_.*)?)"),
    ("ip address", r"(.*_)?ip(_?(address|addr|v4|v6))?"),
    ("biometric", r"(.*_)?(biometrics?(_.*)?|finger_?prints?(_.*)?|voice_?(prints?|recordings?)|"
     r"(retinal?|iris|face)_(scan|id|image))"),
    ("photograph", r"(.*_)?(photo(graph)?s?|pictures?|portrait|headshot|selfie|"
     r"image_?file(name)?s?)(_.*)?"),
    ("document", r"(.*_)?(patient|participant|consent)_(documents?|files?)"),
)  # fmt: skip

_FREE_TEXT: Final = re.compile(
    r"(.*_)?(comments?|notes?|remarks?|narratives?|free_?text|bemerkung(en)?)(_?\d+)?(_.*)?"
)
_PATTERNS: Final = tuple((kind, re.compile(pattern)) for kind, pattern in _NAMED)


@lru_cache(maxsize=4096)
def recognise_name(column: str) -> str | None:
    """The kind of identifier a column's name says it holds, "free text", or None."""
    plain = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", column.strip())
    plain = re.sub(r"[\W_]+", "_", plain).strip("_").casefold()
    for kind, pattern in _PATTERNS:
        if pattern.fullmatch(plain):
            return kind
    return "free text" if _FREE_TEXT.fullmatch(plain) else None
