# ruff: noqa: E501 - rows of files stand here as they stand in the files
"""Exports as other systems and people really make them, invented people in them: twelve files and what they hold.

Column names are those that the products give; how cells are written differs on purpose: three forms of dates, signs for
“nothing”, several encodings and separators, words for stages that nobody here knows.
"""

from dataclasses import dataclass

#: Somebody at a vacancy: name, mail address, vacancy, stage here, first day known.
Expected = tuple[str, str, str, str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Odd:
    """One file, and what reading it must tell."""

    text: str
    encoding: str = "utf-8"
    product: str = ""
    found: tuple[Expected, ...]
    broken: tuple[tuple[int, str], ...] = ()
    unknown_words: tuple[str, ...] = ()
    outside: tuple[str, ...] = ()
    asks_order: bool = False


FILES = {
    "Greenhouse, the list of candidates": Odd(
        text="""\
Candidate Name,Job,Current Stage,Source,Recruiter,Last Activity,Gender,EEOC Race,Prospect
Priya Nair,Senior Backend,Onsite,Sourced,Maya,2026-10-05,F,x,no
Tom Becker,Senior Backend,Phone Screen,Referral,Maya,03/04/2026,M,y,no
Aisha Bello,Senior Backend,Prospect,-,Maya,2026-10-01,,,
,Senior Backend,Phone Screen,,,,,,
""",
        encoding="utf-8-sig",
        found=(
            ("Priya Nair", "", "Senior Backend", "interview", "2026-10-05"),
            ("Tom Becker", "", "Senior Backend", "assessed", "2026-04-03"),
            ("Aisha Bello", "", "Senior Backend", "applied", "2026-10-01"),
        ),
        broken=((5, "moving_no_name"),),
        unknown_words=("Prospect",),
        outside=("Gender", "EEOC Race"),
        asks_order=True,
    ),
    "Greenhouse, a report of applications": Odd(
        text="""\
First Name,Last Name,Candidate ID,Application ID,Job,Job ID,Status,Stage,Applied On,Rejected On,Rejection Reason,Source,Email,Phone,Resume
Ana,de Vries,11,21,Packer,7,Rejected,Application Review,"Mar 5, 2024","Mar 28, 2024","Too far away - long, commute",LinkedIn,ana@people.example,N/A,x
Bo,Ng,12,22,Packer,7,Hired,Offer,2024-03-05 09:30:00 UTC,-,-,Jobs page,bo@people.example,-,
Cy,Null,13,23,Driver,8,Active,Take Home Test,03/13/2024 9:30 AM,N/A,,,null,+31 6 1234,
""",
        product="greenhouse",
        found=(
            ("Ana de Vries", "ana@people.example", "Packer", "rejected", "2024-03-05"),
            ("Bo Ng", "bo@people.example", "Packer", "hired", "2024-03-05"),
            ("Cy Null", "", "Driver", "assessed", "2024-03-13"),
        ),
        outside=("Resume",),
    ),
    "Recruitee, opened and saved by a spreadsheet": Odd(
        text="""\
Candidate ID;Name;Emails;Phones;Job;Department;Stage;Disqualified at;Disqualify reason;Hired at;Created at;Sources;Rating
5;Zoë Müller;zoe@people.example;['+31612345678'];Kok;Keuken;Applied;;;;2024-03-05T09:30:00.000Z;Career site;4
6;Jan Jansen;"jan@people.example;jj@people.example";;Kok;Keuken;Phone interview;2024-03-09 10:00:00 +0100;Ervaring;;5-mrt-24;Indeed;
""",
        encoding="cp1252",
        product="recruitee",
        found=(
            ("Zoë Müller", "zoe@people.example", "Kok", "applied", "2024-03-05"),
            ("Jan Jansen", "jan@people.example", "Kok", "rejected", "2024-03-05"),
        ),
        unknown_words=("Phone interview",),
        outside=("Rating",),
    ),
    "Odoo, made to be imported again": Odd(
        text="""\
"id","partner_name","email_from","partner_phone","job_id/name","stage_id/name","create_date","refuse_reason_id/name","source_id/name","priority"
"__export__.hr_applicant_7_ab12","Ada Jansen","ada@people.example","06-1","Packer","Contract Signed","2024-03-05 09:30:00","","LinkedIn","2"
"__export__.hr_applicant_8_cd34","Eva Smit","False","False","Packer","First Interview","2024-03-05 09:30:00","False","False","0"
""",
        product="odoo",
        found=(
            ("Ada Jansen", "ada@people.example", "Packer", "hired", "2024-03-05"),
            ("Eva Smit", "", "Packer", "interview", "2024-03-05"),
        ),
        outside=("priority",),
    ),
    "Odoo in Dutch": Odd(
        text="""\
sep=;
Naam sollicitant;E-mail;Telefoon;Functie;Fase;Afdeling;Gesolliciteerd op;Aanwervingsdatum;Reden weigering;Bron;Verwacht salaris
Kees van der Berg;kees@people.example;010-1;Kok;Eerste gesprek;Keuken;05-03-2024 09:30:00;;;Website;2500
""",
        encoding="utf-8-sig",
        found=(("Kees van der Berg", "kees@people.example", "Kok", "interview", "2024-03-05"),),
        outside=("Verwacht salaris",),
    ),
    "Odoo, by the path of each field": Odd(
        text="""\
External ID\tCandidate's Name\tEmail\tJob Position/Display Name\tStage/Stage Name\tApplied on\tRefuse Reason/Description\tActive
hr.x_1\tAda Jansen\tada@people.example\tPacker\tNew\t2024-03-05 09:30:00\t\tTrue
""",
        encoding="utf-16",
        product="odoo",
        found=(("Ada Jansen", "ada@people.example", "Packer", "applied", "2024-03-05"),),
    ),
    "a history with a row per stage": Odd(
        text="""\
Candidate ID,Candidate Name,Candidate Email,Candidate Phone,Opening ID,Opening,Stage,Decision Status,Decision Reason,Date of change,Stage Coordinator
1,Ale M,ale@people.example,0405,9,Cook,Inbox,progressed,,21/06/2023 06:42 AM,y
1,Ale M,ale@people.example,0405,9,Cook,Interview,rejected,no,25/06/2023 06:42 AM,y
""",
        found=(("Ale M", "ale@people.example", "Cook", "applied", "2023-06-21"),),
        broken=((3, "moving_twice"),),
        unknown_words=("progressed",),
    ),
    "what a bureau was asked to deliver": Odd(
        text="""\
Applicant Reference|First Name|Last Name|Email|Stage|Location|Department|Job Title|Job Family|Source|Date Applied|Hiring manager
A1|Ann|Lee|ann@people.example|Opted Out|Leeds|Ops|Cook|Hospitality|Job Fair|2024-01-31|
A2|Ben|O'Hara|'ben@people.example'|Selection|Leeds|Ops|Cook|Hospitality|Other|Wed, 31 Jan 2024|
""",
        found=(
            ("Ann Lee", "ann@people.example", "Cook", "withdrawn", "2024-01-31"),
            ("Ben O'Hara", "ben@people.example", "Cook", "applied", "2024-01-31"),
        ),
        unknown_words=("Selection",),
    ),
    "a small system of one's own": Odd(
        text="""\
First name,Last name,Email,Phone,Location,Current title,Current company,Years of experience,Expected salary,LinkedIn,Job,Stage,Status,Rejection reason,Source,Applied
Ann,Lee,ann@people.example,1,Ede,Cook,X,4,30,l,Cook,Screening,active,,site,2024-03-05
""",
        found=(("Ann Lee", "ann@people.example", "Cook", "assessed", "2024-03-05"),),
        outside=("Current title", "Current company", "Years of experience", "Expected salary", "LinkedIn"),
    ),
    "Workable": Odd(
        text="""\
Candidate,Email address,Phone,Headline,Job,Stage,Disqualified,Disqualification reason,Source,Creation time
Ann Lee,ann@people.example,1,Chef,Cook,Phone Screen,false,,Indeed,2024-03-05T09:30:00Z
Bob Lee,bob@people.example,1,Chef,Cook,Interview,true,Other,Indeed,5-Mar-24
""",
        found=(
            ("Ann Lee", "ann@people.example", "Cook", "assessed", "2024-03-05"),
            ("Bob Lee", "bob@people.example", "Cook", "interview", "2024-03-05"),
        ),
        unknown_words=("false", "true"),  # whoever brings it says that “true” stands for turned down
    ),
    "a form, as it fell into a spreadsheet": Odd(
        text="""\
Tijdstempel;Voor- en achternaam;E-mailadres;Telefoonnummer;Vacature;Geboortedatum;Sekse;BSN nummer;Status
5-3-2024 9:30:15;Søren Ødegård;soren@people.example;06;Bezorger;1-1-1990;m;111222333;uitgenodigd
5-mrt-24;Fatıma Şahin;—;n.v.t.;Bezorger;;v;;afgewezen
mrt 5, 2024;Łukasz Żak;lukasz@people.example;;Bezorger;;v;;
""",
        found=(
            ("Søren Ødegård", "soren@people.example", "Bezorger", "applied", "2024-03-05"),
            ("Fatıma Şahin", "", "Bezorger", "rejected", "2024-03-05"),
            ("Łukasz Żak", "lukasz@people.example", "Bezorger", "applied", "2024-03-05"),
        ),
        unknown_words=("uitgenodigd",),
        outside=("Geboortedatum", "Sekse", "BSN nummer"),
    ),
    "Lever": Odd(
        text="""\
Opportunity ID,Candidate Name,Contact Email,Posting Title,Posting Department,Current Stage,Archived At,Archive Reason,Origin,Sources,Created At,EEO Gender
a-1,Ann Lee,ann@people.example,Cook,Ops,On-site interview,,,Applied,Indeed,3/4/2024,F
a-2,Ben Lee,ben@people.example,Cook,Ops,New,4/5/2024,Underqualified,Sourced,Indeed,3/4/2024,F
""",
        found=(
            ("Ann Lee", "ann@people.example", "Cook", "interview", "2024-04-03"),
            ("Ben Lee", "ben@people.example", "Cook", "rejected", "2024-04-03"),
        ),
        outside=("EEO Gender",),
        asks_order=True,
    ),
}
