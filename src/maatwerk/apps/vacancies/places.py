"""Where Dutch towns are, for the distance on the board.

Town centres written down for this project in degrees rounded to 0.01 (about one kilometre), and no official data set:
good enough for "within 10 km", not for a route. A place that is not here can be given with its own coordinates.
"""

import math
from dataclasses import dataclass
from functools import cache

from maatwerk.apps.vacancies.writing import fold

EARTH_KM = 6371.0  # mean radius
KM_PER_DEGREE = math.pi * EARTH_KM / 180

_TOWNS = """
Aalsmeer 52.26 4.76|Alkmaar 52.63 4.75|Almelo 52.36 6.66|Almere 52.37 5.22|Alphen aan den Rijn 52.13 4.66|Amersfoort 52.16 5.39
Amstelveen 52.30 4.86|Amsterdam 52.37 4.90|Apeldoorn 52.21 5.97|Arnhem 51.98 5.91|Assen 53.00 6.56|Barendrecht 51.86 4.53
Barneveld 52.14 5.59|Bergen op Zoom 51.49 4.29|Best 51.51 5.39|Beverwijk 52.48 4.66|Bodegraven 52.08 4.75|Borne 52.30 6.75
Boxmeer 51.65 5.95|Boxtel 51.59 5.33|Breda 51.59 4.78|Bussum 52.27 5.16|Capelle aan den IJssel 51.93 4.59|Castricum 52.55 4.67
Cuijk 51.73 5.88|Culemborg 51.96 5.23|Delft 52.01 4.36|Delfzijl 53.33 6.92|Den Haag 52.08 4.31|Den Helder 52.96 4.76
Deurne 51.46 5.80|Deventer 52.25 6.16|Diemen 52.34 4.96|Doetinchem 51.96 6.29|Dokkum 53.33 6.00|Dordrecht 51.81 4.67
Drachten 53.11 6.10|Dronten 52.52 5.72|Duiven 51.95 6.02|Ede 52.04 5.66|Eindhoven 51.44 5.48|Elst 51.92 5.84
Emmeloord 52.71 5.75|Emmen 52.78 6.90|Enkhuizen 52.70 5.29|Enschede 52.22 6.90|Epe 52.35 5.98|Ermelo 52.30 5.62
Etten-Leur 51.57 4.64|Franeker 53.19 5.54|Geldrop 51.42 5.56|Goes 51.50 3.89|Gorinchem 51.83 4.97|Gouda 52.01 4.71
Groningen 53.22 6.57|Haarlem 52.38 4.64|Hardenberg 52.57 6.62|Harderwijk 52.34 5.62|Harlingen 53.17 5.42|Heemskerk 52.51 4.67
Heerenveen 52.96 5.92|Heerhugowaard 52.67 4.83|Heerlen 50.89 5.98|Hellevoetsluis 51.83 4.13|Helmond 51.48 5.66|Hengelo 52.27 6.79
Hilversum 52.22 5.18|Hoofddorp 52.30 4.69|Hoogeveen 52.72 6.48|Hoogezand 53.16 6.76|Hoorn 52.64 5.06|Horst 51.45 6.05
Houten 52.03 5.17|Huizen 52.30 5.24|Hulst 51.28 4.05|IJmuiden 52.46 4.62|IJsselstein 52.02 5.04|Kampen 52.56 5.91
Katwijk 52.20 4.40|Kerkrade 50.87 6.06|Leeuwarden 53.20 5.79|Leiden 52.16 4.49|Leidschendam 52.09 4.39|Lelystad 52.52 5.47
Lichtenvoorde 51.99 6.57|Lisse 52.26 4.56|Maassluis 51.92 4.25|Maastricht 50.85 5.69|Meppel 52.70 6.19|Middelburg 51.50 3.61
Naaldwijk 51.99 4.21|Nieuwegein 52.03 5.08|Nijkerk 52.22 5.49|Nijmegen 51.84 5.86|Noordwijk 52.23 4.44|Oldenzaal 52.31 6.93
Oosterhout 51.64 4.86|Oss 51.77 5.52|Papendrecht 51.83 4.69|Purmerend 52.50 4.95|Putten 52.26 5.61|Raalte 52.39 6.28
Ridderkerk 51.87 4.60|Rijssen 52.31 6.52|Rijswijk 52.04 4.33|Roden 53.14 6.43|Roermond 51.19 5.99|Roosendaal 51.53 4.46
Rotterdam 51.92 4.48|Schagen 52.79 4.80|Schiedam 51.92 4.39|'s-Hertogenbosch 51.69 5.30|Sittard 51.00 5.87|Sneek 53.03 5.66
Soest 52.17 5.29|Spijkenisse 51.84 4.33|Stadskanaal 52.99 6.95|Steenwijk 52.79 6.12|Terneuzen 51.34 3.83|Texel 53.05 4.80
Tiel 51.89 5.43|Tilburg 51.56 5.09|Uden 51.66 5.62|Uithoorn 52.24 4.83|Urk 52.66 5.60|Utrecht 52.09 5.12
Valkenswaard 51.35 5.46|Veendam 53.11 6.88|Veenendaal 52.03 5.56|Veldhoven 51.42 5.40|Venlo 51.37 6.17|Venray 51.53 5.97
Vlaardingen 51.91 4.34|Vlissingen 51.44 3.57|Voorburg 52.07 4.36|Waalwijk 51.68 5.07|Waddinxveen 52.04 4.65|Wageningen 51.97 5.66
Weert 51.25 5.71|Weesp 52.31 5.04|Winschoten 53.14 7.03|Winterswijk 51.97 6.72|Woerden 52.09 4.88|Zaandam 52.44 4.83
Zeewolde 52.33 5.54|Zeist 52.09 5.23|Zevenaar 51.93 6.07|Zierikzee 51.65 3.92|Zoetermeer 52.06 4.49|Zutphen 52.14 6.20
Zwijndrecht 51.82 4.63|Zwolle 52.51 6.09
"""
_OTHER_NAMES = {
    "the hague": "den haag",
    "'s-gravenhage": "den haag",
    "den bosch": "'s-hertogenbosch",
    "haarlemmermeer": "hoofddorp",
    "zaanstad": "zaandam",
    "nissewaard": "spijkenisse",
    "velsen": "ijmuiden",
    "smallingerland": "drachten",
    "westland": "naaldwijk",
    "noordoostpolder": "emmeloord",
    "sittard-geleen": "sittard",
    "den burg": "texel",
}


