import string
from itertools import pairwise
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letters import spelling
from letters.spelling import Word, fold, fold_prefix, fold_text, words

# British, American
PAIRS: Final = """
operationalise operationalize    operationalised operationalized   operationalising operationalizing
operationalisation operationalization   utilise utilize   utilises utilizes   utilised utilized
organise organize   organised organized   organiser organizer   organisers organizers
organising organizing   organisation organization   organisations organizations
organisational organizational   organisationally organizationally   mobilise mobilize
mobilisation mobilization   recognise recognize   recognising recognizing
recognisable recognizable   unrecognisable unrecognizable   emphasise emphasize
emphasised emphasized   prioritise prioritize   prioritisation prioritization
stabilise stabilize   stabilisation stabilization   destabilising destabilizing
summarise summarize   authorise authorize   unauthorised unauthorized   civilise civilize
civilisation civilization   criticise criticize   criticised criticized   apologise apologize
minimise minimize   maximise maximize   finalise finalize   realise realize
specialise specialize   specialisation specialization   legalise legalize   penalise penalize
politicise politicize   radicalisation radicalization   securitisation securitization
marginalised marginalized   victimisation victimization   demilitarise demilitarize
decolonisation decolonization   globalisation globalization   harmonise harmonize
publicise publicize   scrutinise scrutinize   sympathise sympathize   symbolise symbolize
sensitise sensitize   mechanise mechanize   modernise modernize   nationalise nationalize
cognisant cognizant   aggrandisement aggrandizement   institutionalise institutionalize
internationalise internationalize   reorganise reorganize   disorganised disorganized
analyse analyze   analysed analyzed   analysing analyzing   analyser analyzer   paralyse paralyze
paralysed paralyzed   catalyse catalyze   psychoanalyse psychoanalyze
colour color   colours colors   coloured colored   colourful colorful   colourise colorize
honour honor   honourable honorable   honourably honorably   honoured honored
dishonour dishonor   favour favor   favours favors   favourable favorable
unfavourable unfavorable   favourite favorite   favouritism favoritism   labour labor
labourer laborer   neighbour neighbor   neighbouring neighboring   neighbourhood neighborhood
behaviour behavior   behavioural behavioral   misbehaviour misbehavior   harbour harbor
harbouring harboring   humour humor   rumour rumor   rumoured rumored   vigour vigor
rigour rigor   valour valor   armour armor   armoured armored   armoury armory   candour candor
endeavour endeavor   endeavouring endeavoring   fervour fervor   flavour flavor   savoury savory
saviour savior   splendour splendor   demeanour demeanor   misdemeanour misdemeanor
parlour parlor   tumour tumor   vapour vapor   mould mold   moulding molding
smouldering smoldering
centre center   centres centers   centred centered   centring centering   epicentre epicenter
theatre theater   metre meter   metres meters   kilometre kilometer   litre liter   fibre fiber
calibre caliber   sombre somber   spectre specter   sceptre scepter   lustre luster
meagre meager   manoeuvre maneuver   manoeuvring maneuvering
dialogue dialog   dialogues dialogs   catalogue catalog   catalogued cataloged
cataloguing cataloging   analogue analog   monologue monolog   prologue prolog
travelling traveling   travelled traveled   traveller traveler   counsellor counselor
counselling counseling   councillor councilor   cancelled canceled   cancelling canceling
cancellation cancelation   labelled labeled   modelling modeling   signalled signaled
spiralling spiraling   fuelled fueled   fuelling fueling   levelled leveled
marvellous marvelous   marshalled marshaled   channelled channeled   totalling totaling
equalled equaled   unequalled unequaled   unparalleled unparalleled   panellist panelist
quarrelled quarreled   imperilled imperiled   tunnelling tunneling   rivalled rivaled
jeweller jeweler   libellous libelous   cruellest cruelest   dishevelled disheveled
fulfil fulfill   fulfils fulfills   fulfilment fulfillment   enrol enroll   enrolment enrollment
instalment installment   instil instill   distil distill   appal appall   skilful skillful
skilfully skillfully   wilful willful   wilfully willfully   tranquillity tranquility
worshipped worshiped   kidnapped kidnaped   focussed focused   biassed biased
benefitted benefited
defence defense   defences defenses   defenceless defenseless   offence offense
offences offenses   licence license   licences licenses   pretence pretense
practise practice   practised practiced   practising practicing
grey gray   programme program   programmes programs   judgement judgment   judgements judgments
acknowledgement acknowledgment   ageing aging   sceptic skeptic   sceptical skeptical
scepticism skepticism   jewellery jewelry   plough plow   artefact artifact   aluminium aluminum
connexion connection   despatched dispatched   enquiry inquiry   enquiries inquiries
gaol jail   likeable likable   saleable salable   woollen woolen   adviser advisor
encyclopaedia encyclopedia   paediatric pediatric   anaesthetise anesthetize
archaeology archeology   mediaeval medieval   haemorrhage hemorrhage   foetus fetus
"""

