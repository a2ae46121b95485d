"""Spanish: subjects are dropped, object pronouns hang on to infinitives, adjectives mostly follow their noun."""

from shared.lexicon.languages import Language

LANGUAGE = Language(
    code="es",
    closed={
        "det": (
            "el la los las un una unos unas lo al del este esta estos estas ese esa esos esas aquel aquella aquellos "
            "aquellas mi mis tu tus su sus nuestro nuestra nuestros nuestras vuestro vuestra cada todo toda todos "
            "todas algún alguna algunos algunas ningún ninguna mucho mucha muchos muchas poco poca pocos pocas otro "
            "otra otros otras mismo misma mismos mismas varios varias cualquier cualquiera ambos ambas tanto tanta "
            "tantos tantas cuyo cuya cuyos cuyas tal tales demás cierto cierta ciertos ciertas diversos diversas "
            "cuanto cuanta cuantos cuantas vuestros vuestras"
        ),
        "pron": (
            "yo tú él ella usted nosotros nosotras vosotros ellos ellas ustedes me te se nos os le les lo la los las "
            "mí ti sí conmigo contigo consigo que quien quienes qué quién cuál cuáles cual cuales esto eso aquello "
            "algo nada alguien nadie alguno ninguno uno éste ésta éstos éstas ése aquél ello quiénes mío mía míos mías "
            "tuyo tuya tuyos tuyas suyo suya suyos suyas"
        ),
        "adp": (
            "a ante bajo con contra de desde durante en entre hacia hasta mediante para por según sin sobre tras "
            "excepto salvo dentro fuera cerca lejos junto alrededor encima debajo delante detrás frente gracias"
        ),
        "conj": "y e o u pero sino ni que si porque aunque cuando mientras como donde pues luego conque",
        "aux": (
            "ser soy eres es somos sois son era eras éramos eran fui fue fuimos fueron seré será serán sería serían "
            "sea sean fuera fueran siendo sido estar estoy estás está estamos están estaba estaban estuvo estuvieron "
            "estará esté estén estando estado haber he has ha hemos habéis han había habían hubo habrá habrán habría "
            "habrían haya hayan hubiera habiendo habido hay poder puedo puedes puede podemos pueden podía podían "
            "pudo pudieron podrá podrán podría podrían pueda puedan deber debo debe debemos deben debía debían "
            "debería deberían tener tengo tienes tiene tenemos tienen tenía tenían tuvo tuvieron tendrá tenga "
            "teniendo ir voy vas va vamos van iba iban vaya hacer hago hace hacen hacía hizo hicieron haga haciendo "
            "hecho querer quiere quieren quería suele suelen solía solían soler"
        ),
        "adv": (
            "no más menos muy tan tanto bien mal también tampoco ya aún todavía siempre nunca jamás ahora antes "
            "después entonces luego hoy ayer mañana aquí ahí allí allá cómo cuándo dónde adónde cuánto cuánta "
            "cuántos cuántas mucho poco demasiado bastante casi sólo solo solamente apenas quizá quizás tal además "
            "así incluso sin embargo pronto tarde temprano aparte acaso arriba abajo adentro afuera atrás adelante "
            "mejor peor asimismo sobre todo especialmente principalmente generalmente normalmente actualmente "
            "finalmente sí"
        ),
        "num": (
            "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince veinte treinta "
            "cuarenta cincuenta sesenta setenta ochenta noventa cien ciento cientos doscientos mil millón millones "
            "primer primero primera segundo tercero tercer"
        ),
    },
    dull=(
        "decir ver dar saber llegar pasar poner parecer quedar creer hablar llevar dejar seguir encontrar llamar "
        "venir pensar salir volver tomar conocer vivir sentir mirar contar empezar esperar existir entrar trabajar "
        "pedir grande gran pequeño bueno buen malo nuevo viejo mejor peor mayor menor primero último largo alto bajo "
        "joven propio mismo solo posible importante diferente necesario distinto único cosa vez año día tiempo "
        "hombre mujer gente mundo parte ejemplo caso manera forma modo tipo número punto hecho pregunta página "
        "capítulo figura tabla ejercicio lección siglo kilómetro metro lugar lado persona palabra texto tema usar "
        "utilizar permitir además hora niño señor señora estado querer poder deber ser estar haber tener hacer ir "
        "soler noche casa mal"
    ),
    articles={"el": "m", "la": "f", "un": "m", "una": "f", "los": "m", "las": "f", "del": "m", "al": "m"},
    abbreviations="sr sra srta dr dra etc p pp ej ee uu art cap fig núm ud uds vol av pág págs a c d",
    endings={
        "noun": (("ces", "z"), ("s", ""), ("es", ""), ("iones", "ión"), ("ones", "ón"), ("anes", "án"), ("ines", "ín"),
                 ("eses", "és"), ("enes", "en")),
        "adj": (("s", ""), ("a", "o"), ("as", "o"), ("os", "o"), ("es", ""), ("a", ""), ("as", ""), ("ces", "z")),
        "verb": (
            ("a", "ar"), ("an", "ar"), ("as", "ar"), ("amos", "ar"), ("ó", "ar"), ("aron", "ar"), ("aba", "ar"),
            ("aban", "ar"), ("ado", "ar"), ("ada", "ar"), ("ados", "ar"), ("adas", "ar"), ("ando", "ar"), ("e", "er"),
            ("en", "er"), ("e", "ir"), ("en", "ir"), ("ió", "er"), ("ió", "ir"), ("ieron", "er"), ("ieron", "ir"),
            ("ía", "er"), ("ía", "ir"), ("ían", "er"), ("ían", "ir"), ("ido", "er"), ("ido", "ir"), ("ida", "ir"),
            ("iendo", "er"), ("iendo", "ir"), ("o", "ar"), ("o", "er"), ("arse", "ar"), ("erse", "er"), ("irse", "ir"),
            ("e", "ar"), ("en", "ar"), ("arlo", "ar"), ("arla", "ar"), ("arlos", "ar"), ("ará", "ar"), ("erá", "er"),
            ("idos", "ir"), ("idas", "ir"), ("arán", "ar"), ("aría", "ar"), ("zca", "cer"), ("zcan", "cer"),
        ),
    },
    guesses=(
        ("mente", "adv"), ("ción", "noun"), ("ciones", "noun"), ("dad", "noun"), ("dades", "noun"), ("ismo", "noun"),
        ("ico", "adj"), ("ica", "adj"), ("icos", "adj"), ("icas", "adj"), ("oso", "adj"), ("able", "adj"),
        ("ar", "verb"), ("aron", "verb"), ("aban", "verb"), ("ando", "verb"), ("iendo", "verb"), ("", "noun"),
    ),
    adjectives_follow=True,
    superlatives=(
        *((f"quísim{last}", "co") for last in ("o", "a", "os", "as")),
        *((f"ísim{last}", base) for base in ("o", "e", "") for last in ("o", "a", "os", "as")),
    ),
    having="haber",
    being="ser es estar",
    participle=("ar", ("ado", "ada", "ados", "adas", "ando")),
    infinitives=("ar", "er", "ir", "ír", "arse", "erse", "irse"),
    links=frozenset({"de", "del", "en", "a"}),
    months=(
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre lunes martes "
        "miércoles jueves viernes sábado domingo"
    ),
    genders={
        "m": (
            "día mapa planeta cometa poeta profeta panorama clima trauma pijama karma puma gorila tranvía pez "
            "juez ajedrez lápiz maíz matiz tapiz antifaz disfraz arroz oasis éxtasis énfasis paréntesis análisis "
            "césped alud ataúd laúd país gas sol club reloj árbol origen puente diente continente ambiente "
            "accidente incidente restaurante instante nombre hombre padre coche aire baile pie valle límite "
            "aceite cine informe jefe golpe borde detalle eje mueble cable vientre peine tigre alambre enjambre "
            "billete chiste monte guante horizonte expediente presente cofre sobre postre timbre pan tren fin sur "
            "viernes jueves martes lunes miércoles"
        ),
        "f": (
            "mano foto moto crema yema flema gema quema goma broma paloma loma toma cama llama dama fama gama "
            "rama trama lima cima rima víctima lágrima pluma suma espuma bruma palma calma alma arma forma norma "
            "firma alarma plataforma reforma lista vista pista revista entrevista conquista rebelión razón sazón "
            "imagen virgen flor labor mujer señal sal cal catedral sucursal postal moral espiral credencial vocal "
            "piel miel hiel cárcel col noche tarde calle clase carne leche nieve nube llave clave base fase frase "
            "torre sangre madre suerte muerte parte gente mente fuente corriente serpiente hambre fiebre liebre "
            "nave ave sede red pared sed merced ley fe raíz nariz perdiz paz faz voz hoz luz cruz web hélice "
            "agua águila área aula ala ancla hacha hada habla arpa alba arca ansia"
        ),
        "": (
            "radio capital orden margen mar cólera guía policía guardia cura espía colega atleta terapeuta "
            "cineasta entusiasta patriota idiota astronauta analfabeta testigo frente editorial central final "
            "general oficial profesional rival criminal terminal diagonal joven líder mártir huésped piloto "
            "modelo internet diez mil asma pirata coma delta"
        ),
    },
    gender_endings={
        "m": "ón ema oma grama drama gma sma o aje ete que or al el il ol án én ín men ar és ús é",
        "f": "ción sión xión gión nión stión dad tad tud ud umbre ie ez triz itis sis a",
        "": "ista cida crata iatra ma",
    },
    agreement={
        "m": (("", ""),),
        "f": (
            ("o", "a"), ("ayor", "ayor"), ("enor", "enor"), ("ejor", "ejor"), ("peor", "peor"), ("rior", "rior"),
            ("or", "ora"), ("és", "esa"), ("án", None), ("ón", None), ("", ""),
        ),
    },
    copulas="es son",
    explains="define definen refiere significa designa denomina",
    naming=(
        "llama llaman llamado llamada llamados llamadas denominado "
        "denominada denominados denominadas denomina denominan conoce conocido conocida"
    ),
    reflexive_pronouns="se",
    enclitics=("nos", "les", "las", "los", "me", "te", "se", "le", "la", "lo", "os"),
    subject_pronouns="yo tú él ella usted nosotros nosotras ellos ellas ustedes se no me te nos le les que quien",
)  # fmt: skip
