"""Passages of a document that talk to a machine instead of a reader; they are left out before a model sees the rest.

A decisive sign is enough (a chat template's marks, a role's turn, "ignore the instructions above" in six
languages, a forged answer); of weak signs (addressing a model, ordering an output, a link) it takes two.

Surprise: this is the outer wall only. It can be talked round; what then comes back is still judged by number, by
quote and by `ground`, which need no list of phrases. A text about prompt injection loses its examples here, and the
job says that passages were left out.
"""

import re
import unicodedata
from collections.abc import Iterator

from shared.llm.fence import fold

_LONG = 800
_AFTER = 2
_WINDOW = 2_000
_OVERLAP = 500
"""An order fits in here. In windows a text of many pages costs time by its length, not by the square of it."""
_SENTENCE = re.compile(r"(?<=[.!?\u3002\uff01\uff1f])\s*|\n+")
_SPACED = re.compile(r"\b(?:\w[ .\-_*]){3,}\w\b")
_HYPHEN = re.compile(r"(?<=\w)-(?=\w)")
_LOOKALIKES = str.maketrans("аеіорсухѕјԁһӏ0134$@αεικνορτυχ", "aeiopcyxsjdhloieasaaeikvoptux")

_DECISIVE = re.compile(
    r"""
    <\|\w{1,40}\|> | </?(?:im_start|im_end|system|assistant|user|tool_call|tool|function|prompt)\b[^>@]{0,40}>
    | <(?:start|end)_of_turn> | \brole\s?:\s?["']?(?:system|assistant|user|developer)\b
    | \b\d{1,4}\swas\swrong\s?: | \bthe\slearner\swants\s?: | \[/?(?:inst|sys)\] | <</?sys>>
    | (?:^|[.!?>\]"'*\#-]\s?)(?:system|sistema|syst[eè]me|developer)\s?:\s | システム\s?[::]
    | \bassistant\s?:.{0,400}\buser\s?: | \buser\s?:.{0,400}\bassistant\s?: | アシスタント\s?[::]
    | <{3}\s?data\b | \bdata\s\w+\s?>{3} | \bdata\ [0-9a-f]{8,}\b | \#\#\s?(?:new\s)?(?:instruction|system|task|rules)
    | \#\#\s?(?:assistant|response|user)\b
    | \b(?:decode|decipher|apply|read)\b[^.!?]{0,40}\bobey\b
    | \bnew\s(?:task|rules|instructions)\s?:
    | \b(?:ignore|disregard|forget|override|bypass)\b
      (?=[^.!?]{0,60}(?:instruction|rule|prompt|guideline|direction|\bprevious\s?$))
      (?=[^.!?]{0,60}\b(?:all|any|previous|prior|earlier|above|these|your|system)\b)
    | \b(?:ignorier|vergiss|vergesst|missachte)\w*\b(?=[^.!?]{0,60}\b(?:anweisung|regel|vorgabe|instruktion))
      (?=[^.!?]{0,60}\b(?:alle|bisherig|obig|vorherig|vorig|deine|diese))
    | \b(?:ignor|oubli|neglig)\w*\b(?=[^.!?]{0,60}\b(?:instruction|consigne|regle|directive))
      (?=[^.!?]{0,60}\b(?:toutes?|tous|precedent|ci-dessus|tes|vos|ces)\w*\b)
    | \b(?:ignor|olvid|descart)\w*\b(?=[^.!?]{0,60}\b(?:instruccion|regla|indicacion))
      (?=[^.!?]{0,60}\b(?:todas|anterior|previa|arriba|tus|estas))
    | \b(?:ignor|dimentic|scord)\w*\b(?=[^.!?]{0,60}\b(?:istruzion|regol|indicazion))
      (?=[^.!?]{0,60}\b(?:tutte|precedent|sopra|tue|queste))
    | \b(?:ignor|desconsider|esque[cç])\w*\b(?=[^.!?]{0,60}\b(?:instruc|regras|indicac))
      (?=[^.!?]{0,60}\b(?:todas|anterior|acima|suas|estas))
    | \b(?:negeer|vergeet)\b(?=[^.!?]{0,60}\b(?:instructie|regel|opdracht))
    | \b(?:zignoruj|pomin|zapomnij)\b(?=[^.!?]{0,60}\b(?:instrukcj|polecen|zasad))
    | \b(?:игнорируи|забуд|не\sобращаи)\w*(?=[^.!?]{0,60}(?:инструкц|указан|правил))
    | (?:忽略|无视|無視|忘记).{0,12}(?:指令|指示|规则|提示)
    | \b(?:ignore|disregard|forget)\s(?:everything|anything|all|what\w*)\s(?:that\s)?(?:is\s|was\s|said\s)?
      (?:above|before|written)
    | (?:指示|命令|ルール|規則|プロンプト).{0,12}(?:無視|忘れ|従わ)
    | \bsystem[- ]?prompt | \bprompt[- ]?injection | \bjailbreak | システムプロンプト
    | \b(?:you\ are\ now|act\ as|pretend\ to\ be)\b[^.!?]{0,40}\b(?:model|assistant|bot|ai)\b
    | \{\s?["']?(?:items|own|role|translation)["']?\s?:
    """,
    re.VERBOSE,
)
_WEAK = tuple(
    re.compile(pattern)
    for pattern in (
        # Who is spoken to.
        (
            r"\b(?:an? ai|ai (?:model|assistant|system|tool)s?|by machine|automat\w* (?:trans\w+|process\w*|read\w*)|"
            r"automatisch\w* (?:verarbeit|ubersetz|auswert)\w*|ubersetzungsprogramm|systeme de traduction|"
            r"(?:traducteur|traitement) automatique|traductor automatico|tradutor automatico|traduttore automatico|"
            r"modelo de linguagem|llm|gpt\S*|chatgpt|chatbot|language model|assistant|model|"
            r"ki|sprachmodell|ki-modell|ia|modele de langage|modelo de lenguaje|modello linguistico|asistente|"
            r"assistente)\b|言語モデル|人工知能"
        ),
        # What it shall do with what it says.
        (
            r"\b(?:output|print|respond|reply|return|answer|translate|write|include|add|insert|list|append|replace|say|give|put|swap|"
            r"ubersetz\w*|eintragen|einzutragen|trag\w*|antwort\w*|fug\w*|schreib\w*|gib|nimm|ersetz\w*|"
            r"tradu\w*|donne[rz]|mette[rz]|pong\w*|repond\w*|ajout\w*|ecri\w*|remplac\w*|inclu\w*|"
            r"respond\w*|anad\w*|agreg\w*|escrib\w*|reemplaz\w*|aggiung\w*|inseri\w*|rispond\w*|scriv\w*|sostitui\w*)\b|"
            r"翻訳|追加|出力|答え|書い"
        ),
        # Where it shall put it.
        (
            r"\b(?:word ?list|vocabulary list|vocabulary|json|(?:every|each) (?:word|term|entry|item|meaning|lemma|"
            r"translation)|jede[mns]? (?:begriff|wort|eintrag|ubersetzung)\w*|chaque (?:terme|traduction)|"
            r"cada (?:termino|traduccion|palavra|termo|traducao)|ogni (?:termine|traduzione|significato)|"
            r"all (?:words|terms|translations)|instructions?|wortliste|vokabelliste|"
            r"jedes wort|alle worter|anweisung\w*|liste de (?:mots|"
            r"vocabulaire)|chaque mot|tous les mots|consignes?|lista de (?:palabras|vocabulario)|cada palabra|"
            r"todas las palabras|instrucciones|lista di (?:parole|vocaboli)|ogni parola|tutte le parole|istruzioni)\b|"
            r"単語リスト|語彙リスト|すべての単語|指示"
        ),
        # Where it shall lead.
        r"https?:|www\.|\b\w+\.(?:com|net|org|io|example)\b",
        # How urgent it makes itself.
        (
            r"\b(?:important|urgent|attention|wichtig|achtung|importante|urgente|attenzione|must now|"
            r"tip|reward|policy|requires|belohn\w*|pourboire|propina|from now on|"
            r"ab jetzt|ab sofort|desormais|a partir de (?:ahora|agora)|d'ora in poi|da ora in poi)\b|重要|今から"
        ),
    )
)