@dataclass(frozen=True, slots=True)
class Place:
    """A town and its centre, in degrees north and east."""

    name: str
    latitude: float
    longitude: float


@cache
def towns() -> dict[str, Place]:
    """Return the towns by their name in small letters without accents."""
    found = {}
    for entry in _TOWNS.strip().replace("\n", "|").split("|"):
        name, latitude, longitude = entry.rsplit(" ", 2)
        found[fold(name)] = Place(name, float(latitude), float(longitude))
    return found


def place_named(name: str) -> Place | None:
    """Return the town of this name, if it is on the list."""
    plain = fold(" ".join(name.replace("’", "'").split()))
    return towns().get(_OTHER_NAMES.get(plain, plain))


def distance_km(from_place: tuple[float, float], to_place: tuple[float, float]) -> float:
    """Return the distance as the crow flies between two points (latitude, longitude), in kilometres (haversine)."""
    (lat1, lon1), (lat2, lon2) = (tuple(map(math.radians, point)) for point in (from_place, to_place))
    half = (
        math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    )
    return 2 * EARTH_KM * math.asin(math.sqrt(half))


def box_around(latitude: float, longitude: float, km: float) -> tuple[float, float, float, float]:
    """Return (west, south, east, north) of a box that holds every point within `km`."""
    up = km / KM_PER_DEGREE
    # at the edge nearer the pole, where a degree of longitude is shortest
    aside = up / max(0.01, math.cos(math.radians(min(89.0, abs(latitude) + up))))
    return longitude - aside, latitude - up, longitude + aside, latitude + up
