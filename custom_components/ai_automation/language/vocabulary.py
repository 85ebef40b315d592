"""The ordinary words of homes in five languages: what they mean, and that they name nobody.

Written without accents and in lower case, as `plain` makes words; English, German, French,
Spanish and Dutch, singular and plural where they differ by more than an ending.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from itertools import pairwise
import re
import unicodedata

_ROOMS: Mapping[str, str] = {
    "kitchen": "kitchen kueche kuche cuisine cocina keuken",
    "living_room": "livingroom lounge wohnzimmer salon sejour sala woonkamer",
    "dining_room": "diningroom esszimmer comedor eetkamer",
    "bedroom": "bedroom bedrooms schlafzimmer chambre dormitorio habitacion slaapkamer",
    "bathroom": "bathroom bath badezimmer bad bain bano badkamer",
    "toilet": "toilet wc klo toilette toilettes aseo",
    "hall": "hall hallway corridor entrance entry flur diele gang eingang couloir entree"
    " pasillo entrada recibidor hal ingang landing",
    "office": "office study workroom arbeitszimmer buero buro bureau despacho oficina kantoor",
    "child_room": "nursery playroom kinderzimmer kinderkamer",
    "guest_room": "guestroom gaestezimmer gastezimmer logeerkamer",
    "garage": "garage garaje cochera carport",
    "garden": "garden yard backyard garten jardin tuin lawn rasen",
    "terrace": "terrace patio terrasse veranda porch terraza terras",
    "balcony": "balcony balkon balcon",
    "basement": "basement cellar keller cave sotano kelder",
    "attic": "attic loft dachboden grenier atico zolder",
    "laundry": "laundry utility waschkueche waschkuche buanderie lavadero wasruimte",
    "stairs": "stairs staircase treppe treppenhaus escalier escalera trap",
    "pantry": "pantry storage speisekammer abstellraum despensa berging",
    "workshop": "workshop shed werkstatt atelier schuppen abri taller werkplaats schuur",
    "gym": "gym fitnessraum gimnasio",
    "pool": "pool schwimmbad piscine piscina zwembad",
    "outside": "outside outdoor outdoors draussen aussen exterieur dehors exterior afuera buiten",
    "house": "house home haus zuhause daheim maison casa huis thuis everywhere",
}
_THINGS: Mapping[str, str] = {
    "light": "light lights lamp lamps lighting bulb bulbs spot spots spotlight led leds strip"
    " chandelier lantern downlight pendant licht lichter lampe lampen leuchte leuchten"
    " beleuchtung stehlampe lumiere lumieres lampes eclairage luz luces lampara lamparas"
    " verlichting lichten lampje bedside nightlight lichterkette fairy",
    "switch": "switch switches plug plugs socket outlet relay schalter steckdose steckdosen"
    " prise prises interrupteur enchufe interruptor stopcontact schakelaar stekker",
    "heating": "heating heater heat radiator thermostat thermostats climate hvac boiler furnace"
    " heizung heizen heizkoerper heizkorper therme chauffage radiateur chauffer calefaccion"
    " radiador termostato verwarming warm warmer kaelter kalter cooler chaud froid",
    "cooling": "cooling aircon ac airconditioner conditioner klima klimaanlage climatisation"
    " climatiseur aire acondicionado airco",
    "cover": "cover covers blind blinds shade shades shutter shutters curtain curtains awning"
    " rollo rollos rolladen rollladen jalousie jalousien vorhang vorhaenge vorhange markise"
    " store stores volet volets rideau rideaux persiana persianas cortina cortinas"
    " rolluik rolluiken gordijn gordijnen zonwering",
    "garage_door": "garagentor garagedoor garagedeur portail",
    "gate": "gate gates tor puerta_exterior poort barriere porton",
    "lock": "lock locks deadbolt schloss tuerschloss turschloss serrure verrou cerradura slot",
    "alarm": "alarm alarms alarmanlage alarme siren sirene alarma sirena",
    "fan": "fan fans ventilator ventilatoren luefter lufter ventilation ventilateur ventilador"
    " ventilacion extractor abzug dunstabzug afzuiger hood",
    "media": "tv television telly speaker speakers radio stereo soundbar receiver projector"
    " music player media fernseher lautsprecher musik musikanlage tele televiseur enceinte"
    " musique television altavoz musica televisor luidspreker muziek",
    "vacuum": "vacuum hoover robot staubsauger saugroboter aspirateur aspiradora stofzuiger",
    "mower": "mower lawnmower maehroboter mahroboter rasenmaeher rasenmaher tondeuse"
    " cortacesped grasmaaier",
    "washer": "washer dryer dishwasher washing waschmaschine trockner spuelmaschine"
    " spulmaschine geschirrspueler geschirrspuler lave linge vaisselle seche lavadora"
    " secadora lavavajillas wasmachine droger vaatwasser",
    "oven": "oven stove cooker hob microwave backofen ofen herd mikrowelle four cuisiniere"
    " horno fornuis",
    "fridge": "fridge freezer refrigerator kuehlschrank kuhlschrank gefrierschrank"
    " refrigerateur frigo congelateur nevera congelador koelkast vriezer",
    "coffee": "coffee espresso kettle kaffee kaffeemaschine wasserkocher cafe cafetiere"
    " bouilloire cafetera koffie koffiezetapparaat waterkoker machine maschine maquina",
    "water": "water valve leak moisture sprinkler irrigation wasser ventil leck bewaesserung"
    " bewasserung eau vanne fuite arrosage agua valvula riego fuga kraan lek sproeier",
    "door": "door doors tuer tur tueren turen haustuer haustur porte portes puerta puertas"
    " deur deuren front back",
    "window": "window windows fenster fenetre fenetres ventana ventanas raam ramen",
    "motion": "motion movement presence occupancy bewegung bewegungsmelder praesenz prasenz"
    " anwesenheit mouvement presence detecteur movimiento presencia beweging aanwezigheid",
    "smoke": "smoke fire rauch rauchmelder feuer fumee incendie humo rook co2 co",
    "temperature": "temperature temperatur temperatura temperatuur thermometer",
    "humidity": "humidity humid feuchte feuchtigkeit luftfeuchtigkeit humidite humedad"
    " vochtigheid humidifier dehumidifier luftbefeuchter entfeuchter",
    "brightness": "brightness illuminance lux bright dim helligkeit hell gedimmt dimmen luminosite"
    " luminosidad brillo helderheid dimmer",
    "power": "power energy consumption electricity solar battery charger charging strom energie"
    " leistung verbrauch solaranlage batterie akku ladegeraet ladegerat puissance"
    " consommation electricite panneaux energia consumo bateria vermogen verbruik accu"
    " stroom wallbox car auto voiture coche meter zaehler zahler compteur",
    "weather": "weather rain wind storm sunny cloud forecast wetter regen regnet sturm meteo"
    " pluie pleut vent tiempo lluvia llueve viento weer regent",
    "sun": "sun sunset sunrise dusk dawn dark darkness sonne sonnenuntergang sonnenaufgang"
    " daemmerung dammerung dunkel dunkelheit soleil coucher lever nuit crepuscule aube sol"
    " anochecer amanecer oscuro zon zonsondergang zonsopgang donker schemer",
    "person": "person people someone somebody anyone everyone everybody nobody guest guests"
    " child children kid kids parents baby family leave leaves arrive arrives away come comes"
    " jemand niemand alle gast gaeste gaste kind kinder eltern familie weg kommt geht verlasse"
    " verlassen personne quelquun enfant enfants parents invite invites famille pars part"
    " rentre rentrer arrive alguien nadie nino ninos padres invitado familia salgo llega"
    " iemand niemand kinderen ouders gasten gezin weggaat komt",
    "automation": "automation automations routine scene script automatisierung automatik szene"
    " skript automatisation automatizacion escena automatisering later earlier spaeter spater"
    " frueher fruher tard tot tarde temprano eerder",
}
_PLACES: Mapping[str, str] = {
    "reading": "reading lese lesen lecture lectura lees",
    "bedside": "bedside nightstand nachttisch chevet mesilla nachtkast nachtkastje",
    "ceiling": "ceiling decke decken plafond plafonnier techo plafon",
    "floor_lamp": "standing steh lampadaire pie staande",
    "table": "table tisch tafel mesa dining esstisch eettafel",
    "desk": "desk schreibtisch bureau escritorio",
    "wall": "wall wand mur pared muur",
    "worktop": "worktop counter countertop arbeitsplatte plan encimera aanrecht werkblad",
    "left": "left links gauche izquierda linker",
    "right": "right rechts droite derecha rechter",
    "front_door": "frontdoor haustur haustuer wohnungstur wohnungstuer voordeur",
    "night": "night nachts nacht nuit noche",
    "washing": "washing wasch linge lavadora was",
}
"""What tells things of a kind in a room from one another."""
CONCEPTS: Mapping[str, frozenset[str]] = {
    concept: frozenset(words.split())
    for concept, words in {**_ROOMS, **_THINGS, **_PLACES}.items()
}
"""What a word of a home means: the concept, and its words."""

DOMAINS: Mapping[str, frozenset[str]] = {
    "light": frozenset({"light"}),
    "switch": frozenset({"switch", "input_boolean"}),
    "heating": frozenset({"climate", "water_heater"}),
    "cooling": frozenset({"climate", "fan"}),
    "cover": frozenset({"cover"}),
    "garage_door": frozenset({"cover"}),
    "gate": frozenset({"cover"}),
    "lock": frozenset({"lock"}),
    "alarm": frozenset({"alarm_control_panel", "siren"}),
    "fan": frozenset({"fan"}),
    "media": frozenset({"media_player", "remote"}),
    "vacuum": frozenset({"vacuum"}),
    "mower": frozenset({"lawn_mower"}),
    "water": frozenset({"valve"}),
    "humidity": frozenset({"humidifier"}),
    "weather": frozenset({"weather"}),
    "sun": frozenset({"sun"}),
    "person": frozenset({"person"}),
    "automation": frozenset({"automation", "scene", "script"}),
}
"""The domains a concept may mean; none named means any whose name fits."""

DEVICE_CLASSES: Mapping[str, frozenset[str]] = {
    "garage_door": frozenset({"garage", "garage_door"}),
    "gate": frozenset({"gate"}),
    "door": frozenset({"door", "opening"}),
    "window": frozenset({"window", "opening"}),
    "motion": frozenset({"motion", "occupancy", "presence"}),
    "smoke": frozenset({"smoke", "gas", "carbon_monoxide", "carbon_dioxide"}),
    "water": frozenset({"moisture", "water"}),
    "temperature": frozenset({"temperature"}),
    "heating": frozenset({"temperature"}),
    "humidity": frozenset({"humidity", "moisture"}),
    "brightness": frozenset({"illuminance"}),
    "power": frozenset({"power", "energy", "battery"}),
    "weather": frozenset({"precipitation", "wind_speed", "precipitation_intensity"}),
}
"""The device classes of sensors a concept may mean."""

_ORDINARY_WORDS = (
    # Where things are, and what they are like
    "left right top bottom upper lower up down north south east west big small large"
    " first second third main old new middle centre center corner wall ceiling floor"
    " table desk bed sofa couch shelf mirror cabinet cupboard wardrobe island worktop"
    " ground room rooms area zone side inside near all group master spare single double"
    " links rechts oben unten obere untere nord sued sud ost gross klein kleine grosse"
    " erste zweite dritte mitte ecke wand decke decken boden tisch schreibtisch bett schrank"
    " spiegel regal raum zimmer stock etage erdgeschoss obergeschoss untergeschoss innen"
    " gauche droite haut bas grand petit grande petite premier premiere deuxieme plafond"
    " mur sol table lit canape etagere miroir piece rez chaussee principal principale"
    " izquierda derecha arriba abajo norte sur este oeste pequeno pequena primero techo"
    " pared suelo mesa cama sofa planta piso linker rechter boven onder noord zuid groot"
    " kleine muur plafond vloer tafel kast verdieping begane grond kamer kamers"
    " living dining guest bath salle bain manger amis"
    # Measures
    " degrees degree grad degres grados graden percent per cent prozent pour cent por ciento"
    " procent watt watts kilowatt celsius"
    # Colours
    " white black red green blue yellow orange warm cold weiss schwarz rot gruen grun"
    " blau gelb blanc noir rouge vert bleu jaune blanco negro rojo verde azul amarillo"
    " wit zwart rood groen blauw geel"
    # Times
    " morning noon afternoon evening night midnight day weekday weekdays weekend weekends"
    " monday tuesday wednesday thursday friday saturday sunday minute minutes hour hours"
    " second seconds morgen morgens mittag nachmittag abend abends nacht nachts tag tage"
    " werktag werktags wochenende montag dienstag mittwoch donnerstag freitag samstag"
    " sonntag minuten stunde stunden uhr matin midi soir jour semaine lundi mardi"
    " mercredi jeudi vendredi samedi dimanche heure heures manana mediodia noche dia"
    " lunes martes miercoles jueves viernes sabado domingo hora horas minutos ochtend"
    " middag avond dag weekeinde maandag dinsdag woensdag donderdag vrijdag zaterdag"
    " zondag uur"
    # What things and sensors are made of and tell
    " sensor sensors detector meter contact button remote control device status state"
    " level signal update linkquality voltage current total daily average setpoint target"
    " mode auto manual eco boost on off open closed opened opening closing idle playing"
    " paused unknown unavailable low high normal active inactive enabled disabled"
    " kontakt taster fernbedienung melder zustand stufe strom spannung soll ist"
    " capteur bouton telecommande etat niveau boton mando estado nivel afstandsbediening"
    " knop zonder phone tablet watch laptop computer printer camera doorbell bell bridge"
    " hub gateway handy telefon kamera klingel telephone sonnette telefono timbre"
    " telefoon deurbel"
    # Little words
    " the a an of in at to and or for with by from is it my our his her their this that"
    " when if then not no every each both der die das den dem des ein eine einen im am"
    " zum zur und oder fuer fur mit von bei wenn nicht kein keine jede jeden le la les"
    " l d un une des du au aux et ou pour avec par de si quand ne pas chaque el los las"
    " del al y o para con por cuando no cada het een van op bij voor met als niet elke"
)
ORDINARY = frozenset(_ORDINARY_WORDS.split())
"""Words of homes that stand for no concept of their own, and name nobody."""

_TOKEN = re.compile(r"[^\W_]+")
_SHORTEST = 4
"""Letters of a word that is looked for within a longer one."""
_ENDINGS = ("en", "es", "er", "s", "n", "e", "x")


def plain(word: str) -> str:
    """Return a word in lower case and without accents."""
    folded = unicodedata.normalize("NFKD", word.casefold())
    return "".join(c for c in folded if not unicodedata.combining(c))


def words_of(text: str) -> Iterator[str]:
    """Yield the words of a text, plain; what is written together stays together."""
    for token in _TOKEN.findall(text):
        yield plain(token)


@cache
def _of_word() -> Mapping[str, frozenset[str]]:
    """Return the concepts of each word."""
    found: dict[str, set[str]] = {}
    for concept, words in CONCEPTS.items():
        for word in words:
            found.setdefault(word, set()).add(concept)
    return {word: frozenset(concepts) for word, concepts in found.items()}


def is_ordinary(word: str) -> bool:
    """Return whether a plain word belongs to homes in general, alone or put together of such words."""
    return word in ORDINARY or bool(_concepts(word)) or word in _of_word()


def concepts_of(text: str) -> frozenset[str]:
    """Return what a text is about; "Wohnzimmerlampe" is about the living room and light."""
    words = list(words_of(text))
    # "living room", "salle de bain", "sala de estar" are two or more words.
    pairs = [f"{a}{b}" for a, b in pairwise(words)]
    return frozenset(
        concept for word in (*words, *pairs) for concept in _concepts(word)
    )


@cache
def _concepts(word: str) -> frozenset[str]:
    """Return the concepts of one plain word, its endings and its parts tried."""
    known = _of_word()
    if (found := known.get(word)) is not None:
        return found
    for ending in _ENDINGS:
        stem = word.removesuffix(ending)
        if stem != word and len(stem) >= _SHORTEST - 1 and stem in known:
            return known[stem]
    for at in range(_SHORTEST, len(word) - 2):
        first, second = _known(word[:at]), _known(word[at:])
        if first is not None and second is not None:
            return first | second
    return frozenset()


def _known(part: str) -> frozenset[str] | None:
    """Return the concepts of a part of a word, none for an ordinary one, None for no word."""
    known = _of_word()
    joined = part.removeprefix("s") if len(part) > _SHORTEST else part
    for form in (part, joined, *(part.removesuffix(e) for e in _ENDINGS)):
        if len(form) >= _SHORTEST - 1 and form in known:
            return known[form]
    return frozenset() if len(part) >= _SHORTEST and part in ORDINARY else None
