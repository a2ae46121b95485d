"""French: elision glues small words to the next one, adjectives mostly follow their noun."""

from shared.lexicon.languages import Language

LANGUAGE = Language(
    code="fr",
    closed={
        "det": (
            "le la les l' un une des du au aux ce cet cette ces mon ma mes ton ta tes son sa ses notre nos votre vos "
            "leur leurs quel quelle quels quelles chaque plusieurs certains certaines certain certaine tout toute "
            "tous toutes aucun aucune quelque quelques nul nulle autre autres même mêmes divers diverses différents "
            "différentes tel telle tels telles maint"
        ),
        "pron": (
            "je j' tu il elle on nous vous ils elles me m' te t' se s' lui eux moi toi soi y en qui que qu' quoi "
            "dont où ceci cela ça c' celui celle ceux celles lequel laquelle lesquels lesquelles auquel duquel "
            "desquels desquelles auxquels auxquelles rien personne chacun chacune quelqu'un tien sien mien leur "
            "celui-ci celle-ci ceux-ci soi-même lui-même elle-même eux-mêmes elles-mêmes quiconque"
        ),
        "adp": (
            "de d' à dans par pour sur avec sans sous entre vers chez contre depuis pendant avant après devant "
            "derrière dès jusque jusqu' jusqu'à hors selon malgré parmi outre sauf via durant envers voici voilà "
            "lors suivant auprès afin grâce près loin"
        ),
        "conj": (
            "et ou mais donc or ni car que qu' si s' lorsque lorsqu' puisque puisqu' quoique comme quand tandis "
            "alors parce"
        ),
        "aux": (
            "être suis es est sommes êtes sont étais était étions étiez étaient fus fut fûmes furent serai seras "
            "sera serons serez seront serais serait seraient sois soit soyons soient fût été étant avoir ai as a "
            "avons avez ont avais avait avions aviez avaient eus eut eurent aurai auras aura aurons aurez auront "
            "aurais aurait auraient aie aies ait ayons aient eu ayant peut peux peuvent pouvait pouvaient pourra "
            "pourrait pourraient pouvoir pu doit dois doivent devait devaient devra devrait devraient devoir dû veut "
            "veux veulent voulait vouloir faut fallait faudra faudrait falloir fait font faire faisait faisaient fit "
            "firent va vais vas vont allait aller"
        ),
        "adv": (
            "ne n' pas plus moins très aussi bien mal peu beaucoup trop assez tant tellement si encore déjà toujours "
            "jamais souvent parfois rarement ici là là-bas ailleurs partout maintenant aujourd'hui hier demain alors "
            "ensuite puis enfin abord tôt tard vite presque plutôt surtout seulement même ainsi cependant pourtant "
            "toutefois néanmoins notamment environ comment pourquoi combien quand oui non autant davantage autour "
            "dehors dedans dessus dessous ensemble longtemps bientôt autrefois autrement également désormais voire "
            "c'est-à-dire guère tout point quasi dorénavant aussitôt tantôt"
        ),
        "num": (
            "zéro deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize vingt trente "
            "quarante cinquante soixante cent cents mille million millions milliard milliards première premier"
        ),
    },
    dull=(
        "dire prendre mettre voir venir savoir donner trouver passer parler rester tenir porter laisser suivre "
        "rendre comprendre devenir sembler appeler permettre montrer grand petit bon nouveau vieux beau premier "
        "dernier autre même seul long haut jeune propre vrai meilleur possible important différent nécessaire "
        "certain plein chose fois an année jour temps homme femme gens monde partie exemple cas manière façon type "
        "sorte nombre point fait question page chapitre figure tableau exercice leçon siècle kilomètre mètre "
        "personne côté lieu mot texte thème utiliser exister arriver commencer continuer demander croire penser "
        "aimer vouloir pouvoir devoir faire aller être avoir cours suite aide niveau ensemble reste plupart besoin "
        "simple bas entier enfant"
    ),
    articles={"le": "m", "la": "f", "un": "m", "une": "f", "du": "m", "au": "m", "cette": "f", "cet": "m", "ce": "m"},
    elisions=(
        "l", "d", "j", "m", "t", "s", "n", "c", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu", "presqu",
    ),
    abbreviations="m mme mlle mm dr etc p pp ex cf vol art av apr env fig chap éd st ste n",
    endings={
        "noun": (("s", ""), ("x", ""), ("aux", "al"), ("aux", "ail"), ("eaux", "eau")),
        "adj": (
            ("s", ""), ("e", ""), ("es", ""), ("aux", "al"), ("ale", "al"), ("euse", "eux"), ("euses", "eux"),
            ("ive", "if"), ("ives", "if"), ("elle", "el"), ("elles", "el"), ("ère", "er"), ("ères", "er"),
            ("enne", "en"), ("ennes", "en"), ("onne", "on"), ("trice", "teur"), ("ète", "et"), ("ètes", "et"),
            ("che", "c"), ("che", "s"), ("ette", "et"), ("que", "c"), ("gue", "g"), ("ille", "il"), ("ouce", "oux"),
        ),
        "verb": (
            ("e", "er"), ("es", "er"), ("ent", "er"), ("ons", "er"), ("ez", "er"), ("é", "er"), ("ée", "er"),
            ("és", "er"), ("ées", "er"), ("ait", "er"), ("aient", "er"), ("ant", "er"), ("a", "er"), ("it", "ir"),
            ("issent", "ir"), ("i", "ir"), ("is", "ir"), ("ie", "ir"), ("d", "dre"), ("dent", "dre"), ("du", "dre"),
            ("era", "er"), ("èrent", "er"), ("issant", "ir"), ("eront", "er"), ("ait", "re"),
        ),
    },
    guesses=(
        ("ment", "adv"), ("tion", "noun"), ("tions", "noun"), ("ité", "noun"), ("age", "noun"), ("isme", "noun"),
        ("eur", "noun"), ("ique", "adj"), ("iques", "adj"), ("eux", "adj"), ("able", "adj"), ("ables", "adj"),
        ("er", "verb"), ("aient", "verb"), ("ait", "verb"), ("ent", "verb"), ("", "noun"),
    ),
    adjectives_follow=True,
    respellings=(("oe", "œ"),),
    having="avoir",
    being="être",
    participle=("er", ("é", "ée", "és", "ées")),
    infinitives=("er", "ir", "re", "oir"),
    links=frozenset({"de", "d", "du", "des", "à", "en", "au", "aux"}),
    months=(
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre lundi mardi mercredi "
        "jeudi vendredi samedi dimanche"
    ),
    agreement={
        "m": (("eau", None), ("grand", None), ("vieux", None), ("etit", None), ("bon", None), ("", "")),
        "f": (
            ("e", "e"), ("vieux", None), ("faux", None), ("oux", None), ("eux", "euse"), ("if", "ive"), ("el", "elle"),
            ("en", "enne"), ("er", "ère"), ("et", None), ("c", None), ("eur", None), ("eau", None), ("grand", None),
            ("etit", None), ("on", None), ("os", None), ("as", None), ("x", None), ("s", "se"), ("f", None),
            ("g", None), ("ul", None), ("il", None), ("", "e"),
        ),
    },
    copulas="est sont",
    explains="désigne désignent signifie définit définissent défini définie",
    naming="appelle appelé appelée appelés appelées nomme nommé nommée dit dite",
    reflexive_pronouns="se s'",
    subject_pronouns="je tu il elle on nous vous ils elles qui se ne",
)  # fmt: skip
