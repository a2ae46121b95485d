"""Portuguese: articles and prepositions grow together, pronouns hang on to verbs by a hyphen."""

from shared.lexicon.languages import Language

LANGUAGE = Language(
    code="pt",
    closed={
        "det": (
            "o a os as um uma uns umas este esta estes estas esse essa esses essas aquele aquela aqueles aquelas meu "
            "minha meus minhas teu tua seu sua seus suas nosso nossa nossos nossas cada todo toda todos todas algum "
            "alguma alguns algumas nenhum nenhuma muito muita muitos muitas pouco pouca poucos poucas outro outra "
            "outros outras mesmo mesma mesmos mesmas vários várias qualquer quaisquer ambos ambas tanto tanta tantos "
            "tantas cujo cuja cujos cujas tal tais certos quanto quanta quantos quantas teus tuas vosso vossa vossos "
            "vossas"
        ),
        "pron": (
            "eu tu ele ela você nós vós eles elas vocês me te se nos vos lhe lhes mim ti si consigo comigo que quem "
            "qual quais isto isso aquilo algo nada alguém ninguém tudo contigo connosco conosco convosco"
        ),
        "adp": (
            "de do da dos das em no na nos nas a à ao às aos por pelo pela pelos pelas para com sem sob sobre entre "
            "até desde durante após contra perante segundo conforme dum duma num numa nele nela dele dela deles "
            "delas deste desta desse dessa destes destas desses dessas neste nesta nesse nessa nestes nestas nesses "
            "nessas daquele daquela daqueles daquelas naquele naquela naqueles naquelas disto "
            "disso daquilo nisto nisso naquilo àquele através perto longe dentro fora antes "
            "depois"
        ),
        "conj": "e ou mas porém que se porque quando enquanto como onde pois embora nem portanto contudo todavia",
        "aux": (
            "ser sou és é somos são era eram foi foram será serão seria seriam seja sejam fosse sendo sido estar "
            "estou está estamos estão estava estavam esteve esteja estando ter tenho tem temos têm tinha tinham teve "
            "tiveram terá tenha tendo tido haver há havia houve pode podem podia podiam pôde poderá poderia poder "
            "deve devem devia deviam deverá deveria dever quer querem queria vai vão ia iam ir faz fazem fazia fez "
            "fazer"
        ),
        "adv": (
            "não mais menos muito tão assim também já ainda sempre nunca jamais hoje ontem amanhã agora então logo "
            "aqui aí ali lá cá bem mal melhor pior quase só somente apenas talvez além aliás inclusive juntos cerca "
            "demais bastante sobretudo sim cedo tarde embaixo acima abaixo quão daqui dali daí entanto debaixo"
        ),
        "num": (
            "dois duas três quatro cinco seis sete oito nove dez onze doze vinte trinta cem cento mil milhão milhões "
            "primeiro"
        ),
    },
    dull=(
        "dizer ver dar saber chegar passar pôr ficar crer falar levar deixar encontrar chamar vir pensar sair voltar "
        "tomar grande pequeno bom novo velho melhor pior último longo alto baixo jovem importante possível diferente "
        "coisa vez ano dia tempo homem mulher gente mundo parte exemplo caso maneira forma modo tipo número ponto "
        "facto fato pergunta página capítulo figura tabela exercício lição século quilómetro quilômetro metro lugar "
        "lado pessoa palavra texto tema usar utilizar ser estar ter haver fazer ir poder dever querer"
    ),
    articles={
        "o": "m", "a": "f", "um": "m", "uma": "f", "os": "m", "as": "f", "do": "m", "da": "f", "no": "m", "na": "f",
    },
    enclitics=(
        "-se", "-lhe", "-lhes", "-me", "-te", "-nos", "-vos", "-o", "-a", "-os", "-as", "-lo", "-la", "-los", "-las",
        "-no", "-na",
    ),
    abbreviations="sr sra dr dra etc p pp pág ex art cap fig núm vol av",
    endings={
        "noun": (
            ("s", ""), ("es", ""), ("ões", "ão"), ("ães", "ão"), ("ais", "al"), ("éis", "el"), ("óis", "ol"),
            ("is", "il"),
            ("ns", "m"),
        ),
        "adj": (("s", ""), ("a", "o"), ("as", "o"), ("os", "o"), ("ais", "al"), ("eis", "el"), ("veis", "vel"),
        ("es", "")),
        "verb": (
            ("a", "ar"), ("am", "ar"), ("ou", "ar"), ("aram", "ar"), ("ava", "ar"), ("avam", "ar"), ("ado", "ar"),
            ("ada", "ar"),
            ("ados", "ar"), ("adas", "ar"), ("ando", "ar"), ("e", "er"), ("em", "er"), ("e", "ir"), ("em", "ir"),
            ("eu", "er"),
            ("iu", "ir"), ("eram", "er"), ("iram", "ir"), ("ia", "er"), ("ia", "ir"), ("iam", "er"), ("ido", "er"),
            ("ido", "ir"),
            ("ida", "ir"), ("endo", "er"), ("indo", "ir"),
        ),
    },
    guesses=(
        ("mente", "adv"), ("ção", "noun"), ("ções", "noun"), ("dade", "noun"), ("ismo", "noun"), ("ico", "adj"),
        ("ica", "adj"),
        ("oso", "adj"), ("ável", "adj"), ("ar", "verb"), ("ando", "verb"), ("endo", "verb"), ("", "noun"),
    ),
    adjectives_follow=True,
    superlatives=tuple((f"íssim{last}", base) for base in "oe" for last in ("o", "a", "os", "as")),
    respellings=(
        ("regist", "registr"), ("ct", "t"), ("cç", "ç"), ("pt", "t"), ("pç", "ç"), ("ó", "ô"), ("ô", "ó"), ("é", "ê"),
        ("ê", "é"), ("ü", "u"), ("éi", "ei"), ("ói", "oi"),
    ),
    having="ter",
    being="ser estar",
    participle=("ar", ("ado", "ada", "ados", "adas", "ando")),
    infinitives=("ar", "er", "ir", "or", "ôr"),
    links=frozenset({"de", "do", "da", "dos", "das", "em", "a"}),
    months=(
        "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro segunda-feira "
        "terça-feira quarta-feira quinta-feira sexta-feira sábado domingo"
    ),
    genders={
        "m": (
            "talismã ímã divã dia coração mapa sofá planeta cometa poeta profeta panorama clima trauma pijama "
            "telegrama xadrez nariz juiz lápis país mês gás sol ônibus autocarro homem bem trem cidadão nome "
            "leite peixe pé dente ambiente instante acidente elefante restaurante presente continente monte pote "
            "bosque sangue pai padre filme exame limite verde índice cálice vértice ar mar lugar fim jardim pão "
            "azeite bife café chá boné golpe mel vale cristão tesão horizonte pente"
        ),
        "f": (
            "foto moto tribo mão razão gema goma soma cama dama forma norma firma arma alma fama rama lama trama "
            "lágrima vítima espuma bruma turma reforma plataforma lista vista pista revista entrevista conquista "
            "rebelião legião ordem nuvem moral catedral vogal espiral flor dor cor mulher colher noite tarde "
            "parte morte arte sorte gente mente ponte fonte frente chave nave neve carne fome sede rede parede "
            "base fase frase classe febre torre árvore mãe hélice alface face pele voz luz paz cruz vez lei raiz "
            "asma calma gama rima cima palma chama corrente serpente lente"
        ),
        "": (
            "fã refém capital colega guia atleta personagem jovem modelo cliente agente artista estudante rádio final "
            "central general oficial profissional rival editorial terminal líder cineasta pirata delta coma"
        ),
    },
    gender_endings={
        "m": "ão ema oma grama drama gma sma o or al el il ol ês ém ume ame que ete",
        "f": "ã ção são xão gião nião stão idão dade tude gem ície ie ez triz ise ese ose a",
        "": "ista cida crata iatra ma",
    },
    agreement={
        "m": (("", ""),),
        "f": (
            ("ão", None), ("o", "a"), ("rior", "rior"), ("aior", "aior"), ("enor", "enor"), ("elhor", "elhor"),
            ("pior", "pior"), ("or", "ora"), ("ês", "esa"), ("eu", None), ("om", None), ("au", None), ("", ""),
        ),
    },
    copulas="é são",
    explains="define definem refere significa designa",
    naming="chama chamam chamado chamada chamados chamadas denominado denominada denomina conhecido conhecida",
    subject_pronouns="eu tu ele ela você nós eles elas se não que",
)  # fmt: skip
