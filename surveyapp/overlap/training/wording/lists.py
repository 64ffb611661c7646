"""Words that differ, and words that mean the same, in pairs."""

from __future__ import annotations

OPPOSED = tuple(
    tuple(pair.split("|"))
    for pair in """hushåll|personer
barn|vuxna
barn|familjer
kvinnor|män
kvinna|man
flickor|pojkar
beviljade|avslagna
bifall|avslag
inledda|avslutade
påbörjade|avslutade
inkomna|avgjorda
inskrivna|utskrivna
öppnade|stängda
verkställda|ej verkställda
anställda|konsulter
chefer|handläggare
chefer|medarbetare
biståndshandläggare|socialsekreterare
SoL|LVU
SoL|LSS
LSS|SFB
LVU|LVM
LSS|HSL
frivillig|tvångs
egen regi|enskild regi
egen regi|privat regi
kommunal regi|enskild regi
kommunens|regionens
kommunen|regionen
bruttokostnad|nettokostnad
kostnad|intäkt
kostnader|intäkter
köp|försäljning
heltid|deltid
tillsvidareanställda|visstidsanställda
månadsavlönade|timavlönade
dagtid|nattetid
vardagar|helger
platser|personer
ärenden|personer
beslut|personer
ansökningar|beslut
ansökningar|anmälningar
anmälningar|utredningar
utredningar|insatser
hemtjänst|boendestöd
hemtjänst|hemsjukvård
hemtjänsten|hemsjukvården
familjehem|stödboende
familjehem|HVB
HVB|stödboende
HVB|SiS
särskilt boende|ordinärt boende
särskilt boende|korttidsboende
gruppbostad|servicebostad
kontaktperson|kontaktfamilj
ledsagarservice|avlösarservice
daglig verksamhet|daglig sysselsättning
alkohol|narkotika
alkohol|spel
läkemedel|alkohol
medelvärde|median
genomsnittlig|högsta
kortaste|längsta
minst|högst
fler|färre
ökat|minskat
ökade|minskade
före|efter
till|från
med|utan
nöjda|missnöjda
alltid|aldrig
alltid|ibland
ofta|sällan
planerade|genomförda
muntlig|skriftlig
skriftlig|digital
intern|extern
första|senaste
nya|samtliga
nya|avslutade
pågående|avslutade
fysiskt|psykiskt
mammor|pappor
mödrar|fäder
föräldrar|barn
anhöriga|brukare
brukare|personal
personal|chefer
demens|psykisk ohälsa
ekonomiskt bistånd|hemtjänst
rutin|statistik
rutiner|uppföljning
utbildning|handledning
ankomst|avresa
kvartal 1|kvartal 3
våren|hösten
vår|höst
women|men
girls|boys
households|persons
approved|rejected
granted|refused
started|completed
children|adults
average|median
mean|median
at least|at most
with|without
before|after
full-time|part-time
municipal|private
applications|decisions
costs|revenues
new|ongoing
""".splitlines()
)
"""Words that, exchanged on one side only, make two questions differ."""

SHORT = tuple(
    tuple(pair.split("|"))
    for pair in """hem för vård eller boende|HVB
särskilt boende|SÄBO
individ- och familjeomsorg|IFO
individ- och familjeomsorgen|IFO
samordnad individuell plan|SIP
socialtjänstlagen|SoL
hälso- och sjukvårdslagen|HSL
lagen om stöd och service till vissa funktionshindrade|LSS
tusental kronor|tkr
kronor|kr
per invånare|kr/inv
invånare|inv.
enligt|enl.
till och med|t.o.m.
från och med|fr.o.m.
före detta|f.d.
bland annat|bl.a.
exklusive|exkl.
inklusive|inkl.
genomsnittlig|i genomsnitt
respektive|resp.
antal|ant.
timmar|tim
månader|mån.
månad|mån
tim/mån|timmar per månad
per månad|/månad
per år|/år
procent|%
och|o.
december|dec.
november|nov.
oktober|okt.
januari|jan.
""".splitlines()
)
REWORDED = tuple(
    tuple(pair.split("|"))
    for pair in """äldreboende|särskilt boende för äldre
försörjningsstöd|ekonomiskt bistånd till försörjning
årsarbetare|heltidstjänster
sjuksköterska|SSK
anhöriga|närstående
i genomsnitt|i medeltal
genomsnittlig|medelvärdet av
median|mittvärde
senaste tolv månaderna|senaste året
det senaste året|de senaste 12 månaderna
finns det|har ni
har kommunen|finns det i kommunen
matdistribution|matlådor
hembesök|besök i hemmet
inte|ej
samt|och
år och äldre|år eller äldre
minst|lägst
fler än|mer än
share of|proportion of
number of|total number of
percentage of|share of
""".splitlines()
)