# Two words that look as if a rule might join them.
NOT_PAIRS: Final = """
prise prize   prised prized   prising prizing   size sise   seize seise   advise advice
devise device   four for   fours fors   hour hor   your yor   our or   tour tor   pour por
sour sor   flour flor   dour dor   contour contor   detour detor   their there   there theer
here her   were wer   where wher   fire fier   acre acer   capture captuer   prophesy prophecy
preventative preventive   orientate orient   filled filed   tilled tiled   milled miled
polled poled   pilled piled   called caled   willing wiling   telling teling   pulled puled
billed biled   refilled refiled   unfilled unfiled   stalled staled   balled baled
walled waled   councillor counsellor   counselor councilor   council counsel   cheque check
tyre tire   kerb curb   storey story   draught draft   vice vise   disc disk   tonne ton
speciality specialty   canvas canvass   canvases canvasses   timbre timber   louvre louver
gauge gage   maize maze   raise raze   wise wiz   rise riz   laboratory labouratory
elaborate elabourate   honorary honourary   humorous humourous   vigorous vigourous
rigorous rigourous   laborious labourious   glamorous glamourous   author authour
actor actour   doctor doctour   error errour   mirror mirrour   terror terrour
senator senatour   sector sectour   governor governour   minister ministre   member membre
number numbre   letter lettre   after aftre   parameter parametre   diameter diametre
perimeter perimetre   thermometer thermometre   water watre   order ordre   massacre massacer
mediocre mediocer   ogre oger   cadre cader   genre gener   lucre lucer   fog fogue
dog dogue   blog blogue   log logue   leag league   plag plague   vag vague   rog rogue
sense sence   tense tence   dense dence   fence fense   hence hense   pence pense
peace pease   ice ise   price prise   police polise   justice justise   notice notise
service servise   belize belise   united untied   nation notion   prevent prevented
genocide genocidal   organism organise   organisms organises   promise premise
analysis analyses   analyst analyse   Syria Syrian   causal casual   form from   we'll well
we're were   she'll shell   I'll ill   can't cant   won't wont   its it   R2P RtoP
"""

# Nothing in these is to be folded.
UNCHANGED: Final = """
exercise promise enterprise advertise revise surprise compromise supervise televise wise rise
advise arise otherwise likewise precise concise paradise merchandise franchise improvise
despise disguise excise expertise demise devise incise circumcise raise praise noise poise cruise
prize size seize maize capsize assize four hour your our tour flour contour troubadour
acre massacre ogre fire here there where capture future nature measure their were
honorary laboratory laborious humorous vigorous author terror governor parameter
full fall call will well tell spell dwell ball small intelligence excellent gallery
control controlled rebelled propelled expelled compelled distilled
preventative preventive sense dense tense police justice service
rtop r2p un chatham responsibility protect atrocity populations
"""


def pairs(table: str) -> list[tuple[str, str]]:
    found = table.split()
    return list(zip(found[::2], found[1::2], strict=True))


def test_lists_are_long_enough() -> None:
    assert len(pairs(PAIRS)) >= 120
    assert len(pairs(NOT_PAIRS)) >= 80


@pytest.mark.parametrize(("british", "american"), pairs(PAIRS))
def test_british_and_american_fold_to_one_form(british: str, american: str) -> None:
    assert fold(british) == fold(american)
    assert fold(british.upper()) == fold(american.title())


