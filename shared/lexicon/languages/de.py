"""German: nouns are capital, adjectives inflect before them, verbs leave their prefixes at the end of the clause."""

from shared.lexicon.languages import Language

LANGUAGE = Language(
    code="de",
    closed={
        "det": (
            "der die das den dem des ein eine einen einem einer eines kein keine keinen keinem keiner keines mein "
            "meine meinen meinem meiner meines dein deine deinen deinem deiner deines sein seine seinen seinem "
            "seiner seines ihr ihre ihren ihrem ihrer ihres unser unsere unseren unserem unserer unseres euer eure "
            "euren eurem eurer dieser diese dieses diesen diesem jener jene jenes jenen jenem jeder jede jedes jeden "
            "jedem welcher welche welches welchen welchem mancher manche manches manchen manchem solche solcher "
            "solches solchen solchem alle allem allen aller alles beide beiden beider beides einige einigen einiger "
            "einiges mehrere mehreren mehrerer viele vielen vieler vieles wenige wenigen weniger andere anderen "
            "anderer anderes anderem sämtliche derselbe dieselbe dasselbe denselben demselben desselben derjenige "
            "diejenige dasjenige diejenigen derjenigen irgendein irgendeine irgendwelche etliche"
        ),
        "pron": (
            "ich du er sie es wir mich dich ihn uns euch mir dir ihm ihnen sich man wer wen wem was wessen etwas "
            "nichts jemand jemanden jemandem niemand niemanden niemandem einander dessen deren denen selbst selber "
            "meins deins alldem daran darauf daraus dabei dadurch dafür dagegen daher dahin damit danach daneben "
            "darin darum darunter darüber davon davor dazu dazwischen hierbei hierfür hiermit hierzu woran worauf "
            "woraus wobei wodurch wofür womit wonach worin worum worüber wovon wozu einer eins"
        ),
        "adp": (
            "in im ins an am ans auf aufs aus außer bei beim bis durch durchs entlang entgegen für fürs gegen "
            "gegenüber gemäß hinter innerhalb außerhalb mit mithilfe nach neben ohne per pro seit statt anstatt "
            "trotz über übers um ums unter unterm von vom vor vorm während wegen wider zu zum zur zwischen zufolge "
            "aufgrund anhand bezüglich dank hinsichtlich inklusive infolge laut mittels oberhalb unterhalb samt "
            "sowie via je"
        ),
        "conj": (
            "und oder aber denn sondern doch dass daß ob weil wenn als wie obwohl obgleich während bevor nachdem ehe "
            "sobald solange damit sodass falls sofern indem da entweder weder noch sowohl beziehungsweise bzw jedoch "
            "wohingegen anstatt"
        ),
        "aux": (
            "sein bin bist ist sind seid war warst waren wart wäre wären wärst sei seien gewesen haben habe hast hat "
            "habt hatte hattest hatten hattet hätte hätten hättest gehabt werden werde wirst wird werdet wurde "
            "wurdest wurden würde würden würdest worden geworden kann kannst können könnt konnte konnten könnte "
            "könnten gekonnt muss muß musst müssen müsst musste mussten müsste müssten darf darfst dürfen durfte "
            "durften dürfte dürften soll sollst sollen sollte sollten will willst wollen wollte wollten mag magst "
            "mögen mochte mochten möchte möchten möchtest lassen lässt ließ ließen"
        ),
        "adv": (
            "nicht auch nur noch schon sehr so dann da dort hier nun jetzt immer nie niemals wieder mehr meist "
            "meistens oft oftmals manchmal selten bald gerade eben etwa fast ganz gar kaum sogar sonst vielleicht "
            "wohl zwar also deshalb deswegen daher darum trotzdem dennoch allerdings außerdem zudem ebenso ebenfalls "
            "weiter weiterhin zunächst zuerst zuletzt schließlich endlich einmal heute gestern morgen heutzutage "
            "damals früher später vorher nachher wann wo woher wohin warum wieso weshalb wie viel wenig genug ja "
            "nein bereits besonders insbesondere beispielsweise nämlich natürlich leider eigentlich überhaupt "
            "ungefähr höchstens mindestens wenigstens ziemlich überall irgendwo nirgends hinaus hinein heraus herein "
            "zurück zusammen allein bisher seitdem seither dabei hin her zugleich gleichzeitig somit folglich "
            "dagegen hingegen vielmehr lediglich einst stets jeweils je desto umso hauptsächlich größtenteils "
            "teilweise anschließend"
        ),
        "num": (
            "null zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn "
            "siebzehn achtzehn neunzehn zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig hundert "
            "tausend million millionen milliarde milliarden"
        ),
    },
    dull=(
        "machen tun gehen kommen geben sagen stehen nehmen sehen lassen finden bleiben liegen heißen nennen bringen "
        "halten zeigen führen stellen gut groß klein neu alt viel erst letzt nächst ander eigen ganz jahr zeit tag "
        "mal beispiel teil art weise fall frage mensch ding sache uhr prozent kapitel seite abschnitt abbildung "
        "tabelle übung lektion thema inhalt text wort aufgabe gehören bekommen brauchen wissen denken glauben "
        "möglich wichtig verschieden bestimmt einfach gleich hoch lang kurz früh spät recht wahr weit nah besser "
        "best größer größt jahrhundert kilometer meter mann frau herr kind leute stück"
    ),
    articles={"der": "", "die": "", "das": "n", "des": "", "ein": "", "eine": "f", "dem": "", "den": "m",
              "einen": "m", "keinen": "m", "jeden": "m", "einer": "f", "jede": "f", "dieses": "n", "jedes": "n"},
    abbreviations="z b bzw ca d h usw etc vgl dr prof nr abb bd st evtl ggf inkl u a s o sog str tel mio mrd jh chr",
    endings={
        "adj": (
            ("e", ""), ("en", ""), ("em", ""), ("er", ""), ("es", ""), ("ere", ""), ("eren", ""), ("erer", ""),
            ("ste", ""), ("sten", ""), ("le", "el"), ("len", "el"), ("ler", "el"), ("les", "el"), ("re", "er"),
            ("ren", "er"), ("end", "end"), ("en", "e"), ("em", "e"), ("er", "e"), ("es", "e"),
        ),
        "noun": (("en", ""), ("n", ""), ("e", ""), ("er", ""), ("s", ""), ("es", ""), ("nen", ""), ("n", "e")),
        "verb": (("t", "en"), ("st", "en"), ("e", "en"), ("te", "en"), ("ten", "en"), ("et", "en"), ("ete", "en")),
    },
    guesses=(
        ("lich", "adj"), ("liche", "adj"), ("lichen", "adj"), ("ische", "adj"), ("ischen", "adj"), ("isch", "adj"),
        ("bar", "adj"), ("bare", "adj"), ("baren", "adj"), ("ig", "adj"), ("ige", "adj"), ("igen", "adj"),
        ("ierte", "verb"), ("iert", "verb"), ("ieren", "verb"), ("weise", "adv"), ("en", "verb"),
    ),
    nouns_are_capital=True,
    infinitives=("en", "n"),
    months=(
        "januar februar märz april mai juni juli august september oktober november dezember montag dienstag mittwoch "
        "donnerstag freitag samstag sonnabend sonntag"
    ),
    plurals="arme blasen blicke bremsen drucke feste hufe körner laute rabatte rande rechte romane terme winde zwecke",
    numerals=("tausend", "hundert", "zwanzig", "zehn"),
    agreement={
        gender: (
            ("hoch", f"hohe{last}"), ("el", f"le{last}"), ("euer", f"eure{last}"), ("auer", f"aure{last}"),
            ("e", f"e{last}"), ("a", None), ("", f"e{last}"),
        )
        for gender, last in (("m", "r"), ("f", ""), ("n", "s"))
    },
    copulas="ist sind",
    explains="bezeichnet bezeichnen bedeutet nennt",
    naming="sogenannte sogenannten sogenannter heißt nennt genannt namens",
    formal="Sie Ihnen Ihr Ihre Ihren Ihrem Ihrer Ihres",
    subject_pronouns="ich du er sie es wir ihr man",
    particles=(
        "ab an auf aus bei ein fest fort heim her herab heran herauf heraus herbei herein herum herunter hervor hin "
        "hinab hinauf hinaus hinein hinzu los mit nach nieder statt teil um vor voran voraus vorbei vorüber weg "
        "weiter zu zurecht zurück zusammen kennen dar bereit bevor frei gegenüber"
    ),
)  # fmt: skip