def is_hostile(text: str) -> bool:
    """Whether `text` talks to a machine."""
    return any(_has_signs(form) for part in _windows(text) for form in _forms(part))


def screen(text: str, *, by_line: bool = False) -> tuple[str, tuple[str, ...]]:
    """`text` without its hostile passages, and those; `by_line` for tables and lists, whose lines stand alone."""
    if by_line:
        lines = text.split("\n")
        bad = tuple(line for line in lines if is_hostile(line))
        kept = "\n".join(line for line in lines if line not in bad)
        return (kept, bad) if bad or not is_hostile(text) else ("", (text,))
    if not is_hostile(text):
        return text, ()
    if len(text) <= _LONG:
        return "", (text,)
    return _cut(text)


def _cut(text: str) -> tuple[str, tuple[str, ...]]:
    """An order is often followed by what it orders: the next sentences go with it."""
    sentences = [part for part in _SENTENCE.split(text) if part.strip()]
    bad: set[int] = set()
    for at in range(len(sentences)):
        if is_hostile(" ".join(sentences[at : at + 2])):
            bad.update(range(at, min(len(sentences), at + 2 + _AFTER)))
    if not bad:
        return "", (text,)
    kept = " ".join(part for at, part in enumerate(sentences) if at not in bad)
    return kept, tuple(sentences[at] for at in sorted(bad))


def _windows(text: str) -> Iterator[str]:
    text = unicodedata.normalize("NFKC", text)  # one sign may become eighteen
    for start in range(0, max(1, len(text) - _OVERLAP), _WINDOW - _OVERLAP):
        yield text[start : start + _WINDOW]


def _has_signs(form: str) -> bool:
    return bool(_DECISIVE.search(form)) or sum(1 for sign in _WEAK if sign.search(form)) >= 3  # noqa: PLR2004


def _forms(text: str) -> set[str]:
    """A text in normal form as a reader sees it, and with the usual disguises taken off."""
    plain = fold(text).lower()
    if not plain.isascii():
        bare = (mark for mark in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(mark))
        plain = unicodedata.normalize("NFC", "".join(bare))
    joined = _SPACED.sub(lambda found: re.sub(r"[ .\-_*]", "", found.group()), plain)
    whole = _HYPHEN.sub("", joined)
    return {plain, joined, joined.translate(_LOOKALIKES), whole}