@pytest.mark.parametrize(("one", "other"), pairs(NOT_PAIRS))
def test_different_words_stay_apart(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@pytest.mark.parametrize("word", UNCHANGED.split())
def test_words_that_only_look_like_the_rules_stay(word: str) -> None:
    assert fold(word) == word


def test_folding_the_listed_words_twice_is_folding_them_once() -> None:
    listed = f"{PAIRS} {NOT_PAIRS} {UNCHANGED}".split()

    assert [word for word in listed if fold(fold(word)) != fold(word)] == []


@pytest.mark.parametrize(
    ("word", "folded"),
    [
        ("Responsibility", "responsibility"),
        ("SYRIA", "syria"),
        ("Søvndal", "sovndal"),
        ("Janša", "jansa"),
        ("Andrés", "andres"),
        ("Andre\u0301s", "andres"),
        ("Łódź", "lodz"),
        ("Ærøskøbing", "aeroskobing"),
        ("Þórður", "thordur"),
        ("straße", "strasse"),
        ("İstanbul", "istanbul"),
        ("ﬁnance", "finance"),
        ("Encyclopædia", "encyclopedia"),
        ("coöperate", "cooperate"),
        ("naïve", "naive"),
        ("ΟΔΟΣ", "οδοσ"),
        ("ё", "е"),
        ("قُرآن", "قران"),
        ("שָׁלוֹם", "שלום"),
        ("हिन्दी", "हिन्दी"),
        ("が", "が"),
        ("か\u3099", "が"),
        ("한국", "한국"),
        ("UK's", "uk"),
        ("UK’s", "uk"),
        ("Secretary-General", "secretarygeneral"),
        ("O’Brien", "obrien"),
        ("d'Ivoire", "divoire"),
        ("Shi’a", "shia"),
        ("Qur'an’s", "quran"),
        ("we’ll", "we'll"),
        ("co\u00adlour", "colour"),
        ("می\u200cخواهم", "میخواهم"),
        ("R2P", "r2p"),
        ("CO₂", "co2"),
        ("", ""),
        ("'", "'"),
        ("\ud800", "\ud800"),
        ("\0", "\0"),
    ],
)
def test_word_folds_case_diacritics_and_apostrophes(word: str, folded: str) -> None:
    assert fold(word) == folded


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", []),
        ("  \n\t", []),
        ("mass atrocities", ["mass", "atrocities"]),
        ("Secretary-General’s report", ["Secretary", "General’s", "report"]),
        ("MIN/66425/2014", ["MIN", "66425", "2014"]),
        ("UNA–UK, UNA-UK", ["UNA", "UK", "UNA", "UK"]),
        ("states' rights, ‘do more’", ["states", "rights", "do", "more"]),
        ("rock'n'roll's", ["rock'n'roll's"]),
        ("'s ’s '", ["s", "s"]),
        ("focal points¹. It", ["focal", "points", "It"]),
        ("2½ m²", ["2", "m"]),
        ("snake_case", ["snake", "case"]),
        ("Andre\u0301s e\u0301", ["Andre\u0301s", "e\u0301"]),
        ("\u0301a", ["a"]),
        ("a\0b\ud800c\u200bd", ["a", "b", "c", "d"]),
        ("organi\u00adsation", ["organi\u00adsation"]),
        ("R2P 2,500 67th", ["R2P", "2", "500", "67th"]),
        ("שלום، مرحبا", ["שלום", "مرحبا"]),
        ("😀 ok 👍🏽", ["ok"]),
    ],
)
def test_words_of_a_text(text: str, found: list[str]) -> None:
    assert [text[word.start : word.end] for word in words(text)] == found


def test_word_has_its_folded_form_and_its_place() -> None:
    assert list(words("Civil organizations’ rôle")) == [
        Word("civil", 0, 5),
        Word("organisations", 6, 19),
        Word("role", 21, 25),
    ]


def test_fold_text_joins_folded_words() -> None:
    text = "  We emphasize the UK’s “defense” of\n\nneighboring states — R2P. "

    assert fold_text(text) == "we emphasise the uk defense of neighbouring states r2p"


@given(st.text() | st.text("aeiszlor'’\u0301\u00ad -S"))
def test_any_text_gives_words_at_their_places(text: str) -> None:
    found = list(words(text))

    assert all(fold(text[word.start : word.end]) == word.folded != "" for word in found)
    assert all(one.end <= other.start for one, other in pairwise(found))
    assert fold_text(text) == " ".join(word.folded for word in found)
    assert spelling.fold_words(text) == fold_text(text).split()
    assert len(fold_text(text).split(" ")) == max(1, len(found))


@given(st.text() | st.text("aegjoiszlø'’\u0301\u00ad½ -SJ"))
def test_words_beginning_with_a_letter_are_all_found(text: str) -> None:
    everything = set(words(text))
    for letter in {word.folded[0] for word in everything}:
        found = set(spelling.words_beginning(text, {letter}))
        assert found <= everything
        assert found >= {word for word in everything if word.folded[0] == letter}


