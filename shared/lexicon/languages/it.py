"""Italian: articles and prepositions grow together, apostrophes join small words to the next one."""

from shared.lexicon.languages import Language

PLURALS = {
    "uovo": "uova", "dito": "dita", "braccio": "braccia", "labbro": "labbra", "ginocchio": "ginocchia",
    "ciglio": "ciglia", "osso": "ossa", "lenzuolo": "lenzuola", "paio": "paia", "centinaio": "centinaia",
    "migliaio": "migliaia", "grido": "grida", "muro": "mura", "uomo": "uomini", "bue": "buoi", "tempio": "templi",
}  # fmt: skip
STRONG = {
    "idere": "ise isero isi iso isa", "ettere": "ise isero esso essa essi esse", "edere": "esse essero esso essa essi",
    "endere": "ese esero esi eso esa",
    "udere": "use usero usi uso usa", "urre": "usse ussero otto otta otti otte",
    "orre": "ose osero osto osta osti oste", "ngere": "nse nsero nto nta nti nte", "ncere": "nse nsero nto nta nti",
    "gliere": "lse lsero lto lta lti lte", "lgere": "lse lsero lto lta lti lte", "rrere": "rse rsero rso rsa rsi",
    "rdere": "rse rsero rso rsa rsi", "rgere": "rse rsero rto rta rti", "ggere": "sse ssero tto tta tti tte",
    "ivere": "isse issero itto itta itti itte", "iedere": "iese iesero iesto iesta iesti",
    "adere": "ase asero aso adde addero", "anere": "ase asero asto asta", "rire": "erto erta erti erte",
    "oscere": "obbe obbero", "scere": "sciuto sciuta", "acere": "acque acquero",
    "uovere": "osse ossero osso ossa ossi", "uotere": "osse osso ossa", "enire": "enne ennero",
    "enere": "enne ennero",
}  # fmt: skip
"""Infinitive -> endings of pasts and participles that are made from another stem: decise, chiuso."""

