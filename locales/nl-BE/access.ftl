### Het inzagelogboek: wat iemand leest over wie er iets van hem of haar bekeek.

access-title = Wie las wat van u
access-intro = Deze pagina toont wanneer iemand anders iets van u zag dat we achter slot bewaren. We tonen de rol en het team of de organisatie, niet de naam van wie keek. Begrijpt u niet waarom? Vraag het gerust aan het team van uw buurt.
access-nobody = Nog niemand las iets van u.
access-day = Dag
access-who = Wie
access-what = Wat
access-why = Waarvoor
access-more = Vroeger
access-part-name = uw naam
access-part-contact = hoe we u bereiken
access-part-place = waar de hulp nodig is
access-part-texts = wat u zei, of wat voor u genoteerd werd
access-part-facts = gegevens zoals uw geboortejaar, talen of tijdstippen
access-purpose-knowPerson = Om te weten wie u bent en waar u thuishoort
access-purpose-handleRequest = Om uw hulpvraag te bekijken
access-purpose-findHelper = Om iemand te vinden die kan helpen
access-purpose-agreedHelp = Om elkaar te helpen, zoals u allebei afsprak
access-purpose-referral = Om uw vraag door te geven aan een organisatie, en u daar te helpen
access-purpose-safeguarding = Om een bezorgdheid over veiligheid te bekijken
access-role-anyone = Iemand die niet aangemeld was
access-role-resident = De buur met wie u in contact bent gebracht
access-role-buurtwerker = Een buurtwerker
access-role-careProvider = Iemand van een organisatie
access-role-software = De software van een organisatie
access-role-coordinator = Een coördinator
access-role-administrator = Een beheerder
access-role-system = Het systeem zelf

export-visit = Een bezoek met Buurtnet