def test_words_beginning_with_a_letter_are_found_in_other_spellings() -> None:
    text = "A gaol, a jail; Aesthetic, esthetic; Épée, Jorge, no, jam"
    found = [word.folded for word in spelling.words_beginning(text, ["j", "e"])]
    # "a" as in "aesthetic" may be an "e"; what is not ASCII may be anything.
    assert " ".join(found) == "a jail a jail esthetic esthetic epee jorge jam"


def test_words_beginning_with_any_letter_are_all_words() -> None:
    text = "Café 21: a zebra’s _under_ İstanbul!"
    everything = string.ascii_lowercase + string.digits
    assert list(spelling.words_beginning(text, everything)) == list(words(text))
    assert [word.folded for word in spelling.words_beginning(text, "é")] == ["istanbul"]


@given(st.text() | st.from_regex(r"[a-z]{1,9}(iz|is|or|our|er|re|ll?)(e|ed|ing|ation|s)?"))
def test_folding_any_word_twice_is_folding_it_once(word: str) -> None:
    assert fold(fold(word)) == fold(word)


def test_folding_every_code_point_twice_is_folding_it_once() -> None:
    assert [
        hex(point) for point in range(0x110000) if fold(fold(chr(point))) != fold(chr(point))
    ] == []


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("organis", "organizations"),
        ("organiz", "organisations"),
        ("organiza", "organisation"),
        ("ORGANIZ", "organised"),
        ("operationali", "operationalize"),
        ("colo", "colouring"),
        ("color", "colours"),
        ("colour", "colors"),
        ("color", "Colorado"),
        ("labor", "laboratory"),
        ("labor", "labour"),
        ("centr", "centres"),
        ("centr", "central"),
        ("centre", "center"),
        ("centri", "centring"),
        ("center", "centres"),
        ("travell", "traveler"),
        ("traveli", "travelling"),
        ("defenc", "defenses"),
        ("defens", "defence"),
        ("fulfilm", "fulfillment"),
        ("fulfill", "fulfilment"),
        ("catalogi", "cataloguing"),
        ("dialog", "dialogues"),
        ("skept", "sceptical"),
        ("programme", "programs"),
        ("paedi", "pediatrics"),
        ("enq", "inquiry"),
        ("focuss", "focused"),
        ("cõt", "Côte"),
        ("o'b", "O’Brien"),
        ("Eliz", "Elizabeth"),
    ],
)
def test_prefix_finds_words_in_either_spelling(typed: str, text: str) -> None:
    assert fold(text).startswith(fold_prefix(typed))


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("centre", "central"),
        ("en", "international"),
        ("gray", "green"),
        ("desp", "display"),
        ("call", "calendar"),
        ("intell", "intel"),
        ("prize", "prise"),
    ],
)
def test_prefix_does_not_find_other_words(typed: str, text: str) -> None:
    assert not fold(text).startswith(fold_prefix(typed))


def test_every_prefix_of_a_word_finds_it() -> None:
    listed = f"{PAIRS} {NOT_PAIRS} {UNCHANGED}".replace("'", "").split()
    beginnings = [(word, word[:end]) for word in listed for end in range(1, len(word) + 1)]

    assert [
        (word, typed) for word, typed in beginnings if not fold(word).startswith(fold_prefix(typed))
    ] == []


@given(st.text(max_size=60))
def test_prefixes_are_few_and_distinct(text: str) -> None:
    forms = fold_prefix(text)

    assert len(forms) <= 12
    assert not any(one != other and one.startswith(other) for one in forms for other in forms)
    assert "" not in forms


@pytest.mark.parametrize("text", ["", " ", "'", "*", "\ud800", "\0", "—"])
def test_prefix_without_letters_is_none(text: str) -> None:
    assert fold_prefix(text) == ()


@pytest.mark.parametrize("unit", ["a", "a'", "'s", "a\u0301", "iz", "\u00ad", "漢", " a", "\ud800"])
def test_hostile_text_takes_time_in_proportion(unit: str) -> None:
    # A megabyte takes a tenth of a second; anything that goes back would take minutes.
    text = unit * (1_000_000 // len(unit))

    assert fold_text(text) == " ".join(word.folded for word in words(text))
    assert len(fold_text(text)) <= len(text)


def test_memory_of_folded_words_is_bounded() -> None:
    for number in range(70_000):
        fold(f"word{number}")

    assert len(spelling._FOLDED) <= spelling.WordTable.most