LANGUAGE = Language(
    code="it",
    closed={
        "det": (
            "il lo la i gli le l' un uno una un' del dello della dell' dei degli delle questo questa questi queste "
            "quest' quello quella quelli quelle quel quei quegli quell' mio mia miei mie tuo tua tuoi tue suo sua "
            "suoi sue nostro nostra nostri nostre vostro vostra loro ogni ciascuno ciascuna qualche alcuni alcune "
            "nessun nessuno nessuna tutto tutta tutti tutte molto molta molti molte poco poca pochi poche altro "
            "altra altri altre stesso stessa stessi stesse tanto tanta tanti tante vari varie diversi diverse tale "
            "tali quale quali certo certi certe quanto quanta quanti quante"
        ),
        "pron": (
            "io tu lui lei noi voi essi esse egli ella me te sé mi ti si ci vi ne c' s' m' t' che chi cui ciò "
            "qualcosa niente nulla qualcuno ognuno chiunque li glielo colui colei coloro esso essa"
        ),
        "adp": (
            "di d' a ad da in con su per tra fra al allo alla all' ai agli alle dal dallo dalla dall' dai dagli "
            "dalle nel nello nella nell' nei negli nelle sul sullo sulla sull' sui sugli sulle col coi verso contro "
            "durante dopo prima senza sotto sopra dietro davanti presso oltre lungo fino entro tramite attraverso "
            "secondo mediante vicino tranne nonostante malgrado accanto intorno"
        ),
        "conj": (
            "e ed o oppure ma però anzi che se perché quando mentre come dove affinché benché sebbene quindi dunque "
            "né poiché nonché ovvero eppure perciò anziché siccome purché"
        ),
        "aux": (
            "essere sono sei è siamo siete era erano ero fu furono sarà saranno sarebbe sarebbero sia siano fosse "
            "fossero stato stata stati state avere ho hai ha abbiamo avete hanno aveva avevano ebbe avrà avranno "
            "avrebbe abbia abbiano avuto può possono poteva potevano potrà potrebbe potere deve devono doveva "
            "dovevano dovrà dovrebbe dovere vuole vogliono voleva volere viene vengono veniva venivano fa fanno "
            "faceva fare sta stanno stava stare va vanno andava andare c'è"
        ),
        "adv": (
            "non più meno molto così anche pure già ancora sempre mai spesso oggi ieri domani ora adesso poi allora "
            "qui qua lì là bene male meglio peggio quasi solo soltanto invece infatti inoltre forse appena insieme "
            "circa troppo abbastanza piuttosto soprattutto tuttavia intanto subito presto tardi fuori dentro sì no "
            "ecco cioè neanche neppure nemmeno stavolta tuttora ovunque altrove"
        ),
        "num": (
            "due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici quindici "
            "sedici diciassette diciotto diciannove venti trenta quaranta cinquanta sessanta settanta ottanta "
            "novanta cento mille milioni miliardi primo primi prime seconda seconde terzo terza quarto quarta quinto "
            "sesto sesta settimo settima ottavo ottava nono decimo"
        ),
    },
    dull=(
        "dire vedere dare sapere venire prendere mettere trovare parlare portare lasciare sentire pensare grande "
        "piccolo buono nuovo vecchio bello brutto ultimo lungo alto basso giovane importante possibile diverso cosa "
        "volta anno giorno tempo uomo donna gente mondo parte esempio caso modo tipo numero punto fatto domanda "
        "pagina capitolo figura tabella esercizio lezione secolo chilometro metro luogo lato persona parola testo "
        "tema usare chiamare essere avere fare andare dovere potere"
    ),
    articles={
        "il": "m", "lo": "m", "la": "f", "un": "m", "uno": "m", "una": "f", "un'": "f", "i": "m", "gli": "m", "le": "f",
    },
    enclitics=("gli", "vi", "ci", "si", "mi", "ti", "ne", "lo", "la", "le", "li"),
    elisions=(
        "l", "d", "un", "dell", "all", "dall", "nell", "sull", "quest", "quell", "c", "s", "m", "t", "v", "n",
        "anch", "com",
    ),
    abbreviations="sig sig.ra dott prof ecc pag pagg cap fig n vol es art sec",
    endings={
        "noun": (
            *((plural, one) for one, plural in PLURALS.items()),
            ("ce", "cia"), ("ge", "gia"), ("i", "o"), ("i", "e"), ("e", "a"), ("hi", "co"), ("hi", "go"),
            ("che", "ca"), ("ghe", "ga"), ("ci", "co"), ("i", "io"), ("ti", "ta"), ("mi", "ma"), ("gi", "go"),
        ),
        "adj": (("a", "o"), ("i", "o"), ("e", "o"), ("i", "e"), ("che", "co"), ("hi", "co"), ("ci", "co"), ("i", "io")),
        "verb": (
            *((ending, base) for base, endings in STRONG.items() for ending in endings.split()),
            ("a", "are"), ("ano", "are"), ("ava", "are"), ("avano", "are"), ("ato", "are"), ("ata", "are"),
            ("ati", "are"),
            ("ate", "are"), ("ando", "are"), ("e", "ere"), ("ono", "ere"), ("e", "ire"), ("ono", "ire"),
            ("isce", "ire"),
            ("iscono", "ire"), ("uto", "ere"), ("ito", "ire"), ("ita", "ire"), ("endo", "ere"), ("endo", "ire"),
            ("iva", "ire"), ("eva", "ere"), ("evano", "ere"), ("arsi", "are"), ("ersi", "ere"), ("irsi", "ire"),
            ("ò", "are"),
        ),
    },
    guesses=(
        ("mente", "adv"), ("zione", "noun"), ("zioni", "noun"), ("ità", "noun"), ("ismo", "noun"), ("ico", "adj"),
        ("ica", "adj"), ("oso", "adj"), ("abile", "adj"), ("are", "verb"), ("ando", "verb"), ("endo", "verb"),
        ("", "noun"),
    ),
    adjectives_follow=True,
    superlatives=tuple((f"issim{last}", base) for base in "oe" for last in "oaie"),
    having="avere",
    being="essere",
    participle=("are", ("ato", "ata", "ati", "ate", "ando")),
    plural_vowels=("e", "i"),
    singulars=(
        "il lo la l' un uno una un' del dello della dell' al allo alla all' dal dallo dalla dall' nel nello nella "
        "nell' sul sullo sulla sull' col ogni questo questa quest' quello quella quel quell' mio mia tuo tua suo "
        "sua nostro nostra vostro vostra"
    ),
    infinitives=("are", "ere", "ire", "rre", "arsi", "ersi", "irsi"),
    links=frozenset({"di", "d", "da", "del", "dell", "della", "dei", "delle", "a", "in"}),
    months=(
        "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre lunedì "
        "martedì mercoledì giovedì venerdì sabato domenica"
    ),
    genders={
        "m": (
            "ristorante poeta pianeta profeta clima panorama pigiama trauma cinema pane cane mare sale sole piede "
            "dente ponte monte latte pesce nome padre mese paese codice indice vertice apice stile fucile cortile "
            "aprile missile canile porcile giornale ospedale animale canale segnale temporale natale male "
            "brindisi menù caffè re tè bar film sport computer gas giudizio sangue pepe verme seme prete elefante "
            "diamante istante gigante ambiente incidente accidente serpente torrente continente presidente "
            "studente cognome bene interesse successore esercito fegato alibi lunedì martedì mercoledì giovedì "
            "venerdì sabato lenzuolo braccio dito labbro ginocchio ciglio osso uovo paio centinaio migliaio grido muro"
        ),
        "f": (
            "mano foto moto radio auto notte legge chiave nave parte arte morte mente gente fonte luce voce croce "
            "pace carne neve classe fame sete febbre madre moglie base canzone polvere cenere cornice radice "
            "crisi analisi tesi ipotesi oasi sintesi paralisi diagnosi automobile cattedrale spirale vocale "
            "centrale morale bile estate corrente sorgente lista vista pista rivista intervista provvista "
            "conquista mamma firma forma norma piattaforma riforma arma anima rima cima fama trama lama schiuma "
            "piuma gomma somma fiamma gamma palma calma crema dama vittima lacrima chioma salma squama città "
            "parete rete pelle valle torre nube frase fase sede fede siepe volpe lepre tigre veste peste gru "
            "email app chat gang star holding privacy chiacchiere virtù tribù gioventù"
        ),
        "": (
            "fine fronte capitale carcere eco nipote coniuge consorte parente atleta asceta collega pediatra "
            "giudice custode complice erede interprete ospite asma generale amante cantante insegnante dirigente "
            "pilota idiota pirata testimone delta"
        ),
    },
    gender_endings={
        "m": "b d g k l m n p r s t x one ema oma gramma dramma gma sma o ore ame ume ime ere ule",
        "f": "zione sione gione nione tà tù tudine trice ie a",
        "": "ione ista cida iatra auta crata ma",
    },
    agreement={"m": (("", ""),), "f": (("tore", "trice"), ("o", "a"), ("", ""))},
    copulas="è sono",
    explains="definisce definiscono significa indica designa",
    naming="chiama chiamano chiamato chiamata chiamati chiamate denominato denominata detto detta detti dette",
    subject_pronouns="io tu lui lei noi voi loro si che non",
)  # fmt: skip
