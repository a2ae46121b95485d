"""English: hardly any inflection, so that a word's part of speech hangs on its neighbours."""

from shared.lexicon.languages import Language

LANGUAGE = Language(
    code="en",
    closed={
        "det": (
            "the a an this that these those my your his her its our their some any no every each either neither both "
            "all many much few several more most less least another such what which whose other enough own half "
            "certain"
        ),
        "pron": (
            "i you he she it we they me him us them myself yourself himself herself itself ourselves yourselves "
            "themselves mine yours hers ours theirs who whom something anything nothing everything someone anyone "
            "everyone somebody anybody nobody everybody none one ones there whoever whatever"
        ),
        "adp": (
            "of in on at by for with about against between into through during before after above below from up down "
            "over under upon within without toward towards across along around behind beneath beside besides beyond "
            "despite except inside like near off onto outside past per plus since than throughout till until via as "
            "out amid among amongst according unlike regarding concerning due worth"
        ),
        "part": "to not n't 's ’s",
        "conj": (
            "and or but nor so yet because if while although though unless when whenever where wherever whether "
            "whereas that as than lest once provided"
        ),
        "aux": (
            "be am is are was were been being have has had having do does did done can could may might must shall "
            "should will would ought isn't aren't wasn't weren't don't doesn't didn't can't couldn't won't wouldn't "
            "shouldn't hasn't haven't hadn't cannot i'm i've i'll you're it's that's there's we're they're let's get "
            "gets got let"
        ),
        "adv": (
            "not very also just only even still already always never ever often sometimes usually rarely seldom "
            "again almost too quite rather perhaps maybe however therefore thus hence moreover furthermore "
            "nevertheless nonetheless instead otherwise then now here there today yesterday tomorrow soon later once "
            "twice how why when where well away back together forth indeed especially particularly mainly mostly "
            "nearly simply really actually finally eventually meanwhile generally typically e.g i.e etc ago else "
            "much more most less least likely yes no as so around about up down out over off abroad"
        ),
        "num": (
            "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
            "seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand "
            "million billion dozen"
        ),
    },
    dull=(
        "make do go come get give say take see find know think want use look put keep show tell ask try call need "
        "become begin start seem feel leave mean let help turn big small good new old great large long high little "
        "first last same different important possible able many thing way year time day people man woman lot kind "
        "part example case number fact point chapter page section figure table exercise lesson bit percent century "
        "kilometre kilometer metre meter mile include contain happen occur provide consider become remain bad young "
        "main whole full simple certain particular various real true several describe discuss word text sentence "
        "question answer"
    ),
    articles={},
    abbreviations="mr mrs ms dr prof st vs etc e.g i.e fig no vol pp p ed eds inc ltd co jr sr al cf ca u.s u.k approx",
    endings={
        "noun": (("ves", "f"), ("s", ""), ("es", ""), ("ies", "y"), ("ves", "fe"), ("men", "man"), ("'s", "")),
        "verb": (
            ("s", ""), ("es", ""), ("ies", "y"), ("ing", ""), ("ing", "e"), ("ed", ""), ("ed", "e"), ("ied", "y"),
        ),
        "adj": (("er", ""), ("est", ""), ("er", "e"), ("est", "e"), ("ier", "y"), ("iest", "y")),
    },
    guesses=(
        ("ly", "adv"), ("ness", "noun"), ("tion", "noun"), ("ment", "noun"), ("ity", "noun"), ("ism", "noun"),
        ("ous", "adj"), ("ful", "adj"), ("less", "adj"), ("able", "adj"), ("ible", "adj"), ("ive", "adj"),
        ("ical", "adj"), ("ic", "adj"), ("al", "adj"), ("ing", "verb"), ("ed", "verb"), ("ize", "verb"), ("", "noun"),
    ),
    links=frozenset({"of"}),
    participles={
        "ed": frozenset({"start", "det", "adj", "adp", "conj", "num", "punct", "verb"}),
        "ing": frozenset({"det", "adj", "num"}),
    },
    months=(
        "january february march april may june july august september october november december monday tuesday "
        "wednesday thursday friday saturday sunday"
    ),
    being="is are was were be been am",
    after_verbs="up off out away down back",
    copulas="is are",
    explains="refers refer means denotes denote defined",
    naming="called termed named known referred",
    subject_pronouns="i you he she it we they who",
)  # fmt: skip
